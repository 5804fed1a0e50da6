/** The one route table: what the API gateway's handler serves, OpenAPI prints and the dashboard's client is typed from. */
import * as z from 'zod'
import type { Route } from './route.ts'
import { campaignRoutes } from './routes/campaigns.ts'
import { crmRoutes } from './routes/crm.ts'
import { gateRoutes } from './routes/gates.ts'
import { enrollAnswer, enrollBody, outcomeBody, pageQuery, sequenceBody, sequencePatch, stepEdit } from './bodies.ts'
import { enrollmentAction } from './lifecycle.ts'
import { lifecycleRoutes } from './routes/lifecycle.ts'
import { enrollmentRoutes } from './routes/enrollments.ts'
import { deadLetterRoutes } from './routes/dead-letters.ts'
import { draftRoutes } from './routes/drafts.ts'
import { previewRoutes } from './routes/preview.ts'
import { renderRoutes } from './routes/render.ts'
import { messageTextRoutes } from './routes/message-text.ts'
import { versionRoutes } from './routes/versions.ts'
import { jobRoutes } from './routes/jobs.ts'
import { suppressionRoutes } from './routes/suppressions.ts'
import { peopleRoutes } from './routes/people.ts'
import { homeRoutes } from './routes/home.ts'
import { inboxRoutes } from './routes/inbox.ts'
import { logRoutes } from './routes/log.ts'
import { notificationRoutes } from './routes/notifications.ts'
import { operationsRoutes } from './routes/operations.ts'
import { savedViewRoutes } from './routes/saved-views.ts'
import { settingsRoutes } from './routes/settings.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { sweepReport } from '../sweep.ts'
import { taskView, tasksQuery } from './tasks.ts'
import { analyticsView, contactView, enrollmentView, messageView, pageOf, sequenceView, statsRow } from './views.ts'

const none = z.object({})

