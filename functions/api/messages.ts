/** Messages: those of a sequence, sending one again, and what came of those that people carry out. */
import { answer, notFound, refuse, type Outcome } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { MessageView } from '../contract/api/views.ts'
import { isAskedAbout } from '../domain/ask-condition.ts'
import { awaitsOutcome } from '../domain/awaits-outcome.ts'
import { messageIdOf, parseMessageId } from '../domain/ids.ts'
import { isResolved } from '../domain/plan.ts'
import type { RefusalReason } from '../domain/effect.ts'
import type { MessageRow } from '../domain/message.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { decisionRefused } from './enrollments.ts'
import { messageViewsOf } from './message-view.ts'
import type { ApiPorts, FoundEnrollment } from './ports.ts'

export type MessageReadPorts = Pick<ApiPorts, 'drafts' | 'sequences' | 'enrollments' | 'messages' | 'settings'>
type ReadPorts = MessageReadPorts

/** Messages that an enrollment usually brings, at least: what a page would not hold is not read. */
const usualSteps = 3

/** The first ones whose messages go into a page, one in any case. */
const fittingIn = (found: readonly FoundEnrollment[], limit: number): FoundEnrollment[] => {
  let messages = 0
  return found.filter(({ live, finished }, i) => (messages += (live ?? finished)?.plan.length ?? 0) <= limit || i === 0)
}

