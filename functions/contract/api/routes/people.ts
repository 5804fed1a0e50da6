/** Leads and contacts, their timelines, and the reasons behind one message. */
import * as z from 'zod'
import { pageQuery } from '../bodies.ts'
import { contactDetail, leadDetail, leadQuery, leadView, timelineEntry, timelineQuery, whyView } from '../people.ts'
import type { Route } from '../route.ts'
import { settleBody } from '../settle.ts'
import { messageView, pageOf } from '../views.ts'

export const peopleRoutes = {
  listLeads: {
    method: 'GET',
    path: '/api/v1/leads',
    summary: 'Leads by stage, those of the settings one after another; ask for a stage that is not configured with ?stage=',
    access: 'member',
    status: 200,
    query: leadQuery,
    answer: pageOf(leadView),
  },
  getLead: {
    method: 'GET',
    path: '/api/v1/leads/{id}',
    summary: 'One lead: its stages, its contacts, and what came of its last stage change',
    access: 'member',
    status: 200,
    answer: leadDetail,
  },
  leadTimeline: {
    method: 'GET',
    path: '/api/v1/leads/{id}/timeline',
    summary: "Everything that happened to a lead's contacts and is planned for them, newest first",
    access: 'member',
    status: 200,
    query: timelineQuery,
    answer: pageOf(timelineEntry),
  },
  getContact: {
    method: 'GET',
    path: '/api/v1/contacts/{id}',
    summary: 'One contact: consent, opt-outs, addresses, zone and live enrollments',
    access: 'member',
    status: 200,
    answer: contactDetail,
  },
  contactTimeline: {
    method: 'GET',
    path: '/api/v1/contacts/{id}/timeline',
    summary: 'Everything that happened to a contact and is planned for them, newest first',
    access: 'member',
    status: 200,
    query: timelineQuery,
    answer: pageOf(timelineEntry),
  },
  listUnknownMessages: {
    method: 'GET',
    path: '/api/v1/messages',
    summary:
      'Messages whose answer was lost, so that nobody knows whether they left, earliest due first. `settle` says of one that it arrived, `resend` sends one as a new revision',
    access: 'member',
    status: 200,
    query: pageQuery.extend({ status: z.literal('unknown').default('unknown').describe('Those whose answer was lost.') }),
    answer: pageOf(messageView),
  },
  settleMessage: {
    method: 'POST',
    path: '/api/v1/messages/{id}/settle',
    summary: 'Say of a message whose answer was lost that it arrived: it counts as sent, once, and is not sent again',
    access: 'member',
    status: 200,
    body: settleBody,
    answer: messageView,
  },
  getMessage: { method: 'GET', path: '/api/v1/messages/{id}', summary: 'One message', access: 'member', status: 200, answer: messageView },
  whyMessage: {
    method: 'GET',
    path: '/api/v1/messages/{id}/why',
    summary: 'Why it was sent or was not: every gate at every attempt, and how it stands',
    access: 'member',
    status: 200,
    answer: whyView,
  },
} as const satisfies Record<string, Route>
