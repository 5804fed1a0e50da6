/** An event taken in on the row of the message that it is of, and on the contact's timeline. */
import type { MessageEventWork, MessageHappening, MessageReference } from '../contract/work.ts'
import type { MessagePatch } from '../data/message-patch.ts'
import { normalisePhone } from '../domain/addresses.ts'
import type { ContactHead } from '../domain/contact.ts'
import type { Interaction } from '../domain/interaction.ts'
import type { MessageRow } from '../domain/message.ts'
import { NotYet } from '../runtime/errors.ts'
import type { EngagePorts } from './ports.ts'

/** An event of this type with what it is of. */
export type Happened<T extends MessageHappening['type']> = Omit<MessageEventWork, 'event'> & {
  event: Extract<MessageHappening, { type: T }>
}

export const provenToHaveLeft: MessagePatch = { status: { to: 'sent', from: ['unknown'] } }

/**
 * Records the event on the message's row, under its attempt. A message whose row is still being written, or still shows the attempt before, is
 * received again; one whose answer was lost is thereby proven to have left. Answers the row as it was, where the event is of its attempt.
 */
export const record = async (
  ports: EngagePorts,
  { of, at, sentAt = at, event }: MessageEventWork,
  patch: MessagePatch,
): Promise<MessageRow | null> => {
  // What the provider itself turned away never left; what did not arrive did.
  const left = event.type === 'rejected' ? {} : { sentAt: new Date(sentAt).toISOString() }
  const patched = await ports.messages.patch(of, { ...patch, ...left })
  const early = patched.kind === 'no_row' || patched.kind === 'other_attempt'
  if (early && isInFlight(await ports.head(of.contactKey), of)) throw notYet(of)
  if (early) return null
  if (patched.kind === 'patched' && patched.before.status !== 'unknown') return patched.before
  const { enrollmentId, step, attemptId } = of
  const told = ports.rules.publishesMessages && left.sentAt !== undefined ? toldOf(patched.before, left.sentAt) : {}
  await ports.engine.settle(of.contactKey, (head) => {
    const item = head?.enrollments.find(({ id }) => id === enrollmentId)?.plan.find((other) => other.step === step)
    return item?.state === 'unknown' ? [{ kind: 'send_proven', enrollmentId, step, attemptId, ...told }] : []
  })
  return patched.before
}

const toldOf = ({ attempts, simulated }: MessageRow, at: string) => {
  const adapter = attempts.at(-1)?.adapter
  return adapter === undefined ? {} : { told: { at, adapter, simulated } }
}

/** The attempt is with its provider as far as the head knows: what it comes to is decided once its answer, or that there is none, stands there. */
export const isInFlight = (head: ContactHead | null, { attemptId }: Pick<MessageReference, 'attemptId'>): boolean =>
  head?.inFlight?.attemptId === attemptId

export const notYet = ({ messageId }: Pick<MessageReference, 'messageId'>): NotYet =>
  new NotYet(`message ${messageId} is being recorded at this moment`)

/** Key of the number that a text or a call went to, else of the contact's own. */
export const numberOf = async (ports: EngagePorts, contactKey: string, message: MessageRow | null): Promise<string | undefined> => {
  const phone = normalisePhone(message?.recipient ?? '')
  return phone === null ? (await ports.head(contactKey))?.addresses.phone?.key : ports.addressKey('phone', phone)
}

export const note = (
  ports: EngagePorts,
  { of, at, channel, providerId }: MessageEventWork,
  said: Pick<Interaction, 'direction' | 'kind'> & Partial<Interaction>,
): Promise<void> =>
  ports.note({
    contactKey: of.contactKey,
    at,
    channel,
    messageId: of.messageId,
    enrollmentId: of.enrollmentId,
    sequenceId: of.sequenceId,
    ...(providerId === undefined ? {} : { providerId }),
    ...said,
  })
