/** A lead's record: the stage it is in, who belongs to it, and what came of its last stage change. */
import * as z from 'zod'
import { crmContact } from '../contract/events.ts'

const outcome = z.object({
  sequenceId: z.string(),
  contactKey: z.string(),
  enrollmentId: z.string().nullable(),
  /** Why it was refused; null where it was enrolled. */
  reason: z.string().nullable(),
})
export type StageOutcome = z.infer<typeof outcome>

export const leadRow = z.object({
  leadId: z.string(),
  revision: z.int(),
  /** Empty while no stage change has told of it: a list of contacts named it. */
  stage: z.string(),
  previousStage: z.string().nullable(),
  occurredAt: z.string(),
  /** When this stage change was taken in; what was activated later has not missed it. */
  acceptedAt: z.string(),
  /** The lead's contacts, the primary one first. */
  contacts: z.array(z.object({ id: z.string(), key: z.string() })),
  /** What the event said of them, kept until its outcomes are recorded. */
  said: z.array(crmContact).nullable(),
  /** What the last stage change came to; null while it is being worked on. */
  outcomes: z.array(outcome).nullable(),
  history: z.array(z.object({ stage: z.string(), at: z.string() })),
})
export type Lead = z.infer<typeof leadRow>

export interface StageChange {
  leadId: string
  stage: string
  previousStage: string | null
  /** ISO 8601, UTC: times are compared as texts. */
  occurredAt: string
  contacts: Lead['contacts']
  said: NonNullable<Lead['said']>
}

/** `accepted`: go on. `repeated`: the same change, whose outcomes are recorded. `older`: the lead has moved on since. */
export type Acceptance = { kind: 'accepted' | 'repeated' | 'older'; lead: Lead }

const mostHistory = 20

/** What a stage change makes of the lead as it is stored. An older one never moves it back; one of the same time proceeds. */
export const acceptChange = (stored: Lead | null, change: StageChange, acceptedAt: string): Acceptance => {
  const same = stored?.stage === change.stage && stored.occurredAt === change.occurredAt
  if (stored && same) return { kind: stored.outcomes ? 'repeated' : 'accepted', lead: stored }
  if (stored && stored.occurredAt > change.occurredAt) return { kind: 'older', lead: stored }
  const known = new Set(change.contacts.map(({ key }) => key))
  return {
    kind: 'accepted',
    lead: {
      leadId: change.leadId,
      revision: stored?.revision ?? 0,
      stage: change.stage,
      previousStage: stored?.stage || change.previousStage,
      occurredAt: change.occurredAt,
      acceptedAt,
      contacts: [...change.contacts, ...(stored?.contacts ?? []).filter(({ key }) => !known.has(key))],
      said: change.said,
      outcomes: null,
      history: [...(stored?.history ?? []), { stage: change.stage, at: change.occurredAt }].slice(-mostHistory),
    },
  }
}

/** The lead with one more contact, known or not; null where it has this contact. A lead without a stage is older than any stage change. */
export const withContact = (stored: Lead | null, leadId: string, contact: { id: string; key: string }): Lead | null => {
  if (stored?.contacts.some(({ key }) => key === contact.key)) return null
  if (stored) return { ...stored, contacts: [...stored.contacts, contact] }
  const never = new Date(0).toISOString()
  return {
    leadId,
    revision: 0,
    stage: '',
    previousStage: null,
    occurredAt: never,
    acceptedAt: never,
    contacts: [contact],
    said: null,
    outcomes: [],
    history: [],
  }
}
