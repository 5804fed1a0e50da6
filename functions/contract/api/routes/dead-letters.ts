/** Routes of work that was given up. */
import { deadLetterList, deadLetterQuery, deadLetterView, redriveAnswer, redriveBody } from '../dead-letters.ts'
import type { Route } from '../route.ts'

export const deadLetterRoutes = {
  listDeadLetters: {
    method: 'GET',
    path: '/api/v1/dead-letters',
    summary: 'Work that was given up, each with its reason, oldest first',
    access: 'admin',
    status: 200,
    query: deadLetterQuery,
    answer: deadLetterList,
  },
  redriveDeadLetters: {
    method: 'POST',
    path: '/api/v1/dead-letters/redrive',
    summary: 'Send up to 500 of a queue back to it, to be worked on again',
    access: 'admin',
    status: 200,
    body: redriveBody,
    answer: redriveAnswer,
  },
  redriveDeadLetter: {
    method: 'POST',
    path: '/api/v1/dead-letters/{id}/redrive',
    summary: 'Send one back to its queue, to be worked on again',
    access: 'admin',
    status: 200,
    answer: deadLetterView,
  },
  discardDeadLetter: {
    method: 'DELETE',
    path: '/api/v1/dead-letters/{id}',
    summary: 'Delete one for good',
    access: 'admin',
    status: 200,
    answer: deadLetterView,
  },
} as const satisfies Record<string, Route>
