/** How heads and enrollments are stored, and read back whatever release wrote them. */
import * as z from 'zod'
import {
  enrollmentExitReasons,
  healingActions,
  lineTypes,
  suppressionReasons,
  type Consent,
  type ContactHead,
  type FinishedEnrollment,
  type HealingAction,
  type LiveEnrollment,
} from '../domain/contact.ts'
import { channels } from '../domain/channel.ts'
import { intents } from '../domain/condition.ts'
import { goals, routedExits } from '../domain/sequence.ts'
import type { Item } from './items.ts'
import { planText, plannedMessage } from './plan-text.ts'
import { exitRoute } from './sequence-rows.ts'
import { chosenVariant } from './variant-rows.ts'

const plan = z.array(z.string()).transform((texts) => texts.map(plannedMessage))
const by = z.enum(['trigger', 'manual', 'route', 'agent'])
const channel = z.enum(channels)
const healing: z.ZodType<HealingAction> = z.object({
  at: z.string(),
  failure: z.string(),
  action: z.enum(healingActions),
  step: z.string(),
  reason: z.string(),
})
const walked = {
  id: z.string(),
  sequenceId: z.string(),
  version: z.int(),
  leadId: z.string(),
  stage: z.string().nullable(),
  enrolledAt: z.string(),
  enrolledBy: by,
  plan,
  healing: z.array(healing).exactOptional(),
  overrides: z.partialRecord(channel, channel).exactOptional(),
  goal: z.enum(goals).exactOptional(),
  notes: z.string().exactOptional(),
  routedFrom: z.string().exactOptional(),
}

const enrollment: z.ZodType<LiveEnrollment> = z.object({
  ...walked,
  status: z.enum(['active', 'paused']),
  pauseReason: z.string().exactOptional(),
  pausedAt: z.number().exactOptional(),
  resumeAt: z.number().exactOptional(),
  takenOverBy: z.string().exactOptional(),
  reply: z.object({ at: z.number(), intent: z.enum(intents).exactOptional() }).exactOptional(),
  routes: z.partialRecord(z.enum(routedExits), exitRoute).exactOptional(),
  ending: z.object({ exit: z.enum(enrollmentExitReasons), detail: z.string().exactOptional() }).exactOptional(),
  completeAt: z.number().exactOptional(),
  goalStages: z.array(z.string()).default([]),
  onStageLeft: z.enum(['finish', 'continue']).default('finish'),
  onReply: z.enum(['finish', 'review']).default('finish'),
  completeAfterDays: z.number().default(0),
  stopWholeLead: z.boolean().default(true),
  senders: z.object({ email: z.string().exactOptional(), sms: z.string().exactOptional() }).exactOptional(),
  thread: z.object({ subject: z.string(), first: z.string(), last: z.string() }).exactOptional(),
  failures: z
    .array(
      z.object({
        failure: z.string(),
        step: z.string(),
        at: z.number(),
        rev: z.number().exactOptional(),
        attempt: z.string().exactOptional(),
        open: z.literal(true).exactOptional(),
      }),
    )
    .exactOptional(),
  enrichment: z
    .partialRecord(z.enum(['email', 'phone']), z.object({ failure: z.string(), step: z.string(), until: z.number() }))
    .exactOptional(),
})

/** As one text, `+2026-11-01T00:00:00.000Z crm`: when it was given (+) or refused (-), and where. */
const consent = z.string().transform((text): Consent => {
  const [, sign, at, source] = /^([+-])(\S+) (.*)$/s.exec(text) ?? []
  if (at === undefined || source === undefined) throw new Error(`"${text}" is no consent`)
  return { given: sign === '+', at, source }
})
const consentText = ({ given, at, source }: Consent): string => `${given ? '+' : '-'}${at} ${source}`
const address = z.object({
  key: z.string(),
  value: z.string(),
  dead: z.object({ at: z.string(), why: z.string() }).exactOptional(),
  lineType: z.enum(lineTypes).exactOptional(),
  insteadOf: z.array(z.string()).exactOptional(),
})
const consentChannel = z.enum(['email', 'sms', 'call'])

const headRow: z.ZodType<ContactHead> = z.object({
  key: z.string(),
  contactId: z.string(),
  leadId: z.string(),
  schema: z.literal(1),
  revision: z.int(),
  timeZone: z.string(),
  timeZoneSource: z.enum(['contact', 'phone', 'tenant']),
  timeZones: z.array(z.string()).exactOptional(),
  consent: z.partialRecord(consentChannel, consent),
  addresses: z.partialRecord(z.enum(['email', 'phone']), address),
  suppressed: z.partialRecord(consentChannel, z.object({ reason: z.enum(suppressionReasons), at: z.string() })),
  touches: z.record(z.string(), z.number()),
  enrollments: z.array(enrollment),
  inFlight: z
    .object({
      enrollmentId: z.string(),
      step: z.string(),
      attemptId: z.string(),
      at: z.number(),
      touchDay: z.string(),
      adapter: z.string(),
      variant: chosenVariant.exactOptional(),
    })
    .exactOptional(),
  routing: z
    .array(
      z.object({
        from: z.string(),
        leadId: z.string(),
        exit: z.enum(routedExits),
        to: z.string(),
        at: z.number(),
        goal: z.enum(goals).exactOptional(),
        notes: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
  telling: z
    .array(z.object({ leadId: z.string(), exit: z.enum(['replied', 'booked']), sequenceId: z.string().nullable(), at: z.number() }))
    .exactOptional(),
  lastReply: z.string().exactOptional(),
  mergedInto: z.string().exactOptional(),
  away: z.object({ until: z.number() }).exactOptional(),
  erased: z.boolean().exactOptional(),
})

const finishedRow: z.ZodType<FinishedEnrollment> = z.object({
  ...walked,
  contactKey: z.string(),
  contactId: z.string(),
  finishedAt: z.string(),
  exitReason: z.enum(enrollmentExitReasons),
  exitDetail: z.string().exactOptional(),
})

/** A head's attributes; its key is in the item's own. */
export const headItem = ({ key: _key, ...head }: ContactHead): Item => ({
  ...head,
  consent: Object.fromEntries(Object.entries(head.consent).map(([channel, given]) => [channel, consentText(given)])),
  enrollments: head.enrollments.map(storedLive),
})

export const headOf = (item: Item): ContactHead => headRow.parse({ ...item, key: contactKeyIn(item) })

export const finishedItem = ({ contactKey: _key, ...finished }: FinishedEnrollment): Item => ({ schema: 1, ...stored(finished) })

export const finishedOf = (item: Item): FinishedEnrollment => finishedRow.parse({ ...item, contactKey: contactKeyIn(item) })

/** The contact key in the partition key `CONTACT#key`. */
export const contactKeyIn = ({ pk }: Item): string => String(pk).slice(String(pk).indexOf('#') + 1)

/** What stands at its default is left out: every decision reads and writes this. */
const storedLive = (enrollment: LiveEnrollment): Item => {
  const item = stored(enrollment)
  for (const [field, usual] of usually) if (item[field] === usual) delete item[field]
  if (enrollment.goalStages.length === 0) delete item['goalStages']
  return item
}
const usually = Object.entries({ onStageLeft: 'finish', onReply: 'finish', completeAfterDays: 0, stopWholeLead: true })

const stored = <E extends Pick<LiveEnrollment, 'plan'>>(enrollment: E): Item => ({ ...enrollment, plan: enrollment.plan.map(planText) })
