/** Routes of the home page and of the counts beside the navigation. */
import { countsView, homeView } from '../home.ts'
import type { Route } from '../route.ts'

export const homeRoutes = {
  home: {
    method: 'GET',
    path: '/api/v1/home',
    summary: 'What needs a person, what is due today, and why nothing is sent when nothing is',
    access: 'member',
    status: 200,
    answer: homeView,
  },
  counts: {
    method: 'GET',
    path: '/api/v1/counts',
    summary: 'How much waits for a person, kind by kind',
    access: 'member',
    status: 200,
    answer: countsView,
  },
} as const satisfies Record<string, Route>
