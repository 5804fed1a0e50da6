import { createRouter, createWebHistory, START_LOCATION, type RouteLocationRaw, type RouteRecordRaw } from 'vue-router'
import type { PlaceName } from './navigation.ts'
import { session } from './session/session.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown to anybody, without the frame. */
    open?: true
    /** Without the frame, in a document that never asks the API: see `carryBy`. */
    specimen?: true
    /** The place of the sidebar that it belongs to. */
    place?: PlaceName
    /** What it is, where no page says more by `usePageTitle`. */
    title?: string
  }
}

/** Every page by its name; links name these, never paths. */
export const pages: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./pages/HomePage.vue'), meta: { place: 'home' } },
  {
    path: '/sequences/new',
    name: 'sequence-new',
    component: () => import('./pages/BuilderPage.vue'),
    meta: { place: 'sequences', title: 'New sequence' },
  },
  { path: '/sequences/:id/edit', name: 'sequence-edit', component: () => import('./pages/BuilderPage.vue'), meta: { place: 'sequences' } },
  {
    path: '/sequences/:id/enrollments',
    name: 'enrollments',
    component: () => import('./pages/EnrollmentsPage.vue'),
    meta: { place: 'sequences' },
  },
  { path: '/sequences/:id/enroll', name: 'enroll', component: () => import('./pages/EnrollPage.vue'), meta: { place: 'sequences' } },
  { path: '/sequences/:id?', name: 'sequences', component: () => import('./pages/SequencesPage.vue'), meta: { place: 'sequences' } },
  {
    path: '/enrollments',
    name: 'all-enrollments',
    component: () => import('./pages/AllEnrollmentsPage.vue'),
    meta: { place: 'all-enrollments' },
  },
  {
    path: '/enrollments/:id',
    name: 'enrollment',
    component: () => import('./pages/EnrollmentPage.vue'),
    meta: { place: 'sequences', title: 'Enrollment' },
  },
  { path: '/contacts', name: 'contacts', component: () => import('./pages/ContactsPage.vue'), meta: { place: 'contacts' } },
  { path: '/contacts/:id', name: 'contact', component: () => import('./pages/ContactPage.vue'), meta: { place: 'contacts' } },
  { path: '/leads', name: 'leads', component: () => import('./pages/LeadsPage.vue'), meta: { place: 'leads' } },
  { path: '/leads/:id', name: 'lead', component: () => import('./pages/LeadPage.vue'), meta: { place: 'leads' } },
  { path: '/approvals/:id?', name: 'approvals', component: () => import('./pages/ApprovalsPage.vue'), meta: { place: 'approvals' } },
  { path: '/tasks/:id?', name: 'tasks', component: () => import('./pages/TasksPage.vue'), meta: { place: 'tasks' } },
  { path: '/inbox/:id?', name: 'inbox', component: () => import('./pages/InboxPage.vue'), meta: { place: 'inbox' } },
  { path: '/jobs/:id', name: 'job', component: () => import('./pages/JobPage.vue'), meta: { place: 'sequences', title: 'Bulk job' } },
  {
    path: '/notifications',
    name: 'notifications',
    component: () => import('./pages/NotificationsPage.vue'),
    meta: { title: 'Notifications' },
  },
  {
    path: '/operations/:section?',
    name: 'operations',
    component: () => import('./pages/OperationsPage.vue'),
    meta: { place: 'operations' },
  },
  {
    path: '/components',
    name: 'components',
    component: () => import('./pages/ComponentsPage.vue'),
    meta: { title: 'Components' },
  },
  {
    path: '/components/:screen',
    name: 'specimen',
    component: () => import('./pages/SpecimenPage.vue'),
    meta: { specimen: true },
  },
  { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue'), meta: { open: true } },
  { path: '/signed-in', name: 'signed-in', component: () => import('./pages/SignedInPage.vue'), meta: { open: true } },
  { path: '/:rest(.*)*', name: 'not-found', component: () => import('./pages/NotFoundPage.vue'), meta: { title: 'Not found' } },
]

export const router = createRouter({ history: createWebHistory(), routes: pages })

router.beforeEach((to): RouteLocationRaw | true =>
  to.meta.open === true || session.value !== null ? true : { name: 'sign-in', query: to.path === '/' ? {} : { to: to.fullPath } },
)

// Specimens and the API never answer in one document: going from the one to the other loads a new one.
router.beforeEach((to, from) => {
  if (from === START_LOCATION || from.meta.specimen === to.meta.specimen) return true
  location.assign(to.fullPath)
  return false
})
