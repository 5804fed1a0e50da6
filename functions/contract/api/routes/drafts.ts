/** Routes of texts that wait for a person. */
import * as z from 'zod'
import { pageQuery } from '../bodies.ts'
import { approveBody, dismissBody, draftBody, draftView } from '../drafts.ts'
import type { Route } from '../route.ts'
import { pageOf } from '../views.ts'

export const draftRoutes = {
  listDrafts: {
    method: 'GET',
    path: '/api/v1/drafts',
    summary: 'Texts that wait to be approved, the one that is due first at the head; or those that a person decided, the latest first',
    access: 'member',
    status: 200,
    query: pageQuery.extend({
      status: z.enum(['pending', 'decided']).default('pending').describe('Those that wait for a person, or those that one decided.'),
    }),
    answer: pageOf(draftView),
  },
  getDraft: {
    method: 'GET',
    path: '/api/v1/drafts/{id}',
    summary: 'One draft, by the id of its message',
    access: 'member',
    status: 200,
    answer: draftView,
  },
  editDraft: {
    method: 'PUT',
    path: '/api/v1/drafts/{id}',
    summary: 'Change the text; an approval of the old one is void',
    access: 'member',
    status: 200,
    body: draftBody,
    answer: draftView,
  },
  approveDraft: {
    method: 'POST',
    path: '/api/v1/drafts/{id}/approve',
    summary: 'Let exactly this text leave; its message goes on',
    access: 'member',
    status: 200,
    body: approveBody,
    answer: draftView,
  },
  dismissDraft: {
    method: 'POST',
    path: '/api/v1/drafts/{id}/dismiss',
    summary: 'Do not send it: its message is skipped, and the sequence goes on',
    access: 'member',
    status: 200,
    body: dismissBody,
    answer: draftView,
  },
} as const satisfies Record<string, Route>
