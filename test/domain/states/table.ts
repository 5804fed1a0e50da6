/** The state table: what every signal leads to in every state. `npm run states` prints it, and the tests hold it against its snapshot. */
import type { ContactHead, LiveEnrollment } from '../../../functions/domain/contact.ts'
import { decide } from '../../../functions/domain/decide.ts'
import type { Decision, Effect, RefusalReason } from '../../../functions/domain/effect.ts'
import { frontOf } from '../../../functions/domain/plan.ts'
import { refusalText } from '../../../functions/domain/reasons.ts'
import { enrollmentId } from '../builders.ts'
import { signals } from './signals.ts'
import { states, type State } from './states.ts'

export interface Cell {
  signal: string
  state: string
  /** The new state, or why there is none. */
  becomes: string
  effects: string
  refused?: RefusalReason
}

/** One cell for every signal in every state. */
export const cells = (): Cell[] =>
  Object.entries(signals).flatMap(([kind, examples]) =>
    Object.entries(examples).flatMap(([which, signal]) =>
      Object.entries(states).map(([state, { head, at }]) => ({
        signal: which === '' ? kind : `${kind} (${which})`,
        state,
        ...cellOf({ head, at }, decide(head, signal, at)),
      })),
    ),
  )

/** Signal by signal: the states that answer alike in one row, and what each refusal tells a person beneath. */
export const tableText = (all: readonly Cell[]): string =>
  [...groupBy(all, ({ signal }) => signal)]
    .map(([signal, mine]) => {
      const rows = [...groupBy(mine, ({ becomes, effects }) => `${becomes} | ${effects}`).values()].map((alike) => ({
        states: alike.map(({ state }) => state).join(between),
        becomes: alike[0]?.becomes ?? '',
        effects: alike[0]?.effects ?? '',
      }))
      const refusals = [...new Set(mine.flatMap(({ refused }) => refused ?? []))].toSorted()
      return [signal, ...rows.flatMap(rowText), ...refusals.map((reason) => `    ${reason}: ${refusalText(reason)}`)].join('\n')
    })
    .join('\n\n')

/** Between the names of states, which have commas of their own. */
const between = ' · '

const rowText = ({ states: names, becomes, effects }: { states: string; becomes: string; effects: string }): string[] => [
  `  ${becomes}${effects === '' ? '' : `  [${effects}]`}`,
  ...wrapped(names, 120).map((line) => `      ${line}`),
]

const wrapped = (text: string, width: number): string[] => {
  const lines: string[] = ['']
  for (const word of text.split(between)) {
    const last = lines.at(-1) ?? ''
    if (last !== '' && last.length + word.length + between.length > width) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last}${between}${word}`
  }
  return lines
}

const cellOf = ({ head }: State, decision: Decision): Pick<Cell, 'becomes' | 'effects' | 'refused'> => {
  switch (decision.kind) {
    case 'refused':
      return { becomes: `- ${decision.reason}`, effects: '', refused: decision.reason }
    case 'unchanged':
      return { becomes: `= as it is (${decision.reason})`, effects: effectsText(decision.after), refused: decision.reason }
    case 'changed':
      return { becomes: `> ${becomesText(head, decision)}`, effects: effectsText([...decision.before, ...decision.after]) }
    default:
      return decision satisfies never
  }
}

const becomesText = (before: ContactHead | null, { head, before: ahead }: Extract<Decision, { kind: 'changed' }>): string => {
  const began = head.enrollments.find(({ id }) => id !== enrollmentId && !before?.enrollments.some((other) => other.id === id))
  const ended = ahead.flatMap((effect) => (effect.kind === 'archive_enrollment' ? [`ends ${effect.finished.exitReason}`] : []))
  const live = head.enrollments.find(({ id }) => id === enrollmentId)
  const parts = [...ended, ...(live ? [liveText(live)] : []), ...(began ? ['enrolled'] : []), ...(head.erased ? ['erased'] : [])]
  return parts.length > 0 ? parts.join('; ') : 'the contact alone'
}

const liveText = (live: LiveEnrollment): string => {
  if (live.ending) return `ending ${live.ending.exit} once answered`
  const front = frontOf(live)
  const at = front ? `${front.step} ${front.state}${front.reason ? ` (${front.reason})` : ''}` : 'all steps over'
  const paused = live.status === 'paused' ? ` (${live.pauseReason ?? ''}${live.resumeAt === undefined ? '' : ', until a date'})` : ''
  return `${live.status}${paused}, ${at}`
}

/** `unschedule ×3, publish`: how often each, in the order of first appearance. */
const effectsText = (effects: readonly Effect[]): string =>
  [...groupBy(effects, ({ kind }) => kind)].map(([kind, those]) => (those.length > 1 ? `${kind} ×${those.length}` : kind)).join(', ')

const groupBy = <T>(all: readonly T[], by: (one: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const one of all) groups.set(by(one), [...(groups.get(by(one)) ?? []), one])
  return groups
}
