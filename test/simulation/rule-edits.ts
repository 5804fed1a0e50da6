/** What an admin sets in place of the tenant's file while histories run: drawn beside the other happenings, so that those stay as they were. */
import type { Random } from './random.ts'
import type { ScriptEvent, Weights } from './script.ts'

const hour = 60 * 60_000
const day = 24 * hour
const usual = 0.1

export type RuleEdit = Extract<ScriptEvent, { kind: 'set_rules' }>

export const ruleEdits = (random: Random, { more = {} }: Weights): ScriptEvent[] => {
  const events: RuleEdit[] = []
  for (let expected = usual * (more.set_rules ?? 1); expected > 0; expected--) if (random.chance(expected)) events.push(...edit(random))
  return events
}

/** Soon after the start, when most is planned; most go back to the file's. */
const edit = (random: Random): RuleEdit[] => {
  const at = random.next() ** 2 * 2 * day
  const email = random.pick([{ from: '09:00', to: '17:00' }, { from: '12:00', to: '20:00' }, { from: '07:00', to: '10:00' }, null])
  const set: RuleEdit = { at, kind: 'set_rules', email, limit: email === null || random.chance(0.4) ? 1 : null }
  const back: RuleEdit = { at: at + random.next() * 3 * day, kind: 'set_rules', email: null, limit: null }
  return random.chance(0.6) ? [set, back] : [set]
}
