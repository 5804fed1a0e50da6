/** The route of the execution log. */
import * as z from 'zod'
import { logEntry, logQuery } from '../log.ts'
import type { Route } from '../route.ts'
import { pageOf } from '../views.ts'

export const logRoutes = {
  listLog: {
    method: 'GET',
    path: '/api/v1/sequences/{id}/log',
    summary: 'The execution log: messages of a sequence by when their first attempt began, newest first',
    access: 'member',
    status: 200,
    query: logQuery,
    answer: pageOf(logEntry).extend({
      more: z
        .boolean()
        .describe(
          'Open tasks and messages of unknown fate stand on the first page, whenever they began; true: there are more of them than it looked through.',
        ),
    }),
  },
} as const satisfies Record<string, Route>
