/** Routes of hand-offs that wait for a person. */
import * as z from 'zod'
import { pageQuery } from '../bodies.ts'
import { closeBody, gateView, passAnswer, passBody } from '../gates.ts'
import type { Route } from '../route.ts'
import { pageOf } from '../views.ts'

export const gateRoutes = {
  listGates: {
    method: 'GET',
    path: '/api/v1/gates',
    summary: 'Open hand-offs, the one that has waited longest first; or decided ones, the latest first',
    access: 'member',
    status: 200,
    query: pageQuery.extend({
      state: z.enum(['open', 'decided']).default('open').describe('Those that wait for a person, or those that one decided.'),
    }),
    answer: pageOf(gateView),
  },
  getGate: {
    method: 'GET',
    path: '/api/v1/gates/{id}',
    summary: 'One hand-off, open or decided',
    access: 'member',
    status: 200,
    answer: gateView,
  },
  passGate: {
    method: 'POST',
    path: '/api/v1/gates/{id}/pass',
    summary: 'Hand the contact over to one or more sequences',
    access: 'member',
    status: 200,
    body: passBody,
    answer: passAnswer,
  },
  closeGate: {
    method: 'POST',
    path: '/api/v1/gates/{id}/close',
    summary: 'Close the loop: nothing follows',
    access: 'member',
    status: 200,
    body: closeBody,
    answer: gateView,
  },
} as const satisfies Record<string, Route>
