/** What a contact writes or says: a reply, a word that opts out or in, a machine's answer, a call's outcome. */
import { createHash } from 'node:crypto'
import { automaticSubject, awaySubject } from '../domain/mail/automatic-words.ts'
import { machineSign } from '../domain/mail/machine-sign.ts'
import type { MailDoubt } from '../domain/mail/mail.ts'
import { callReported } from './call-ended.ts'
import { leave } from './leave.ts'
import { match, type Match } from './match.ts'
import { nobodyKnown } from './nobody-known.ts'
import { opted } from './opt.ts'
import type { EngagePorts } from './ports.ts'
import { wordsOf } from './words.ts'
import { noteAnswer, type Inbound, type Writer } from './writer.ts'

/** A machine's long text is not searched for a wish to leave: it says many things to many people. */
const shortEnough = 300

/** Answers in one word what came of it. */
export const inbound = async (ports: EngagePorts, work: Inbound): Promise<string> => {
  const matched = await match(ports, work)
  if (!matched) return fromNobodyKnown(ports, work)
  // A wish to leave is looked for in the call's report itself, which is told of it too.
  if (work.channel === 'call' && work.outcome !== undefined && matched.writers.length > 0) {
    await Promise.all(matched.writers.map((writer) => callReported(ports, work, writer, matched.record.key)))
    return 'call_outcome'
  }
  const machine = machineOf(work)
  if (!machine || wordsOf(work).length <= shortEnough) {
    const came = await opted(ports, work, matched.record, matched.writers)
    if (came !== null) {
      if (came === 'opted_out') await alsoClosed(ports, work, matched)
      return came
    }
  }
  const { writers } = matched
  if (writers.length === 0) return fromNobodyKnown(ports, work)
  const doubt = doubtOf(work, writers)
  if (doubt) {
    await Promise.all(writers.map((writer) => noteAnswer(ports, work, writer, 'set_aside', doubtSays[doubt])))
    return 'set_aside'
  }
  if (machine) {
    await Promise.all(writers.map((writer) => automatic(ports, work, writer, machine)))
    return machine.kind
  }
  await Promise.all(writers.map((writer) => reply(ports, work, writer)))
  return 'replied'
}

const fromNobodyKnown = async (ports: EngagePorts, work: Inbound): Promise<string> => {
  await nobodyKnown(ports, work, machineOf(work) ? 'machine' : 'somebody')
  return 'from_nobody_known'
}

/** An opt-out was honoured before this is asked. What is signed or named by us is an answer, whoever the From says it is from. */
const doubtOf = ({ doubts = [] }: Inbound, writers: readonly Writer[]): MailDoubt | null => {
  if (doubts.includes('spam')) return 'spam'
  return doubts.includes('unvouched') && writers.every(({ matchedBy }) => matchedBy === 'sender') ? 'unvouched' : null
}

const doubtSays: Record<MailDoubt, string> = {
  spam: 'it is taken for spam',
  unvouched: 'neither SPF nor DKIM vouches for its sender, and it names no mail of ours',
}

interface Machine {
  kind: 'out_of_office' | 'automatic' | 'challenge'
  why: string
}

/** What a provider's webhook took in nobody has read yet: its headers and its subject say whether a machine wrote. */
const machineOf = ({ channel, read, headers = {}, subject = '', from }: Inbound): Machine | null => {
  if (channel !== 'email') return null
  if (read) return read.kind === 'reply' ? null : { kind: read.kind, why: read.why ?? '' }
  const named = Object.entries(headers).map(([name, value]) => ({ name: name.toLowerCase(), value }))
  const sign = machineSign({ headers: named, from })
  if (sign !== null) return { kind: 'automatic', why: sign }
  if (!automaticSubject.test(subject) && !awaySubject.test(subject)) return null
  return { kind: awaySubject.test(subject) ? 'out_of_office' : 'automatic', why: `the subject "${subject.slice(0, 60)}"` }
}

/** No reply: it is noted, and where it states an end of an absence, what remains waits for it. */
const automatic = async (ports: EngagePorts, work: Inbound, writer: Writer, { kind, why }: Machine): Promise<void> => {
  const back = work.read?.back
  const what = {
    out_of_office: back === undefined ? 'out of office' : `out of office until ${back}`,
    automatic: 'automatic',
    challenge: 'asks for a confirmation',
  }
  await noteAnswer(ports, work, writer, 'out_of_office', `${what[kind]} (known by ${why})`)
  if (back === undefined) return
  const rules = await ports.rulesInForce()
  await ports.engine.settle(writer.contactKey, (head) => (head ? [{ kind: 'away', back, rules }] : []))
}

/** Who asks from another address to be left alone means that one too, where it is known. */
const alsoClosed = async (ports: EngagePorts, work: Inbound, { other }: Match): Promise<void> => {
  if (!other || other.contacts.length === 0) return
  const { key, kind } = other
  const detail = wordsOf(work).slice(0, 60)
  await leave(ports, {
    address: { key, kind },
    channels: ['email'],
    reason: 'opted_out',
    at: work.at,
    source: 'email',
    detail,
    contactKeys: [],
  })
}

const reply = async (ports: EngagePorts, work: Inbound, writer: Writer): Promise<void> => {
  const { contactKey, message, matchedBy } = writer
  const body = wordsOf(work)
  if (message)
    await ports.messages.patch(
      { contactKey, messageId: message.id, attemptId: null },
      { first: { repliedAt: work.at, replyBody: body.slice(0, 2_000) } },
    )
  await noteAnswer(ports, work, writer, 'replied')
  await ports.engine.settle(contactKey, (head) => {
    if (!head) return []
    const answered = matchedBy === 'sender' ? undefined : head.enrollments.find(({ id }) => id === message?.enrollmentId)
    const leadId = answered?.leadId ?? message?.leadId ?? head.leadId
    const detail = (work.subject ?? body).split('\n', 1)[0]?.slice(0, 120) ?? ''
    const entry = { channel: work.channel, at: work.at }
    return [{ kind: 'replied', reply: nameOf(work), enrollmentId: answered?.id ?? null, leadId, detail, entry }]
  })
}

/** The same each time that the reply is received. */
const nameOf = ({ channel, providerId, at }: Inbound): string =>
  createHash('sha256').update(`${channel} ${providerId} ${at}`).digest('base64url').slice(0, 16)
