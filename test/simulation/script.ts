/** What a history is made of, as plain data: who there is, what is planned for them, and what people do when. A seed writes it. */
import { drawFaults, type Faults } from './faults.ts'
import { happenings, stagesOf } from './happenings.ts'
import { branched } from './branches.ts'
import { contactsOf, sequencesOf } from './plans.ts'
import { randomOf } from './random.ts'
import { ruleEdits } from './rule-edits.ts'
import { withStepHours } from './step-hours.ts'
import { textings, type Texting } from './tenant.ts'
import { wordings } from './wordings.ts'

export interface ContactPlan {
  id: string
  lead: number
  email?: string
  phone?: string
  /** Absent: the product takes it from the phone number, else from the tenant. */
  zone?: string
  consent: { email?: boolean; sms?: boolean; call?: boolean }
  firstName?: string
}

export interface StepPlan {
  name: string
  channel: 'email' | 'sms' | 'call' | 'linkedin' | 'task'
  delayMinutes: number
  subject?: string
  body: string
  smsText?: string
  /** Hours and days of its own. */
  window?: { from?: string; to?: string; days?: number[] }
  onFailure: 'heal' | 'retry' | 'skip' | 'end'
  /** With `retry`. */
  retryAfterMinutes?: number
  condition?: ConditionPlan
  /** Its text leaves only once a person approved it. */
  approval?: 'draft'
  brief?: string
}

/** Leaves only once somebody opened, clicked or replied (or, `not`, did not), or once a person recorded this outcome of an earlier step. */
export interface ConditionPlan {
  tests: [{ kind: 'engaged'; not?: true } | { kind: 'call_outcome' | 'task_outcome'; step: string; outcomes: ['spoke'] }]
  withinMinutes?: number
  otherwise: 'skip' | 'end' | { goTo: string }
}

/** Exits that another sequence follows, or at which a person decides; slugs. */
export type RoutePlans = Partial<Record<(typeof routedExits)[number], string | { gate: string[] }>>
export const routedExits = ['completed', 'replied', 'booked', 'converted', 'rejected', 'moved', 'bounced'] as const

export interface SequencePlan {
  name: string
  triggerStage: string
  goalStages: string[]
  policies: {
    reentry: { kind: 'never' } | { kind: 'afterDays'; days: number } | { kind: 'always' }
    onReply: 'finish' | 'review'
    onStageLeft: 'finish' | 'continue'
    completeAfterDays: number
    stopWholeLead: boolean
    onConflict: 'replace' | 'parallel' | 'skip'
    contacts: { kind: 'primary' | 'all' }
  }
  exitRoutes: RoutePlans
  steps: StepPlan[]
}

