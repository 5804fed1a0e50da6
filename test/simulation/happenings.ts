/** What the CRM, the contacts and the operators of a history do, and when. */
import type { Random } from './random.ts'
import type { RuleEdit } from './rule-edits.ts'
import { actions, type ScriptEvent, type Weights } from './script.ts'
import type { Wording } from './wordings.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const stages = ['new', 'contacted', 'assigned'] as const

export const stagesOf = (random: Random, leads: number): ScriptEvent[] => {
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

type Kind = Exclude<ScriptEvent['kind'], Wording['kind'] | RuleEdit['kind']>

const usual: Record<Kind, number> = {
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
  hand_off: 0.5,
  republish: 0.25,
  erase: 0.06,
  outage: 0.06,
  sweep: 0.1,
  poison: 0.04,
}

export const happenings = (random: Random, contacts: number, sequences: number, { more = {} }: Weights): ScriptEvent[] => {
  const events: ScriptEvent[] = []
  for (const kind of Object.keys(usual) as Kind[]) {
    let expected = usual[kind] * (more[kind] ?? 1)
    for (; expected > 0; expected--) if (random.chance(expected)) events.push(happening(random, kind, contacts, sequences))
  }
  // A pause that nobody ends is looked at as well, but most are ended.
  const drawn = events.length
  for (const event of events.slice(0, drawn)) {
    if (event.kind === 'act' && (event.action === 'take-over' || (event.action === 'pause' && !event.forHours)) && random.chance(0.7))
      events.push({ ...event, action: 'resume', at: event.at + random.next() * 2 * day })
    if (event.kind === 'switch') events.push({ ...event, sending: 'on', at: event.at + random.next() * 2 * day })
    if (event.kind === 'allow') events.push({ ...event, list: null, at: event.at + random.next() * 2 * day })
    if (event.kind === 'turn' && event.to === 'paused' && random.chance(0.7))
      events.push({ ...event, to: 'active', at: event.at + random.next() * 2 * day })
  }
  return events
}

/** Some pauses name when they end. */
const acts = (random: Random, event: Extract<ScriptEvent, { kind: 'act' }>): ScriptEvent =>
  event.action === 'pause' && random.chance(0.4) ? { ...event, forHours: random.pick([1, 20, 60]) } : event

const happening = (random: Random, kind: Kind, contacts: number, sequences: number): ScriptEvent => {
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
      return acts(random, { at, kind, contact, sequence, action: random.pick(actions) })
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
    case 'hand_off':
      return { at, kind, closes: random.chance(0.2), sequence }
    case 'republish':
      return { at, kind, sequence, running: random.chance(0.7) ? 'move' : 'stay', edition: random.int(1_000), drops: random.chance(0.3) }
    case 'erase':
      return { at, kind, contact }
    case 'outage':
      return { at, kind, hours: random.pick([2, 30, 80, 100]) }
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