export const routes = {
  signIn: {
    method: 'GET',
    path: '/api/v1/sign-in',
    summary: 'Where and as which client the dashboard signs in',
    access: 'open',
    status: 200,
    answer: z.object({
      authorizeUrl: z.string(),
      tokenUrl: z.string(),
      logoutUrl: z.string(),
      clientId: z.string(),
      tenant: z.string(),
      company: z.string(),
    }),
  },
  openapi: {
    method: 'GET',
    path: '/api/v1/openapi.json',
    summary: 'This API as an OpenAPI 3.1 document',
    access: 'open',
    status: 200,
    answer: z.record(z.string(), z.unknown()),
  },
  listSequences: {
    method: 'GET',
    path: '/api/v1/sequences',
    summary: 'Sequences, newest first',
    access: 'member',
    status: 200,
    query: pageQuery.extend({
      status: z.enum(['draft', 'active', 'paused', 'archived']).optional().describe('Only those in this state.'),
      q: z.string().max(100).optional().describe('Only those whose name has this text, at most 100 characters.'),
    }),
    answer: pageOf(sequenceView),
  },
  createSequence: {
    method: 'POST',
    path: '/api/v1/sequences',
    summary: 'Create a sequence; status "active" publishes version 1 at once',
    access: 'member',
    status: 201,
    body: sequenceBody,
    answer: sequenceView,
  },
  sequenceStats: {
    method: 'GET',
    path: '/api/v1/sequences/stats',
    summary: 'One row of numbers per sequence',
    access: 'member',
    status: 200,
    query: pageQuery,
    answer: pageOf(statsRow),
  },
  triggerCheck: {
    method: 'POST',
    path: '/api/v1/sequences/trigger-check',
    summary: 'Run the trigger sweep now',
    access: 'admin',
    status: 200,
    answer: sweepReport,
  },
  messageDispatch: {
    method: 'POST',
    path: '/api/v1/sequences/message-dispatch',
    summary: 'Run the dispatch sweep now',
    access: 'admin',
    status: 200,
    answer: sweepReport,
  },
  actOnAnyEnrollment: {
    method: 'PUT',
    path: '/api/v1/sequences/enrollments/{enrollmentId}',
    summary: 'Pause, resume, cancel … one enrollment',
    access: 'member',
    status: 200,
    body: enrollmentAction,
    answer: enrollmentView,
  },
  ...campaignRoutes,
  ...gateRoutes,
  getSequence: {
    method: 'GET',
    path: '/api/v1/sequences/{id}',
    summary: 'One sequence',
    access: 'member',
    status: 200,
    answer: sequenceView,
  },
  updateSequence: {
    method: 'PUT',
    path: '/api/v1/sequences/{id}',
    summary: 'Edit the draft, or pause, activate, archive',
    access: 'member',
    status: 200,
    body: sequencePatch,
    answer: sequenceView,
  },
  archiveSequence: {
    method: 'DELETE',
    path: '/api/v1/sequences/{id}',
    summary: 'Archive: running enrollments end archived',
    access: 'member',
    status: 200,
    answer: sequenceView,
  },
  ...lifecycleRoutes,
  ...versionRoutes,
  addStep: {
    method: 'POST',
    path: '/api/v1/sequences/{id}/steps',
    summary: 'Add a step to the draft',
    access: 'member',
    status: 201,
    body: stepEdit,
    answer: sequenceView,
  },
  updateStep: {
    method: 'PUT',
    path: '/api/v1/sequences/{id}/steps/{stepId}',
    summary: 'Change a step of the draft',
    access: 'member',
    status: 200,
    body: stepEdit,
    answer: sequenceView,
  },
  removeStep: {
    method: 'DELETE',
    path: '/api/v1/sequences/{id}/steps/{stepId}',
    summary: 'Remove a step from the draft',
    access: 'member',
    status: 200,
    query: z.object({
      revision: z.coerce.number().int().optional().describe('The revision that was read: refused where somebody else was faster.'),
    }),
    answer: sequenceView,
  },
  enroll: {
    method: 'POST',
    path: '/api/v1/sequences/{id}/enroll',
    summary: 'Enroll leads (those of their contacts that the sequence is for) or contacts by hand',
    access: 'member',
    status: 200,
    body: enrollBody,
    answer: enrollAnswer,
  },
  ...enrollmentRoutes,
  actOnEnrollment: {
    method: 'PUT',
    path: '/api/v1/sequences/{id}/enrollments/{enrollmentId}',
    summary: 'Pause, resume, cancel … one enrollment',
    access: 'member',
    status: 200,
    body: enrollmentAction,
    answer: enrollmentView,
  },
  listMessages: {
    method: 'GET',
    path: '/api/v1/sequences/{id}/messages',
    summary: 'Messages of a sequence, by enrollment, newest enrollment first',
    access: 'member',
    status: 200,
    query: pageQuery.extend({ enrollmentId: z.string().optional().describe('Only those of this enrollment.') }),
    answer: pageOf(messageView),
  },
  resendMessage: {
    method: 'POST',
    path: '/api/v1/sequences/{id}/messages/{messageId}/resend',
    summary: 'Send a failed, skipped or unknown message again, as a new revision',
    access: 'member',
    status: 200,
    answer: messageView,
  },
  recordOutcome: {
    method: 'POST',
    path: '/api/v1/messages/{id}/outcome',
    summary: 'Record what a call, task or LinkedIn note came to',
    access: 'member',
    status: 200,
    body: outcomeBody,
    answer: messageView,
  },
  getAnalytics: {
    method: 'GET',
    path: '/api/v1/sequences/{id}/analytics',
    summary: 'The hourly rollup and the exact live counts per step',
    access: 'member',
    status: 200,
    answer: analyticsView,
  },
  listTasks: {
    method: 'GET',
    path: '/api/v1/tasks',
    summary: 'Open calls, LinkedIn notes and tasks, earliest due first',
    access: 'member',
    status: 200,
    query: tasksQuery,
    answer: pageOf(taskView),
  },
  listContacts: {
    method: 'GET',
    path: '/api/v1/contacts',
    summary: 'Contacts, in the order of their names',
    access: 'member',
    status: 200,
    query: pageQuery.extend({
      q: z
        .string()
        .max(100)
        .optional()
        .describe(
          'Only those in whose name, address, number or ids every word of this is found, at most 100 characters. A page can then hold fewer than `limit` and still have a next one.',
        ),
      lacks: z
        .enum(['email', 'phone', 'timeZone'])
        .optional()
        .describe('Only those of whom the CRM told no such thing. A page can then hold fewer than `limit` and still have a next one.'),
    }),
    answer: pageOf(contactView),
  },
  ...peopleRoutes,
  ...homeRoutes,
  ...inboxRoutes,
  ...logRoutes,
  ...notificationRoutes,
  ...webhookRoutes,
  ...settingsRoutes,
  ...operationsRoutes,
  ...savedViewRoutes,
  ...crmRoutes,
  ...deadLetterRoutes,
  ...previewRoutes,
  ...renderRoutes,
  ...messageTextRoutes,
  ...suppressionRoutes,
  ...jobRoutes,
  ...draftRoutes,
  /** RFC 8058: GET shows a page that asks, POST acts. HTML, not JSON. */
  unsubscribePage: {
    method: 'GET',
    path: '/u/{token}',
    summary: 'A page that asks whether to unsubscribe',
    access: 'open',
    status: 200,
    answer: none,
  },
  unsubscribe: { method: 'POST', path: '/u/{token}', summary: 'One-click unsubscribe', access: 'open', status: 200, answer: none },
} as const satisfies Record<string, Route>

export type RouteName = keyof typeof routes
export type AnswerOf<N extends RouteName> = z.output<(typeof routes)[N]['answer']>
export type BodyOf<N extends RouteName> = (typeof routes)[N] extends { body: infer B extends z.ZodType } ? z.input<B> : undefined
