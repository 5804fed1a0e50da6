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

watch(session, (now) => {
  if (now !== null) return
  queryClient.clear()
  const here = router.currentRoute.value
  if (here.meta['open'] !== true) void router.replace({ name: 'sign-in', query: { to: here.fullPath } })
})

createApp(App).use(router).use(VueQueryPlugin, { queryClient }).mount('#app')
