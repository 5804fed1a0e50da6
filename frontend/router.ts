import { createRouter, createWebHistory, type RouteLocationRaw } from 'vue-router'
import { session } from './session/session.ts'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: { name: 'sequences' } },
    { path: '/sequences/:id?', name: 'sequences', component: () => import('./pages/SequencesPage.vue') },
    { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue'), meta: { open: true } },
    { path: '/signed-in', name: 'signed-in', component: () => import('./pages/SignedInPage.vue'), meta: { open: true } },
    { path: '/:rest(.*)*', name: 'not-found', component: () => import('./pages/NotFoundPage.vue') },
  ],
})

router.beforeEach((to): RouteLocationRaw | true =>
  to.meta['open'] === true || session.value !== null ? true : { name: 'sign-in', query: to.path === '/' ? {} : { to: to.fullPath } },
)
