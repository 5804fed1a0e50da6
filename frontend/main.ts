import { VueQueryPlugin, QueryClient } from '@tanstack/vue-query'
import { createApp, watch } from 'vue'
import { ApiProblem } from './api/problem.ts'
import App from './App.vue'
import './design/base.css'
import { router } from './router.ts'
import { session } from './session/session.ts'

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      // What the API refused stays refused; only trouble on the way is worth another try.
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiProblem && error.problem.status >= 400 && error.problem.status < 500),
    },
  },
})

// The pages go first: while they stand, each would ask again for what was just forgotten.
watch(session, async (now) => {
  if (now !== null) return
  const here = router.currentRoute.value
  if (here.meta.open !== true) await router.replace({ name: 'sign-in', query: { to: here.fullPath } })
  queryClient.clear()
})

createApp(App).use(router).use(VueQueryPlugin, { queryClient }).mount('#app')
