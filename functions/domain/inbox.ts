/** What people wrote or said to us, and what became of it. */
import type { FinishedEnrollment, LiveEnrollment } from './contact.ts'
import { reviewReason, takenOverReason } from './decide/pause.ts'
import type { Interaction } from './interaction.ts'
import { exitReasonText } from './reasons.ts'

/** Whether a person should read it: no automatic reply, no call for help, and no click on a link. */
export const belongsInInbox = ({ kind, direction, channel, outcome, body, summary }: Omit<Interaction, 'id'>): boolean => {
  if (kind === 'outcome') return channel === 'call' && outcome === 'answered' && (body !== undefined || summary !== undefined)
  if (direction !== 'inbound') return false
  return kind === 'replied' || kind === 'set_aside' || (kind === 'unsubscribed' && body !== undefined)
}

type Said = Pick<Interaction, 'kind' | 'channel' | 'at' | 'detail'>

/** The enrollment that was answered, as it stands now; `name` is its sequence's. */
export interface Answered {
  name: string
  live: Pick<LiveEnrollment, 'status' | 'pauseReason' | 'takenOverBy' | 'reply'> | null
  finished: Pick<FinishedEnrollment, 'exitReason' | 'finishedAt'> | null
}

/** Whether its enrollment goes on only by a person's word. */
export const waitsForReview = ({ live }: Pick<Answered, 'live'>): boolean =>
  live?.status === 'paused' && (live.pauseReason === reviewReason || live.pauseReason === takenOverReason)

/** What the sequence did about it, as a sentence; null: no enrollment of ours was answered. */
export const didText = (said: Said, answered: Answered | null): string => {
  if (said.kind === 'set_aside')
    return `Nothing: ${said.detail ?? 'it is not believed'}. If it is an answer, act on the enrollment yourself.`
  if (said.kind === 'unsubscribed')
    return [`Closed ${many[said.channel]} to this person, for every sequence.`, ...ended(said, answered)].join(' ')
  if (!answered) return 'Nothing: it answers no message of a sequence.'
  const { name, live, finished } = answered
  if (live) return standing(said, name, live)
  return finished
    ? (ended(said, answered)[0] ?? `Nothing: "${name}" had ended before it came in.`)
    : `Nothing yet: "${name}" is only beginning.`
}

const many = { email: 'emails', sms: 'texts', call: 'calls', linkedin: 'LinkedIn notes', task: 'tasks' } as const

/** Nothing where it had ended before. A clock that is behind by seconds is none. */
const ended = ({ at }: Said, answered: Answered | null): string[] => {
  const finished = answered?.live ? null : answered?.finished
  if (!answered || !finished || Date.parse(finished.finishedAt) < Date.parse(at) - 5_000) return []
  return [
    finished.exitReason === 'replied'
      ? `Ended "${answered.name}" as replied.`
      : `"${answered.name}" has ended. ${exitReasonText(finished.exitReason)}`,
  ]
}

const standing = ({ at, kind }: Said, name: string, { status, pauseReason, takenOverBy, reply }: NonNullable<Answered['live']>): string => {
  const asked = kind === 'replied' && reply !== undefined && reply.at * 1000 >= Date.parse(at) - 5_000
  if (status === 'active')
    return asked ? `Paused "${name}" for your decision; it goes on since.` : `Nothing: "${name}" goes on, as it does not end with this.`
  if (pauseReason === reviewReason) return `Paused "${name}" until you continue it or end it.`
  if (pauseReason === takenOverReason) return `Nothing: ${takenOverBy ?? 'a person'} has taken "${name}" over.`
  return `Nothing: "${name}" is paused.`
}
