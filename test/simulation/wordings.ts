/** What people write in place of templates and drafts, say of messages that nobody knows about, and when they are away: drawn beside the other happenings. */
import type { Random } from './random.ts'
import type { ScriptEvent, Weights } from './script.ts'

const hour = 60 * 60_000
const day = 24 * hour

const usual = { write: 0.22, restore: 0.02, rewrite: 0.12, settle: 0.14, absence: 0.03 }
export type Wording = Extract<ScriptEvent, { kind: keyof typeof usual }>
type Approving = Extract<ScriptEvent, { kind: 'approve' }>

export const wordings = (random: Random, contacts: number, sequences: number, { more = {} }: Weights): ScriptEvent[] => {
  const events: ScriptEvent[] = []
  for (const kind of Object.keys(usual) as (keyof typeof usual)[]) {
    let expected = usual[kind] * (more[kind] ?? 1)
    for (; expected > 0; expected--) if (random.chance(expected)) events.push(...wording(random, kind, contacts, sequences))
  }
  return events
}

const wording = (random: Random, kind: Wording['kind'], contacts: number, sequences: number): (Wording | Approving)[] => {
  // What waits is written over soon after the start; what nobody knows about is looked at later.
  const at = kind === 'settle' || random.chance(0.3) ? hour + random.next() ** 2 * 4 * day : random.next() ** 2 * 12 * hour
  const [contact, sequence, nth] = [random.int(contacts), random.int(sequences), random.pick([0, 0, 0, 1, 2])]
  const edition = 100 + random.int(900)
  switch (kind) {
    case 'write': {
      const written: Wording = { at, kind, contact, sequence, nth, edition, twice: random.chance(0.2) }
      // What was just written is what is given back.
      return random.chance(0.3) ? [written, { at: at + random.next() ** 3 * day, kind: 'restore', contact, sequence, nth }] : [written]
    }
    case 'restore':
      return [{ at, kind, contact, sequence, nth }]
    case 'rewrite': {
      const written: Wording = { at, kind, edition, decided: random.chance(0.4), approves: random.chance(0.5) }
      return random.chance(0.6) ? [written, { at: at + random.next() ** 2 * day, kind: 'approve', dismisses: false }] : [written]
    }
    case 'settle':
      return [{ at, kind, resends: random.chance(0.6) }]
    case 'absence': {
      const days = random.pick([1, 2, 3])
      const back: Wording = { at: at + random.next() * 4 * day, kind, days: null }
      return random.chance(0.5) ? [{ at, kind, days }, back] : [{ at, kind, days }]
    }
    default:
      return kind satisfies never
  }
}
