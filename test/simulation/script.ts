/** What a history is made of, as plain data: who there is, what is planned for them, and what people do when. A seed writes it. */
import { drawFaults, type Faults } from './faults.ts'
import { randomOf, type Random } from './random.ts'

export interface ContactPlan {
  id: string
  lead: number
  email?: string
  phone?: string
  zone: string
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
  onFailure: 'heal' | 'skip' | 'end'
  /** Its text leaves only once a person approved it. */
  approval?: 'draft'
  brief?: string
}

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
  }
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
  | { kind: 'act'; contact: number; sequence: number; action: (typeof actions)[number] }
  | { kind: 'resend'; contact: number; sequence: number }
  | { kind: 'turn'; sequence: number; to: 'paused' | 'active' | 'archived' }
  | { kind: 'enroll'; sequence: number; contacts: number[]; onConflict?: 'replace' | 'parallel' | 'skip' }
  | { kind: 'outcome'; contact: number; sequence: number }
  | { kind: 'approve'; dismisses: boolean }
  | { kind: 'switch'; sending: 'stopped' | 'on' }
  | { kind: 'allow'; list: string[] | null }
  | { kind: 'sweep'; only: 'leads' | 'messages' }
  | { kind: 'poison'; queue: 'enroll' | 'dispatch' | 'engage' | 'heal' }
)

export const actions = ['pause', 'resume', 'cancel', 'skip', 'convert', 'book', 'reject', 'unsubscribe'] as const