/** `at` in milliseconds from the history's start. */
export type ScriptEvent = { at: number } & (
  | { kind: 'stage'; lead: number; stage: string; occurredAt: number; copies: number; consent?: ContactPlan['consent'] }
  | { kind: 'reply'; contact: number; channel: 'email' | 'sms'; named: boolean }
  | { kind: 'away'; contact: number }
  | { kind: 'stop'; contact: number }
  | { kind: 'start'; contact: number }
  | { kind: 'one_click'; contact: number }
  | { kind: 'act'; contact: number; sequence: number; action: (typeof actions)[number]; forHours?: number }
  | { kind: 'resend'; contact: number; sequence: number }
  | { kind: 'turn'; sequence: number; to: 'paused' | 'active' | 'archived' }
  | { kind: 'enroll'; sequence: number; contacts: number[]; onConflict?: 'replace' | 'parallel' | 'skip' }
  | { kind: 'outcome'; contact: number; sequence: number }
  | { kind: 'approve'; dismisses: boolean }
  | { kind: 'switch'; sending: 'stopped' | 'on' }
  | { kind: 'allow'; list: string[] | null }
  | { kind: 'hand_off'; closes: boolean; sequence: number }
  | { kind: 'republish'; sequence: number; running: 'stay' | 'move'; edition: number; drops: boolean }
  | { kind: 'erase'; contact: number }
  /** Nothing of the product's own runs for so long, but its API: no queue is read, nothing is swept. */
  | { kind: 'outage'; hours: number }
  | { kind: 'sweep'; only: 'leads' | 'messages' }
  /** A message that has not left is written by hand, and by a second person at once where `twice`; `nth` of those that wait. */
  | { kind: 'write'; contact: number; sequence: number; nth: number; edition: number; twice: boolean }
  /** It speaks by its template again. */
  | { kind: 'restore'; contact: number; sequence: number; nth: number }
  /** Each draft that waits, or that is approved, is written over; and approved at that very moment where `approves`. */
  | { kind: 'rewrite'; edition: number; decided: boolean; approves: boolean }
  /** Of each message that nobody knows about, somebody says that it arrived; and somebody else sends it again at once where `resends`. */
  | { kind: 'settle'; resends: boolean }
  /** The owner of all sequences is away for so many days, this one among them; null: back again. */
  | { kind: 'absence'; days: number | null }
  /** An admin sets the hours of mails and the touches a day in place of the tenant's file; null: back to the file's. */
  | { kind: 'set_rules'; email: { from: string; to: string } | null; limit: number | null }
  | { kind: 'poison'; queue: 'enroll' | 'dispatch' | 'engage' | 'heal' }
)

export const actions = ['pause', 'resume', 'cancel', 'skip', 'convert', 'book', 'reject', 'unsubscribe', 'take-over', 'continue'] as const

export interface Script {
  seed: number
  /** Epoch ms. */
  start: number
  faults: Faults
  /** Half of the histories each. */
  texting: Texting
  leads: string[]
  contacts: ContactPlan[]
  sequences: SequencePlan[]
  events: ScriptEvent[]
}

/** How much of what a history holds; a removed guard may be looked for where it matters. */
export interface Weights {
  /** Times more of these kinds of events. */
  more?: Partial<Record<ScriptEvent['kind'], number>>
  /** Replaces what was drawn of the faults. */
  faults?: Partial<Faults>
  /** Replaces what every step does about a failure. */
  onFailure?: Pick<StepPlan, 'onFailure' | 'retryAfterMinutes'>
}

const day = 24 * 60 * 60_000

/** Among them the days around the clock changes of Chicago, Berlin and Lord Howe. */
const starts = ['2026-03-06', '2026-03-27', '2026-04-03', '2026-10-02', '2026-10-23', '2026-10-30', '2026-11-20', '2027-01-29'].map(
  (date) => Date.parse(`${date}T00:00:00Z`),
)

export const writeScript = (seed: number, weights: Weights = {}): Script => {
  const random = randomOf(seed, 'script')
  const leads = Array.from({ length: random.chance(0.6) ? 1 : 2 }, (_, i) => `lead-${i + 1}`)
  const contacts = contactsOf(random, leads.length)
  const planned = withStepHours(randomOf(seed, 'step hours'), branched(randomOf(seed, 'branches'), sequencesOf(random)))
  const sequences = planned.map((plan) => ({ ...plan, steps: plan.steps.map((step) => ({ ...step, ...weights.onFailure })) }))
  const faults = { ...drawFaults(random), ...weights.faults }
  const events = [
    ...stagesOf(random, leads.length),
    ...happenings(random, contacts.length, sequences.length, weights),
    ...wordings(randomOf(seed, 'wordings'), contacts.length, sequences.length, weights),
    ...ruleEdits(randomOf(seed, 'rule edits'), weights),
  ]
  return {
    seed,
    start: random.pick(starts) + Math.floor(random.next() * day),
    faults,
    texting: randomOf(seed, 'texting').pick(textings),
    leads,
    contacts,
    sequences,
    events: events.toSorted((a, b) => a.at - b.at),
  }
}
