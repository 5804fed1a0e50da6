/** Who a history is about, and what is planned for them. */
import type { Random } from './random.ts'
import { routedExits, type ConditionPlan, type ContactPlan, type RoutePlans, type SequencePlan, type StepPlan } from './script.ts'

const zones = ['America/Chicago', 'America/Chicago', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata']

export const contactsOf = (random: Random, leads: number): ContactPlan[] => {
  const count = Math.max(leads, random.pick([1, 1, 1, 1, 2, 2, 3]))
  const made: ContactPlan[] = []
  for (let i = 0; i < count; i++) {
    const other = made.length > 0 && random.chance(0.25) ? random.pick(made) : undefined
    const box = random.pick(['dana', 'dana', 'dana', 'dead', 'full', 'angry'])
    const email = other?.email ?? (random.chance(0.92) ? `${box}${i}@example.com` : undefined)
    const phone = other?.phone ?? (random.chance(0.85) ? `+1${random.pick(['312', '312', '212'])}555${String(1000 + i)}` : undefined)
    made.push({
      id: `c-${i + 1}`,
      lead: i < leads ? i : random.int(leads),
      ...(email ? { email } : {}),
      ...(phone ? { phone } : {}),
      ...(random.chance(0.85) ? { zone: random.pick(zones) } : {}),
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

export const sequencesOf = (random: Random): SequencePlan[] =>
  Array.from({ length: random.pick([1, 1, 1, 2, 2, 3]) }, (_, i) => sequenceOf(random, i))

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
    contacts: { kind: random.chance(0.2) ? 'all' : 'primary' },
  },
  exitRoutes: routesOf(random, index),
  steps: Array.from({ length: random.pick([1, 2, 2, 3, 4]) }, (_, i) => i).reduce<StepPlan[]>(
    (steps, i) => [...steps, stepOf(random, i, steps)],
    [],
  ),
})

/** Only to sequences that are there already, so that no route leads round in a circle. */
const routesOf = (random: Random, index: number): RoutePlans => {
  if (index === 0 || random.chance(0.3)) return {}
  const routes: RoutePlans = {}
  for (const exit of routedExits)
    if (random.chance(0.6)) {
      const to = `sequence-${1 + random.int(index)}`
      routes[exit] = random.chance(0.75) ? to : { gate: [to] }
    }
  return routes
}

const stepOf = (random: Random, index: number, earlier: readonly StepPlan[]): StepPlan => {
  const channel = random.pick(['email', 'email', 'email', 'email', 'sms', 'sms', 'call', 'linkedin', 'task'] as const)
  return {
    name: `Step ${index + 1}`,
    channel,
    delayMinutes: random.pick([0, 0, 5, 30, 120, 600, 1440, 1440, 2000]),
    ...(channel === 'email' ? { subject: 'About {{first_name | default: "you"}}' } : {}),
    body: random.chance(0.9) ? 'Hello {{first_name | default: "there"}}' : 'Hello {{first_name}}',
    ...(channel === 'email' && random.chance(0.5) ? { smsText: 'Hello by text' } : {}),
    ...failureOf(random),
    ...conditioned(random, earlier),
    ...((channel === 'email' || channel === 'sms') && random.chance(0.1) ? { approval: 'draft', brief: 'Say hello.' } : {}),
  }
}

const failureOf = (random: Random): Pick<StepPlan, 'onFailure' | 'retryAfterMinutes'> => {
  const onFailure = random.pick(['heal', 'heal', 'heal', 'skip', 'end', 'retry'] as const)
  return onFailure === 'retry' ? { onFailure, retryAfterMinutes: random.pick([5, 60, 600]) } : { onFailure }
}

/** Of the step before it where that one is carried out by a person; else of any answer to what was written. It comes no sooner than those. */
const conditioned = (random: Random, earlier: readonly StepPlan[]): Partial<Pick<StepPlan, 'condition' | 'delayMinutes'>> => {
  const before = earlier.at(-1)
  if (!before || random.chance(0.88)) return {}
  const kind =
    before.channel === 'call' ? 'call_outcome' : before.channel === 'task' || before.channel === 'linkedin' ? 'task_outcome' : null
  if (!kind && before.channel !== 'email') return {}
  const condition: ConditionPlan = {
    tests: [kind ? { kind, step: `s${earlier.length}`, outcomes: ['spoke'] } : { kind: 'engaged' }],
    ...(kind && random.chance(0.5) ? {} : { withinMinutes: random.pick([60, 1440, 2880]) }),
    otherwise: random.chance(0.7) ? 'skip' : 'end',
  }
  return { condition, delayMinutes: Math.max(...earlier.map(({ delayMinutes }) => delayMinutes)) + random.pick([0, 5, 600]) }
}
