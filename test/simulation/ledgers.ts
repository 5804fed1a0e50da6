/** A small history in which all is right, for tests that plant something wrong in it. */
import { noFaults } from './faults.ts'
import type { Ledger, ShownEnrollment, ShownMessage } from './ledger.ts'
import type { Request } from './people/provider.ts'
import { writeScript } from './script.ts'

/** Friday, 20 November 2026, 15:00 UTC: 09:00 in Chicago. */
export const start = Date.parse('2026-11-20T15:00:00Z')
export const iso = (after: number): string => new Date(start + after).toISOString()

export const request = (over: Partial<Request> = {}): Request => ({
  at: start + 1_000,
  channel: 'email',
  to: 'dana@example.com',
  messageId: 'm1',
  attemptId: 'a1',
  enrollmentId: 'e1',
  sequenceId: 'q1',
  providerId: 'p1',
  fate: 'accepted',
  taken: true,
  text: 'Hello',
  tags: {},
  ...over,
})

export const message = (over: Partial<ShownMessage> = {}): ShownMessage => ({
  id: 'm1',
  enrollmentId: 'e1',
  sequenceId: 'q1',
  stepId: 's1',
  stepOrder: 1,
  contactId: 'c-1',
  channel: 'email',
  status: 'sent',
  dueAt: iso(0),
  sentAt: iso(1_000),
  events: {},
  attempts: [{ id: 'a1', outcome: 'accepted', revision: 1, startedAt: iso(900) }],
  ...over,
})

export const enrollment = (over: Partial<ShownEnrollment> = {}): ShownEnrollment => ({
  id: 'e1',
  sequenceId: 'q1',
  contactId: 'c-1',
  leadId: 'lead-1',
  version: 1,
  status: 'finished',
  exitReason: 'completed',
  enrolledBy: 'trigger',
  enrolledAt: iso(0),
  finishedAt: iso(2_000),
  ...over,
})

const counted = {
  steps: 1,
  running: 0,
  enrolled: 1,
  finished: 1,
  sent: 1,
  delivered: 0,
  opened: 0,
  clicked: 0,
  replied: 0,
  bounced: 0,
  unsubscribed: 0,
  converted: 0,
  moved: 0,
}

/** One contact, one sequence of one mail that was sent. */
export const ledger = (over: Partial<Ledger> = {}): Ledger => {
  const consent = { email: true, sms: true, call: true }
  return {
    script: {
      ...writeScript(1),
      start,
      faults: noFaults,
      texting: 'mock',
      leads: ['lead-1'],
      contacts: [
        { id: 'c-1', lead: 0, email: 'dana@example.com', phone: '+13125550142', zone: 'America/Chicago', consent, firstName: 'Dana' },
      ],
      sequences: [
        {
          name: 'Sequence 1',
          triggerStage: 'new',
          goalStages: [],
          policies: {
            reentry: { kind: 'never' },
            onReply: 'finish',
            onStageLeft: 'finish',
            completeAfterDays: 0,
            stopWholeLead: true,
            onConflict: 'parallel',
            contacts: { kind: 'primary' },
          },
          exitRoutes: {},
          steps: [{ name: 'Mail', channel: 'email', delayMinutes: 0, subject: 'Hi', body: 'Hello', onFailure: 'heal' }],
        },
      ],
      events: [],
    },
    sequenceIds: ['q1'],
    requests: [request()],
    words: [
      {
        said: start - 200,
        known: start + 500,
        what: { kind: 'stage', leadId: 'lead-1', stage: 'new', occurredAt: start - 300, consent: [{ id: 'c-1', ...consent }] },
      },
    ],
    sequences: [{ id: 'q1', slug: 'sequence-1', status: 'active', version: 1, counts: counted }],
    enrollments: [enrollment()],
    messages: [message()],
    gates: [],
    timelines: {},
    readAt: start + 86_400_000,
    dead: [],
    published: [],
    hooked: [],
    workedOff: new Set(),
    ...over,
  }
}