export interface Script {
  seed: number
  /** Epoch ms. */
  start: number
  faults: Faults
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
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const zones = ['America/Chicago', 'America/Chicago', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata']
/** Among them the days around the clock changes of Chicago, Berlin and Lord Howe. */
const starts = ['2026-03-06', '2026-03-27', '2026-04-03', '2026-10-02', '2026-10-23', '2026-10-30', '2026-11-20', '2027-01-29'].map(
  (date) => Date.parse(`${date}T00:00:00Z`),
)
const stages = ['new', 'contacted', 'assigned'] as const

export const writeScript = (seed: number, weights: Weights = {}): Script => {
  const random = randomOf(seed, 'script')
  const leads = Array.from({ length: random.chance(0.6) ? 1 : 2 }, (_, i) => `lead-${i + 1}`)
  const contacts = contactsOf(random, leads.length)
  const sequences = Array.from({ length: random.pick([1, 1, 2, 2, 3]) }, (_, i) => sequenceOf(random, i))
  const faults = { ...drawFaults(random), ...weights.faults }
  const events = [...stagesOf(random, leads.length), ...happenings(random, contacts.length, sequences.length, weights)]
  return {
    seed,
    start: random.pick(starts) + Math.floor(random.next() * day),
    faults,
    leads,
    contacts,
    sequences,
    events: events.toSorted((a, b) => a.at - b.at),
  }
}

const contactsOf = (random: Random, leads: number): ContactPlan[] => {
  const count = Math.max(leads, random.pick([1, 1, 1, 2, 2, 3]))
  const made: ContactPlan[] = []
  for (let i = 0; i < count; i++) {
    const other = made.length > 0 && random.chance(0.25) ? random.pick(made) : undefined
    const box = random.pick(['dana', 'dana', 'dana', 'dead', 'full', 'angry'])
    const email = other?.email ?? (random.chance(0.92) ? `${box}${i}@example.com` : undefined)
    const phone = other?.phone ?? (random.chance(0.85) ? `+1312555${String(1000 + i)}` : undefined)
    made.push({
      id: `c-${i + 1}`,
      lead: i < leads ? i : random.int(leads),
      ...(email ? { email } : {}),
      ...(phone ? { phone } : {}),
      zone: random.pick(zones),
      consent: consentOf(random),
      ...(random.chance(0.95) ? { firstName: 'Dana' } : {}),
    })
  }
  return made
}

const consentOf = (random: Random): ContactPlan['consent'] => ({
  ...(random.chance(0.8) ? { email: random.chance(0.93) } : {}),
  ...(random.chance(0.85) ? { sms: random.chance(0.9) } : {}),
  ...(random.chance(0.8) ? { call: random.chance(0.9) } : {}),
})

const sequenceOf = (random: Random, index: number): SequencePlan => ({
  name: `Sequence ${index + 1}`,
  triggerStage: random.chance(0.88) ? 'new' : 'contacted',
  goalStages: random.chance(0.4) ? ['assigned'] : [],
  policies: {
    reentry: random.pick([{ kind: 'never' }, { kind: 'always' }, { kind: 'always' }, { kind: 'afterDays', days: 2 }]),
    onReply: random.chance(0.75) ? 'finish' : 'review',
    onStageLeft: random.chance(0.8) ? 'finish' : 'continue',
    completeAfterDays: random.pick([0, 0, 1]),
    stopWholeLead: random.chance(0.7),
    onConflict: random.pick(['parallel', 'parallel', 'parallel', 'replace', 'skip']),
  },
  steps: Array.from({ length: random.pick([1, 2, 3, 3, 4]) }, (_, i) => stepOf(random, i)),
})

const stepOf = (random: Random, index: number): StepPlan => {
  const channel = random.pick(['email', 'email', 'email', 'email', 'sms', 'sms', 'call', 'linkedin', 'task'] as const)
  return {
    name: `Step ${index + 1}`,
    channel,
    delayMinutes: random.pick([0, 0, 5, 30, 120, 600, 1440, 1440, 2000]),
    ...(channel === 'email' ? { subject: 'About {{first_name | default: "you"}}' } : {}),
    body: random.chance(0.9) ? 'Hello {{first_name | default: "there"}}' : 'Hello {{first_name}}',
    ...(channel === 'email' && random.chance(0.5) ? { smsText: 'Hello by text' } : {}),
    onFailure: random.pick(['heal', 'heal', 'skip', 'end']),
    ...((channel === 'email' || channel === 'sms') && random.chance(0.1) ? { approval: 'draft', brief: 'Say hello.' } : {}),
  }
}

const stagesOf = (random: Random, leads: number): ScriptEvent[] => {
  const events: ScriptEvent[] = []
  for (let lead = 0; lead < leads; lead++) {
    const changes = random.pick([1, 1, 1, 2, 3])
    let occurredAt = 0
    for (let i = 0; i < changes; i++) {
      const at =
        i === 0 ? random.next() * hour : occurredAt + random.pick([1_000, 10 * minute, 10 * hour, 40 * hour, 80 * hour]) * random.next()
      const stage = i === 0 ? (random.chance(0.85) ? 'new' : 'contacted') : random.pick(stages)
      const consent = i > 0 && random.chance(0.15) ? { email: false, sms: false, call: false } : undefined
      // Its own time and the time at which it comes are two things: an older change may come late.
      const comes = at + (random.chance(0.15) ? random.next() * 8 * hour : random.next() * 2_000)
      events.push({
        at: comes,
        kind: 'stage',
        lead,
        stage,
        occurredAt: Math.floor(at),
        copies: random.pick([1, 1, 1, 2, 3]),
        ...(consent ? { consent } : {}),
      })
      occurredAt = at
    }
  }
  return events
}

const usual: Record<ScriptEvent['kind'], number> = {
  stage: 0,
  reply: 0.35,
  away: 0.05,
  stop: 0.15,
  start: 0.06,
  one_click: 0.25,
  act: 0.8,
  resend: 0.3,
  turn: 0.35,
  enroll: 0.5,
  outcome: 0.15,
  approve: 0.5,
  switch: 0.12,
  allow: 0.08,
  sweep: 0.1,
  poison: 0.04,
}

const happenings = (random: Random, contacts: number, sequences: number, { more = {} }: Weights): ScriptEvent[] => {
  const events: ScriptEvent[] = []
  for (const kind of Object.keys(usual) as ScriptEvent['kind'][]) {
    let expected = usual[kind] * (more[kind] ?? 1)
    for (; expected > 0; expected--) if (random.chance(expected)) events.push(happening(random, kind, contacts, sequences))
  }
  // A pause that nobody ends is looked at as well, but most are ended.
  const drawn = events.length
  for (const event of events.slice(0, drawn)) {
    if (event.kind === 'act' && event.action === 'pause' && random.chance(0.7))
      events.push({ ...event, action: 'resume', at: event.at + random.next() * 2 * day })
    if (event.kind === 'switch') events.push({ ...event, sending: 'on', at: event.at + random.next() * 2 * day })
    if (event.kind === 'allow') events.push({ ...event, list: null, at: event.at + random.next() * 2 * day })
    if (event.kind === 'turn' && event.to === 'paused' && random.chance(0.7))
      events.push({ ...event, to: 'active', at: event.at + random.next() * 2 * day })
  }
  return events
}

const happening = (random: Random, kind: ScriptEvent['kind'], contacts: number, sequences: number): ScriptEvent => {
  // Most of it soon after the start, when most is going on.
  const at = random.chance(0.1) ? random.next() * 2 * hour : hour + random.next() ** 2 * 4 * day
  const contact = random.int(contacts)
  const sequence = random.int(sequences)
  switch (kind) {
    case 'reply':
      return { at, kind, contact, channel: random.chance(0.6) ? 'email' : 'sms', named: random.chance(0.4) }
    case 'away':
    case 'stop':
    case 'start':
    case 'one_click':
      return { at, kind, contact }
    case 'act':
      return { at, kind, contact, sequence, action: random.pick(actions) }
    case 'resend':
    case 'outcome':
      return { at, kind, contact, sequence }
    case 'turn':
      return { at, kind, sequence, to: random.pick(['paused', 'paused', 'paused', 'active', 'archived']) }
    case 'enroll':
      return {
        at,
        kind,
        sequence,
        contacts: random.chance(0.5) ? [contact] : Array.from({ length: contacts }, (_, i) => i),
        ...(random.chance(0.5) ? { onConflict: random.pick(['replace', 'parallel', 'skip']) } : {}),
      }
    case 'approve':
      return { at, kind, dismisses: random.chance(0.2) }
    case 'switch':
      return { at, kind, sending: 'stopped' }
    case 'allow':
      return { at, kind, list: random.chance(0.5) ? ['@example.com'] : ['dana0@example.com', '+13125551000'] }
    case 'sweep':
      return { at, kind, only: random.pick(['leads', 'messages']) }
    case 'poison':
      return { at, kind, queue: random.pick(['enroll', 'dispatch', 'engage', 'heal']) }
    case 'stage':
      throw new Error('stage changes are written by lead')
    default:
      return kind satisfies never
  }
}
