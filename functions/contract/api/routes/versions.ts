/** Routes of what was published. */
import { pageQuery } from '../bodies.ts'
import type { Route } from '../route.ts'
import { compareAnswer, compareQuery, versionLine, versionView } from '../versions.ts'
import { pageOf } from '../views.ts'

export const versionRoutes = {
  listVersions: {
    method: 'GET',
    path: '/api/v1/sequences/{id}/versions',
    summary: 'What was published of a sequence, newest first',
    access: 'member',
    status: 200,
    query: pageQuery,
    answer: pageOf(versionLine),
  },
  getVersion: {
    method: 'GET',
    path: '/api/v1/sequences/{id}/versions/{version}',
    summary: 'One published version, whole',
    access: 'member',
    status: 200,
    answer: versionView,
  },
  compareVersions: {
    method: 'GET',
    path: '/api/v1/sequences/{id}/compare',
    summary: 'How two versions differ, or a version and the draft: step by step, with the texts before and after',
    access: 'member',
    status: 200,
    query: compareQuery,
    answer: compareAnswer,
  },
} as const satisfies Record<string, Route>
