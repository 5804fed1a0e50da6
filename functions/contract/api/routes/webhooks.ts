/** Routes of webhook endpoints and their deliveries: for admins alone, as they carry people's data out. */
import * as z from 'zod'
import { pageQuery } from '../bodies.ts'
import type { Route } from '../route.ts'
import { pageOf } from '../views.ts'
import { deliveryView, webhookBody, webhookPatch, webhookSecretView, webhookView } from '../webhooks.ts'

const admin = { access: 'admin', status: 200 } as const

export const webhookRoutes = {
  listWebhooks: {
    ...admin,
    method: 'GET',
    path: '/api/v1/webhooks',
    summary: 'Where events are sent',
    answer: z.object({ items: z.array(webhookView) }),
  },
  createWebhook: {
    ...admin,
    method: 'POST',
    path: '/api/v1/webhooks',
    summary: 'Send events to an address, signed',
    status: 201,
    body: webhookBody,
    answer: webhookView,
  },
  getWebhook: { ...admin, method: 'GET', path: '/api/v1/webhooks/{id}', summary: 'One webhook', answer: webhookView },
  updateWebhook: {
    ...admin,
    method: 'PUT',
    path: '/api/v1/webhooks/{id}',
    summary: 'Change a webhook, or turn it on or off',
    body: webhookPatch,
    answer: webhookView,
  },
  removeWebhook: {
    ...admin,
    method: 'DELETE',
    path: '/api/v1/webhooks/{id}',
    summary: 'Remove a webhook: what waits for it is given up',
    answer: webhookView,
  },
  webhookSecret: {
    ...admin,
    method: 'GET',
    path: '/api/v1/webhooks/{id}/secret',
    summary: 'What its deliveries are verified with',
    answer: webhookSecretView,
  },
  rotateWebhookSecret: {
    ...admin,
    method: 'POST',
    path: '/api/v1/webhooks/{id}/rotate-secret',
    summary: 'A new secret; for a day the old one signs too',
    answer: webhookSecretView,
  },
  testWebhook: {
    ...admin,
    method: 'POST',
    path: '/api/v1/webhooks/{id}/test',
    summary: 'Send it a test event',
    status: 202,
    answer: deliveryView,
  },
  listDeliveries: {
    ...admin,
    method: 'GET',
    path: '/api/v1/webhooks/{id}/deliveries',
    summary: 'What was sent to it, newest first; kept for thirty days',
    query: pageQuery.extend({
      status: z.enum(['pending', 'delivered', 'failed']).optional().describe('Only those of this status; a page may then hold fewer.'),
    }),
    answer: pageOf(deliveryView),
  },
  redeliver: {
    ...admin,
    method: 'POST',
    path: '/api/v1/webhooks/{id}/deliveries/{deliveryId}/redeliver',
    summary: 'Send one of them again, with the same id',
    status: 202,
    answer: deliveryView,
  },
} as const satisfies Record<string, Route>
