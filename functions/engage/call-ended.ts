/**
 * What a call came to, as its provider or whoever reports it says: on the call's message, on the timeline, and in what follows. A wish to be
 * called no more goes before everything else that was said.
 */
import { callOutcomeText, failureOfCall, interactionOutcomeOf, isCallOutcome, leavesCalls, neverRang } from '../domain/call.ts'
import type { ConsentChannel } from '../domain/channel.ts'
import { interactionOutcomes, type Interaction } from '../domain/interaction.ts'
import type { MessageRow } from '../domain/message.ts'
import { optWordOfCall } from '../domain/opt-words.ts'
import type { Signal } from '../domain/signal.ts'
import type { MessagePatch } from '../data/message-patch.ts'
import { hear } from './hear.ts'
import { leave } from './leave.ts'
import type { EngagePorts } from './ports.ts'
import { isInFlight, notYet, numberOf, provenToHaveLeft, record, type Happened } from './record.ts'
import type { Inbound, Writer } from './writer.ts'

/** Letters of a transcript that are kept. */
const mostTranscript = 50_000

interface CallReport {
  contactKey: string
  /** The call's message; null where none is known, or another attempt has taken this one's place. */
  message: MessageRow | null
  attemptId: string | null
  /** The number's, where the report names it; else it is the one that was called. */
  addressKey?: string
  at: string
  source: string
  /** One of `callOutcomes`, or a word of whoever reports it. */
  outcome: string
  said: Pick<Interaction, 'body' | 'summary' | 'durationSeconds' | 'disposition' | 'appointmentBooked' | 'providerId' | 'detail'>
  about: Pick<Interaction, 'direction' | 'messageId' | 'enrollmentId' | 'sequenceId'>
}

/** A provider's own report. Received again, it changes nothing. */
export const callEnded = async (ports: EngagePorts, work: Happened<'call_ended'>): Promise<string> => {
  const { of, at, provider, providerId, event } = work
  const { outcome, transcript, type: _type, ...told } = event
  const message = await record(ports, work, patchOf(outcome, at))
  return taken(ports, {
    contactKey: of.contactKey,
    message,
    attemptId: of.attemptId,
    at,
    source: provider,
    outcome,
    said: withoutGaps({ ...told, body: transcript?.slice(0, mostTranscript), providerId, detail: detailOf(outcome, told.detail) }),
    about: { direction: 'outbound', messageId: of.messageId, enrollmentId: of.enrollmentId, sequenceId: of.sequenceId },
  })
}

/** A call's result that names no message of ours: it is told of the last call to whoever has that number. */
export const callReported = async (
  ports: EngagePorts,
  work: Inbound,
  { contactKey, message }: Writer,
  addressKey: string,
): Promise<string> => {
  const { at, outcome = '', text } = work
  if (message) await ports.messages.patch({ contactKey, messageId: message.id, attemptId: null }, patchOf(outcome, at))
  const ofMessage = message ? { messageId: message.id, enrollmentId: message.enrollmentId, sequenceId: message.sequenceId } : {}
  return taken(ports, {
    contactKey,
    message,
    attemptId: message?.attempts.at(-1)?.id ?? null,
    addressKey,
    at,
    source: 'call',
    outcome,
    said: withoutGaps({
      body: text.trim() === '' ? undefined : text.slice(0, mostTranscript),
      durationSeconds: work.durationSeconds,
      summary: work.summary,
      disposition: work.disposition,
      appointmentBooked: work.appointmentBooked,
      providerId: work.providerId,
      detail: detailOf(outcome),
    }),
    about: { direction: 'outbound', ...ofMessage },
  })
}

const detailOf = (outcome: string, words?: string): string =>
  words === undefined ? callOutcomeText(outcome) : `${callOutcomeText(outcome)} (${words.slice(0, 200)})`

