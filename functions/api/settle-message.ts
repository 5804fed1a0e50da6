/** A message whose answer was lost, settled by a person who knows that it arrived: the provider's own log, or the contact, said so. */
import { notFound, refuse, type Outcome } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { ContactHead, PlannedMessage, PlanState } from '../domain/contact.ts'
import { parseMessageId } from '../domain/ids.ts'
import type { MessageRow, MessageStatus } from '../domain/message.ts'
import { refusalText } from '../domain/reasons.ts'
import { decisionRefused } from './enrollments.ts'
import { messageOf, type MessageReadPorts } from './messages.ts'
import type { ApiPorts, FoundEnrollment } from './ports.ts'

type Ports = MessageReadPorts & Pick<ApiPorts, 'interactions' | 'now' | 'rules' | 'settle'>

/**
 * Takes the way of a provider's late event: the head hears `send_proven`. Its commit comes first and the row after it: of two people who say
 * different things at once one is refused, and nothing is written of that word. Said once more it changes nothing, and completes what a crash
 * had left undone.
 */
export const settleMessage =
  (ports: Ports): Verb<'settleMessage'> =>
  async ({ params: { id }, caller }) => {
    const parsed = parseMessageId(id)
    const found = parsed ? await ports.enrollments.find(parsed.enrollmentId) : null
    const item = (found?.live ?? found?.finished)?.plan.find(({ n }) => n === parsed?.stepNumber)
    if (!found || !item) return notFound('message', id)
    const { contactKey } = found
    const row = await rowOf(ports, contactKey, id)
    const attempt = row?.attempts.at(-1)
    if (!row || !attempt || (row.status !== 'unknown' && !attempt.settled)) return notOpen(row?.status ?? item.state)
    const arrived = {
      attemptId: attempt.id,
      sentAt: attempt.startedAt,
      settled: { by: caller.name, at: new Date(ports.now()).toISOString() },
    }
    const { adapter, startedAt: at } = attempt
    const told = ports.rules.publishesMessages ? { told: { at, adapter, simulated: row.simulated } } : {}
    const { head, decided } = await ports.settle(contactKey, (now) =>
      stateIn(now, found, item) === 'unknown'
        ? [{ kind: 'send_proven', enrollmentId: found.id, step: item.step, attemptId: attempt.id, ...told }]
        : [],
    )
    const refused = decisionRefused(decided)
    if (refused) return refused
    const state = stateIn(head, found, item)
    if (decided.length === 0 && state !== undefined && state !== 'sent') return sentAgain(state)
    if (decided.every(({ decision }) => decision.kind === 'changed')) await ports.messages.markArrived(contactKey, id, arrived)
    await note(ports, await rowOf(ports, contactKey, id))
    return messageOf(ports, id)
  }

/** How the head has it; undefined once the enrollment is over. */
const stateIn = (head: ContactHead | null, { id }: FoundEnrollment, { step }: PlannedMessage): PlanState | undefined =>
  head?.enrollments.find((one) => one.id === id)?.plan.find((one) => one.step === step)?.state

const rowOf = async ({ messages }: Ports, contactKey: string, id: string): Promise<MessageRow | null> =>
  (await messages.rows([{ contactKey, id }]))[0] ?? null

/** On the timeline once, however often it is said: an entry that says the same at the same time is the same entry. */
const note = async ({ interactions }: Ports, row: MessageRow | null): Promise<void> => {
  const settled = row?.attempts.at(-1)?.settled
  if (!row || !settled) return
  const { contactKey, channel, id, enrollmentId, sequenceId, stepId } = row
  await interactions.put({
    contactKey,
    at: settled.at,
    channel,
    direction: 'system',
    kind: 'steered',
    messageId: id,
    enrollmentId,
    sequenceId,
    detail: `step ${stepId} counts as sent: its answer was lost, and ${settled.by} says that it arrived`,
  })
}

const conflict = (reason: string, detail: string): Outcome<never> => refuse({ kind: 'conflict', reason, detail })

const sentAgain = (state: PlanState): Outcome<never> =>
  state === 'claimed'
    ? conflict('claim_in_flight', refusalText('claim_in_flight'))
    : conflict(
        'sent_again',
        'Somebody sent it again meanwhile. If it arrived the first time, skip this step of the enrollment before it leaves.',
      )

const notOpen = (status: MessageStatus): Outcome<never> =>
  conflict('not_unknown', `Only a message whose answer was lost is settled. ${standing(status)}`)

const standing = (status: MessageStatus): string => {
  switch (status) {
    case 'sent':
    case 'delivered':
    case 'bounced':
      return 'This one is known to have left, so there is nothing to say.'
    case 'scheduled':
    case 'held':
      return 'This one has not left yet.'
    case 'claimed':
      return 'This one is being handed over at this moment. Look again in a minute.'
    case 'failed':
      return 'This one was refused, so it never left: resend it once its cause is gone.'
    case 'skipped':
    case 'cancelled':
      return 'This one was never handed over.'
    case 'unknown':
      return 'This one has no attempt on record: resend it if it did not arrive.'
    default:
      return status satisfies never
  }
}
