/** Why nothing is sent, when nothing is: what keeps messages back, the weightiest first, each with what to do. */
import type { Channel } from './channel.ts'
import { momentText } from './say-when.ts'
import type { SequenceStatus } from './sequence.ts'
import type { TenantControls, TenantRules } from './signal.ts'
import type { StepWindow } from './step-window.ts'
import { localDate, nextOpening, noonOf, openingRulesOf, startOfNextDay, type Zones } from './windows.ts'

export const silenceReasons = [
  'sending_stopped',
  'allow_list',
  'account_sandbox',
  'no_postal_address',
  'no_sequences',
  'none_active',
  'nobody_enrolled',
  'owner_away',
  'waiting_for_approval',
  'waiting_for_tasks',
  'outside_window',
  'nothing_due',
] as const
export type SilenceReason = (typeof silenceReasons)[number]

export interface Silence {
  reason: SilenceReason
  text: string
  /** ISO 8601: when it ends by itself. */
  until?: string
  sequenceId?: string
}

export interface SilenceInput {
  /** Epoch seconds. */
  at: number
  timeZone: string
  rules: Pick<TenantRules, 'windows' | 'holidays'>
  controls: Pick<TenantControls, 'sending' | 'allowList' | 'absences' | 'account'>
  /** Whether mails leave by SES itself, whose sandbox counts then. */
  mailsBySes: boolean
  hasPostalAddress: boolean
  /** Null where there are too many to say something of all. */
  sequences: readonly { id: string; name: string; owner: string; status: SequenceStatus; running: number }[] | null
  sentToday: number
  drafts: number
  tasks: number
  /** The next message of a sequence that is not paused. */
  next: { at: number; channel: Channel; zones: Zones; window?: StepWindow } | null
}

/** Empty while something is sent. What stops everything is told whatever has left today. */
export const silenceOf = (input: SilenceInput): Silence[] => {
  const stopping = [...stopped(input), ...sequencesSilent(input)]
  return input.sentToday > 0
    ? stopping
    : [...stopping, ...limited(input), ...ownersAway(input), ...waiting(input), ...timed(input, stopping)]
}

const stopped = ({ controls }: SilenceInput): Silence[] =>
  controls.sending === 'stopped'
    ? [{ reason: 'sending_stopped', text: 'All sending is stopped in the settings. Turn it on again to go on.' }]
    : []

const sequencesSilent = ({ sequences }: SilenceInput): Silence[] => {
  if (!sequences) return []
  const kept = sequences.filter(({ status }) => status !== 'archived')
  const active = kept.filter(({ status }) => status === 'active')
  if (kept.length === 0) return [{ reason: 'no_sequences', text: 'There is no sequence yet. Create one.' }]
  if (active.length > 0)
    return active.every(({ running }) => running === 0)
      ? [{ reason: 'nobody_enrolled', text: 'Nobody is in a sequence. Enroll contacts, or wait for a stage that triggers one.' }]
      : []
  const drafts = kept.every(({ status }) => status === 'draft')
  const text = drafts ? 'Every sequence is a draft. Publish one.' : 'No sequence is active: all are paused or drafts. Activate one.'
  return [{ reason: 'none_active', text }]
}

const limited = ({ controls: { allowList, account }, mailsBySes, hasPostalAddress }: SilenceInput): Silence[] => [
  ...(hasPostalAddress
    ? []
    : [
        said(
          'no_postal_address',
          'Mails wait: the tenant has no postal address. Set postalAddress in the tenant file, deploy, and turn sending on once more.',
        ),
      ]),
  ...(mailsBySes && account?.sandbox
    ? [said('account_sandbox', 'Mails reach only the allow-list: the SES account is in its sandbox. Ask AWS for production access.')]
    : []),
  ...(allowList === null
    ? []
    : [
        said(
          'allow_list',
          `Only ${allowList.length === 1 ? 'one entry' : `${allowList.length} entries`} of the allow-list may be reached. Lift it in the settings to reach everyone.`,
        ),
      ]),
]

const ownersAway = ({ sequences, controls: { absences }, at, timeZone }: SilenceInput): Silence[] => {
  const today = localDate(at, timeZone)
  return (sequences ?? [])
    .filter(({ status, running }) => status === 'active' && running > 0)
    .flatMap(({ id, name, owner }) => {
      const last = absences
        .filter((one) => one.owner === owner && one.from <= today && today <= one.to)
        .map(({ to }) => to)
        .toSorted()
        .at(-1)
      if (last === undefined) return []
      const until = startOfNextDay(noonOf(last, timeZone), timeZone)
      return [
        { reason: 'owner_away', text: `"${name}" waits for ${owner}, who is away through ${last}.`, until: iso(until), sequenceId: id },
      ] satisfies Silence[]
    })
    .slice(0, mostAway)
}
const mostAway = 10

const waiting = ({ drafts, tasks, next }: SilenceInput): Silence[] => [
  ...(drafts > 0
    ? [
        said(
          'waiting_for_approval',
          `${count(drafts, 'text waits', 'texts wait')} for approval. Approve, edit or dismiss ${drafts === 1 ? 'it' : 'them'}.`,
        ),
      ]
    : []),
  ...(tasks > 0 && !next
    ? [said('waiting_for_tasks', `${count(tasks, 'task is', 'tasks are')} open, and nothing else is planned. Record what they came to.`)]
    : []),
]

/** Where nothing stronger stands in the way. */
const timed = ({ next, at, timeZone, rules }: SilenceInput, stopping: readonly Silence[]): Silence[] => {
  if (stopping.length > 0) return []
  if (!next) return [said('nothing_due', 'Nothing is planned: everybody has had every message, or waits for a person.')]
  if (next.at <= at) return []
  const opens = nextOpening(next.channel, at, next.zones, openingRulesOf(next, rules))
  const when = momentText(next.at, timeZone)
  if (opens > at)
    return [
      {
        ...said('outside_window', `It is outside the hours in which the next contact is reached. The next message is due at ${when}.`),
        until: iso(opens),
      },
    ]
  return [{ ...said('nothing_due', `Nothing is due right now. The next message is due at ${when}.`), until: iso(next.at) }]
}

const said = (reason: SilenceReason, text: string): Silence => ({ reason, text })
const count = (n: number, one: string, several: string): string => `${n} ${n === 1 ? one : several}`
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()
