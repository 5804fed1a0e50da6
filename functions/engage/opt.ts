/** A person leaves, comes back, or asks who writes: decided by their words alone, before anything else looks at what they wrote. */
import type { HelpReplyWork } from '../contract/work.ts'
import type { ConsentChannel } from '../domain/channel.ts'
import type { AddressRecord } from '../domain/contact.ts'
import { optWord, optWordOfCall, optWordOfMail, type OptWord } from '../domain/opt-words.ts'
import { leave } from './leave.ts'
import type { EngagePorts } from './ports.ts'
import { wordsOf } from './words.ts'
import { noteAnswer, type Inbound, type Writer } from './writer.ts'

/** Answers in one word what came of it; null where it is an ordinary answer. `writers`: whoever is known by the address. */
export const opted = async (
  ports: EngagePorts,
  work: Inbound,
  record: AddressRecord,
  writers: readonly Writer[],
): Promise<string | null> => {
  const word = wordIn(work)
  switch (word?.kind) {
    case 'stop':
      return optOut(ports, work, word.channels, record, writers)
    case 'start':
      return work.channel === 'sms' && (word.sure || isClosed(record)) ? optIn(ports, work, record, writers) : null
    case 'help':
      return work.channel === 'sms' ? askForHelp(ports, work, writers) : null
    case undefined:
      return null
    default:
      return word satisfies never
  }
}

const wordIn = (work: Inbound): OptWord | null => {
  const { channel, subject, text, outcome, keyword } = work
  if (channel === 'email') return optWordOfMail(subject, wordsOf(work))
  if (channel === 'sms') {
    const word = optWord(text, 'sms')
    // The provider has acted upon a keyword already, its tenant's own ones too: what it blocks is closed here as well.
    return keyword === undefined || word?.kind === keyword ? word : wordOfProvider(keyword)
  }
  return outcome === 'do_not_call' || outcome === 'opted_out'
    ? { kind: 'stop', channels: ['call'], everything: false }
    : optWordOfCall(text)
}

const wordOfProvider = (keyword: NonNullable<Inbound['keyword']>): OptWord => {
  switch (keyword) {
    case 'stop':
      return { kind: 'stop', channels: ['sms'], everything: false }
    case 'start':
      return { kind: 'start', sure: true }
    case 'help':
      return { kind: 'help' }
    default:
      return keyword satisfies never
  }
}

const isClosed = ({ suppressed }: AddressRecord): boolean => ['unsubscribed', 'opted_out'].includes(suppressed.sms?.reason ?? '')

const optOut = async (
  ports: EngagePorts,
  work: Inbound,
  channels: readonly ConsentChannel[],
  { key, kind }: AddressRecord,
  writers: readonly Writer[],
): Promise<string> => {
  const detail = wordsOf(work).slice(0, 60) || (work.outcome ?? '')
  await leave(ports, { address: { key, kind }, channels, reason: 'opted_out', at: work.at, source: work.channel, detail, contactKeys: [] })
  await Promise.all(
    writers.map(async (writer) => {
      const { contactKey, message } = writer
      if (message)
        await ports.messages.patch({ contactKey, messageId: message.id, attemptId: null }, { first: { unsubscribedAt: work.at } })
      await noteAnswer(ports, work, writer, 'unsubscribed')
    }),
  )
  return 'opted_out'
}

/** What the person closed is open again: texts and calls, for whoever says START means the number. A complaint stays. */
const optIn = async (ports: EngagePorts, work: Inbound, record: AddressRecord, writers: readonly Writer[]): Promise<string> => {
  const channels: ConsentChannel[] = [work.channel]
  await ports.addresses.lift(record.key, channels)
  await Promise.all(
    writers.map(async (writer) => {
      await ports.engine.settle(writer.contactKey, (head) =>
        head ? [{ kind: 'opted_in', address: record.kind, addressKey: record.key, channels, detail: work.channel }] : [],
      )
      await noteAnswer(ports, work, writer, 'replied')
    }),
  )
  return 'opted_in'
}

/** It is no answer to a sequence: nothing ends, and one contact's number gets one text that says who writes (dispatch sends it). */
const askForHelp = async (ports: EngagePorts, work: Inbound, writers: readonly Writer[]): Promise<string> => {
  const asked = writers.flatMap(({ contactKey, message }): HelpReplyWork[] =>
    message
      ? [
          {
            kind: 'help_reply',
            contact: contactKey,
            enrollment: message.enrollmentId,
            sequence: message.sequenceId,
            step: message.stepId,
            message: message.id,
            at: work.at,
          },
        ]
      : [],
  )
  await ports.help(asked.slice(0, 1))
  await Promise.all(writers.map((writer) => noteAnswer(ports, work, writer, 'asked_for_help')))
  return 'asked_for_help'
}