/** A page ends with a whole enrollment, so that it can hold a few more than `limit`, or fewer where enrollments are short. */
export const listMessages =
  (ports: ReadPorts): Verb<'listMessages'> =>
  async ({ params: { id }, query: { limit, cursor, enrollmentId } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    if (!(await ports.sequences.get(id))) return notFound('sequence', id)
    if (enrollmentId !== undefined) {
      const found = await ports.enrollments.find(enrollmentId)
      if (found?.sequenceId !== id) return notFound('enrollment', enrollmentId)
      return answer({ items: await viewsOf(ports, found), nextCursor: null })
    }
    const page = await ports.enrollments.list(id, { limit: Math.ceil(limit / usualSteps), after })
    const fitting = fittingIn(page.items, limit)
    const views = await Promise.all(fitting.map((found) => viewsOf(ports, found)))
    const next = fitting.length < page.items.length ? (fitting.at(-1)?.id ?? null) : page.next
    return answer({ items: views.flat(), nextCursor: cursorOf(next) })
  }

export const getMessage =
  (ports: ReadPorts): Verb<'getMessage'> =>
  ({ params: { id } }) =>
    messageOf(ports, id)

/** One message by its id, as the API shows it. */
export const messageOf = async (ports: ReadPorts, id: string): Promise<Outcome<MessageView>> => {
  const found = await enrollmentOf(ports, id)
  return found ? one(ports, found.id, id) : notFound('message', id)
}

export const resendMessage =
  (ports: ReadPorts & Pick<ApiPorts, 'settle'>): Verb<'resendMessage'> =>
  async ({ params: { id, messageId }, caller }) => {
    const found = await enrollmentOf(ports, messageId)
    if (found?.sequenceId !== id) return notFound('message', messageId)
    const step = stepOf(found, messageId)
    if (!step) return notFound('message', messageId)
    const { decided } = await ports.settle(found.contactKey, () => [{ kind: 'resend', enrollmentId: found.id, step, by: caller.name }])
    const why = decided[0]?.decision
    if (why?.kind === 'refused') return cannotResend(why.reason, why.detail) ?? decisionRefused(decided) ?? notFound('message', messageId)
    return one(ports, found.id, messageId)
  }

/** What to do instead, where there is something else to do. */
const cannotResend = (reason: RefusalReason, state: string | undefined): Outcome<never> | null => {
  const say = (detail: string): Outcome<never> => refuse({ kind: 'conflict', reason, detail })
  if (reason === 'not_enrolled')
    return say('Its enrollment has ended, and nothing of it is sent again. Enroll the contact again to reach them.')
  if (reason !== 'nothing_to_do') return null
  if (state === 'held')
    return say(
      'It has not left yet: it waits, and goes on by itself once what it waits for is there. GET /api/v1/messages/{id}/why says what that is.',
    )
  if (state === 'cancelled') return say('The enrollment went past it, so it is not sent any more.')
  if (state === 'scheduled') return say('It has not left yet: it leaves at its own time. There is nothing to send again.')
  return say(`It was sent, or handed to a person, already. Only what failed, was skipped or is unknown is sent again.`)
}

/** For what a person carries out, and for a call that was placed; doing it again replaces nothing. A step that waits for it goes on. */
export const recordOutcome =
  (ports: ReadPorts & Pick<ApiPorts, 'interactions' | 'now' | 'settle'>): Verb<'recordOutcome'> =>
  async ({ params: { id }, body: { outcome, notes, dismissed } }) => {
    const found = await enrollmentOf(ports, id)
    const [row] = found ? await ports.messages.rows([{ contactKey: found.contactKey, id }]) : []
    if (!found || !stepOf(found, id)) return notFound('message', id)
    const isCall = row?.channel === 'call' && row.sentAt !== undefined
    if (!row || !(row.task || isCall)) {
      const detail = row ? 'This message was not handed to a person.' : 'This message has not been handed to a person yet.'
      return refuse({ kind: 'conflict', reason: 'no_task', detail })
    }
    if (!awaitsOutcome(row)) {
      // Recorded once, and perhaps never told: telling again is safe.
      await hear(ports, row)
      const said = row.events.outcome ?? row.task?.outcome ?? row.task?.state ?? ''
      return refuse({ kind: 'conflict', reason: 'task_is_over', detail: `It was recorded already: ${said}.` })
    }
    const at = new Date(ports.now()).toISOString()
    await ports.messages.closeTask(found.contactKey, id, { state: dismissed ? 'dismissed' : 'done', outcome, at })
    await ports.interactions.put({
      contactKey: found.contactKey,
      at,
      channel: row.channel,
      direction: 'outbound',
      kind: 'outcome',
      messageId: id,
      enrollmentId: found.id,
      sequenceId: found.sequenceId,
      detail: outcome,
      ...(notes === undefined ? {} : { body: notes }),
    })
    await hear(ports, row)
    return one(ports, found.id, id)
  }

const hear = async ({ sequences, settle }: Pick<ApiPorts, 'sequences' | 'settle'>, row: MessageRow): Promise<void> => {
  const { steps } = await sequences.version(row.sequenceId, row.version)
  if (!isAskedAbout(steps, 'outcome', row.stepId)) return
  await settle(row.contactKey, (head) => (head ? [{ kind: 'heard', enrollmentId: row.enrollmentId, step: row.stepId }] : []))
}

const viewsOf = async (ports: ReadPorts, found: FoundEnrollment): Promise<MessageView[]> => {
  const enrollment = found.live ?? found.finished
  if (!enrollment) return []
  const wanted = enrollment.plan.map(({ n }) => ({ contactKey: found.contactKey, id: messageIdOf(found.id, n) }))
  const [read, version] = await Promise.all([
    ports.messages.rows(wanted),
    ports.sequences.version(enrollment.sequenceId, enrollment.version),
  ])
  const rows = read.flatMap((row) => row ?? [])
  // The row of a message whose answer was lost has no words: those of its draft left.
  const worded = new Set(rows.filter(({ body }) => body !== undefined).map(({ id }) => id))
  const asked = enrollment.plan
    .map((item) => ({ item, id: messageIdOf(found.id, item.n) }))
    .filter(({ item, id }) => item.edited || (item.approval !== undefined && !(isResolved(item) && worded.has(id))))
    .map(({ id }) => id)
  const drafts = asked.length > 0 ? await ports.drafts.of(found.contactKey, asked) : []
  return messageViewsOf(found, version, rows, ports.settings.company, drafts)
}

const enrollmentOf = async ({ enrollments }: Pick<ApiPorts, 'enrollments'>, messageId: string): Promise<FoundEnrollment | null> => {
  const parsed = parseMessageId(messageId)
  return parsed ? enrollments.find(parsed.enrollmentId) : null
}

const stepOf = ({ live, finished }: FoundEnrollment, messageId: string): string | null =>
  (live ?? finished)?.plan.find(({ n }) => n === parseMessageId(messageId)?.stepNumber)?.step ?? null

const one = async (ports: ReadPorts, enrollmentId: string, messageId: string): Promise<Outcome<MessageView>> => {
  const found = await ports.enrollments.find(enrollmentId)
  const view = found ? (await viewsOf(ports, found)).find(({ id }) => id === messageId) : undefined
  return view ? answer(view) : notFound('message', messageId)
}
