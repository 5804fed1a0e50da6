/** How message rows are stored, and read back whatever release wrote them. */
import * as z from 'zod'
import { channels } from '../domain/channel.ts'
import {
  attemptOutcomes,
  engagementLabels,
  engagementReasons,
  gateNames,
  messageReasons,
  messageStatuses,
  type Attempt,
  type GateVerdict,
  type MessageEvents,
  type MessageRow,
} from '../domain/message.ts'
import { bounceKinds } from '../domain/signal.ts'
import { parseMessageId } from '../domain/ids.ts'
import { contactKeyIn } from './head-rows.ts'
import type { Item } from './items.ts'
import { index, prefixes, type IndexKey } from './keys.ts'
import type { Patchable } from './message-patch.ts'
import { pack, unpack } from './packed.ts'
import { chosenVariant } from './variant-rows.ts'

const text = z.string().exactOptional()
const reason = z.enum(messageReasons)
const channel = z.enum(channels)

/** A verdict as one short text, `+window America/Chicago` or `-consent no_consent not given`: eleven of them stay small. */
const verdictText = ({ gate, pass, reason, saw }: GateVerdict): string =>
  [pass ? `+${gate}` : `-${gate} ${reason ?? '?'}`, ...(saw === undefined ? [] : [saw])].join(' ')

const verdict = z.string().transform((written): GateVerdict => {
  const [, sign, gate, rest] = /^([+-])(\S+)(?: (.*))?$/s.exec(written) ?? []
  if (sign === '+') return { gate: z.enum(gateNames).parse(gate), pass: true, ...(rest === undefined ? {} : { saw: rest }) }
  const [, why, saw] = /^(\S+)(?: (.*))?$/s.exec(rest ?? '') ?? []
  return {
    gate: z.enum(gateNames).parse(gate),
    pass: false,
    ...(why === undefined || why === '?' ? {} : { reason: reason.parse(why) }),
    ...(saw === undefined ? {} : { saw }),
  }
})

const attempt: z.ZodType<Attempt> = z.object({
  id: z.string(),
  startedAt: z.string(),
  completedAt: text,
  adapter: z.string(),
  outcome: z.enum(attemptOutcomes),
  detail: text,
  providerId: text,
  revision: z.int(),
  verdicts: z.array(verdict),
  settled: z.object({ by: z.string(), at: z.string() }).exactOptional(),
})

const events: z.ZodType<MessageEvents> = z.object({
  deliveredAt: text,
  openedAt: text,
  clickedAt: text,
  clickedLinks: z.array(z.string()).exactOptional(),
  repliedAt: text,
  replyBody: text,
  bouncedAt: text,
  bounceType: text,
  bounceKind: z.enum(bounceKinds).exactOptional(),
  complainedAt: text,
  unsubscribedAt: text,
  outcome: text,
  outcomeAt: text,
  opens: z.number().exactOptional(),
  clicks: z.number().exactOptional(),
  openedByPersonAt: text,
  clickedByPersonAt: text,
  engagements: z
    .array(
      z.object({
        kind: z.enum(['opened', 'clicked']),
        at: z.string(),
        link: text,
        label: z.enum(engagementLabels),
        reason: z.enum(engagementReasons),
      }),
    )
    .exactOptional(),
})

const row: z.ZodType<MessageRow> = z.object({
  id: z.string(),
  enrollmentId: z.string(),
  sequenceId: z.string(),
  version: z.int(),
  contactKey: z.string(),
  contactId: z.string(),
  leadId: z.string(),
  stepId: z.string(),
  stepNumber: z.int(),
  stepOrder: z.int(),
  variant: chosenVariant.exactOptional(),
  channel,
  plannedChannel: channel.exactOptional(),
  recipient: z.string().nullable(),
  status: z.enum(messageStatuses),
  reason: reason.exactOptional(),
  dueAt: z.string(),
  sentAt: text,
  subject: text,
  body: text,
  simulated: z.boolean(),
  adapter: text,
  providerId: text,
  revision: z.int(),
  events,
  task: z.object({ state: z.enum(['open', 'done', 'dismissed']), outcome: text, doneAt: text }).exactOptional(),
  approval: z.enum(['pending', 'approved', 'dismissed']).exactOptional(),
  attempts: z.array(attempt),
})

/**
 * Beside the row: which counted events it has seen; how often it was written, which fences replacing it; and its place in the sequence's log,
 * which stays when the first attempt is kept no more.
 */
const around = z.object({ seen: z.array(z.string()).default([]), writes: z.int(), loggedAt: text })

export const messageOf = (item: Item): MessageRow => {
  const id = String(item['sk']).slice(prefixes.messages.length)
  const parsed = parseMessageId(id)
  if (!parsed) throw new Error(`"${id}" is no message id`)
  return row.parse({ ...unpack(item), id, ...parsed, contactKey: contactKeyIn(item) })
}

export interface StoredMessage extends Patchable {
  writes: number
  /** When its first attempt began; absent of a release that kept no log. */
  loggedAt?: string
}

export const storedMessage = (item: Item): StoredMessage => ({ row: messageOf(item), ...around.parse(item) })

/** What is never counted, listed by or looked at in the table itself. */
const texts = ['subject', 'body', 'attempts']

/** What its key says is not said again. A simulated message's texts stay readable in the table: it is the only place where they are. */
export const messageItem = ({ row, seen }: Patchable, before: Pick<StoredMessage, 'writes' | 'loggedAt'> | null): Item => {
  const { contactKey: _key, id: _id, stepNumber: _number, ...message } = row
  const loggedAt = before?.loggedAt ?? row.attempts[0]?.startedAt
  const item = {
    schema: 1,
    ...message,
    attempts: message.attempts.map((attempt) => ({ ...attempt, verdicts: attempt.verdicts.map(verdictText) })),
    writes: (before?.writes ?? 0) + 1,
    ...(loggedAt === undefined ? {} : { loggedAt }),
    ...(seen.length > 0 ? { seen } : {}),
    ...indexOf(row, loggedAt),
  }
  return row.simulated ? item : pack(item, texts)
}

/** What waits for a person is listed as that: open tasks, and messages whose fate is open. Everything else stands in its sequence's log. */
const indexOf = (
  { id, sequenceId, dueAt, status, task }: Pick<MessageRow, 'id' | 'sequenceId' | 'dueAt' | 'status' | 'task'>,
  loggedAt: string | undefined,
): Partial<IndexKey> => {
  if (task?.state === 'open') return index.work('task', dueAt, id)
  if (status === 'unknown') return index.work('unknown', dueAt, id)
  return loggedAt === undefined ? {} : index.log(sequenceId, loggedAt, id)
}