/** What never rang has failed; what was picked up has arrived. Of several tries the last one's outcome stays. */
const patchOf = (outcome: string, at: string): MessagePatch => {
  // In one form, whatever the provider's: of two of them the later one is told by comparing texts.
  const latest = { outcome, outcomeAt: new Date(at).toISOString() }
  if (!isCallOutcome(outcome)) return { ...provenToHaveLeft, latest }
  if (outcome === 'answered') return { status: { to: 'delivered', from: ['sent', 'unknown'] }, first: { deliveredAt: at }, latest }
  return neverRang(outcome) ? { status: { to: 'failed', from: ['sent', 'unknown'] }, latest } : { ...provenToHaveLeft, latest }
}

const taken = async (ports: EngagePorts, report: CallReport): Promise<string> => {
  const { contactKey, message, at, outcome, said, about } = report
  const known = isCallOutcome(outcome) ? interactionOutcomeOf(outcome) : interactionOutcomes.find((one) => one === outcome)
  await ports.note({
    contactKey,
    at,
    channel: 'call',
    kind: 'outcome',
    ...about,
    ...said,
    ...(known === undefined ? {} : { outcome: known }),
  })
  const closes = closedBy(report)
  if (closes) return noMoreCalls(ports, report, closes)
  if (!message) return `call_${outcome}`
  const signal = await signalOf(ports, report, message)
  if (signal) {
    const { attemptId } = report
    await ports.engine.settle(contactKey, (head) => {
      // The row is written ahead of the head, which refuses a failure of what it still takes to be with the provider.
      if (attemptId !== null && isInFlight(head, { attemptId })) throw notYet({ messageId: message.id })
      return head ? [signal] : []
    })
  }
  await hear(ports, message, 'outcome')
  return `call_${outcome}`
}

const signalOf = async (ports: EngagePorts, report: CallReport, message: MessageRow): Promise<Signal | null> => {
  const { contactKey, attemptId, outcome, said } = report
  const { enrollmentId, stepId: step } = message
  const detail = said.summary ?? said.detail ?? outcome
  if (said.appointmentBooked === true) return { kind: 'exit', enrollmentId, exit: 'booked', reason: detail.slice(0, 200) }
  const failure = isCallOutcome(outcome) ? failureOfCall(outcome) : null
  if (!failure) return null
  const addressKey = report.addressKey ?? (await numberOf(ports, contactKey, message))
  const number = addressKey === undefined ? {} : { addressKey }
  return { kind: 'delivery_failed', enrollmentId, step, attemptId, failure, detail: detail.slice(0, 200), ...number }
}

/** Said by the person, as the transcript has it, or by whoever or whatever judged the call. */
const closedBy = ({ outcome, said }: CallReport): readonly ConsentChannel[] | null => {
  if (leavesCalls(outcome) || leavesCalls(said.disposition)) return ['call']
  const word = optWordOfCall(said.body ?? '')
  return word?.kind === 'stop' ? word.channels : null
}

const noMoreCalls = async (ports: EngagePorts, report: CallReport, channels: readonly ConsentChannel[]): Promise<string> => {
  const { contactKey, message, at, source, about } = report
  const key = report.addressKey ?? (await numberOf(ports, contactKey, message))
  const detail = 'said in a call'
  if (key !== undefined)
    await leave(ports, { address: { key, kind: 'phone' }, channels, reason: 'opted_out', at, source, detail, contactKeys: [contactKey] })
  if (message) {
    await ports.messages.patch({ contactKey, messageId: message.id, attemptId: null }, { first: { unsubscribedAt: at } })
    await hear(ports, message, 'outcome')
  }
  await ports.note({ contactKey, at, channel: 'call', kind: 'unsubscribed', ...about, direction: 'inbound', detail })
  return 'opted_out'
}

/** Optional fields are absent, not undefined: that is how they are stored. */
const withoutGaps = (said: { [F in keyof CallReport['said']]: CallReport['said'][F] | undefined }): CallReport['said'] =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
