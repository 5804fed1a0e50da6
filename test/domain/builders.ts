/** Valid defaults for the domain's tests; each takes overrides. Fixed ids and times. */
import type { AddressRecord, ContactHead, ContactProfile, LiveEnrollment, PlannedMessage } from '../../functions/domain/contact.ts'
import type { Channel } from '../../functions/domain/channel.ts'
import { decide } from '../../functions/domain/decide.ts'
import type { Decision, Effect } from '../../functions/domain/effect.ts'
import { enrollmentIdFrom } from '../../functions/domain/ids.ts'
import { planOf } from '../../functions/domain/plan.ts'
import type { Grounds } from '../../functions/domain/publish.ts'
import { contentOf, defaultPolicies } from '../../functions/domain/sequence.ts'
import type { Sequence, SequenceVersion, Step } from '../../functions/domain/sequence.ts'
import { noControls, type SendContext, type Signal, type TenantRules } from '../../functions/domain/signal.ts'

/** Friday, 20 November 2026, 15:00 UTC: 09:00 in Chicago. */
export const now = Date.parse('2026-11-20T15:00:00Z')
export const hours = (count: number): number => count * 3_600_000
export const seconds = (ms: number): number => Math.floor(ms / 1000)
export const enrollmentId = enrollmentIdFrom(now, 77_000n)
export const otherEnrollmentId = enrollmentIdFrom(now, 99_000_000n)

export const rules: TenantRules = {
  company: 'Acme Homes',
  timeZone: 'America/New_York',
  dailyTouchLimit: 2,
  latenessHours: 72,
  windows: {},
  postalAddress: '1 Main St, Springfield',
}

export const profile: ContactProfile = {
  key: 'ck1',
  contactId: 'c-1001',
  leadId: 'lead-1001',
  firstName: 'Dana',
  lastName: 'Reyes',
  email: 'dana@example.com',
  phone: '+13125550142',
  attributes: { street: '12 Elm St' },
  updatedAt: '2026-11-20T15:00:00.000Z',
}

export const step = (number: number, channel: Channel, delayMinutes: number, overrides: Partial<Step> = {}): Step => ({
  id: `s${number}`,
  number,
  name: `Step ${number}`,
  channel,
  delayMinutes,
  ...(channel === 'email' ? { subject: 'Hello {{first_name}}' } : {}),
  body: 'Hi {{first_name}}, about {{street}}.',
  onFailure: 'heal',
  ...overrides,
})

/** Email at once, SMS after a day, email after three days, task after a week. */
export const version = (overrides: Partial<SequenceVersion> = {}): SequenceVersion => ({
  sequenceId: 'SEQ1',
  version: 1,
  publishedAt: '2026-11-01T00:00:00.000Z',
  name: 'Seller outreach',
  description: '',
  triggerStage: 'new',
  goalStages: ['under-contract'],
  policies: defaultPolicies,
  steps: [step(1, 'email', 0), step(2, 'sms', 1440), step(3, 'email', 4320), step(4, 'task', 10_080)],
  exitRoutes: {},
  type: null,
  client: null,
  ownerRole: null,
  ...overrides,
})

export const sequence = (overrides: Partial<Sequence> = {}): Sequence => ({
  ...contentOf(version()),
  id: version().sequenceId,
  slug: 'new-seller',
  owner: 'sam',
  status: 'draft',
  version: 0,
  draftChanged: false,
  nextStepNumber: 10,
  activatedAt: null,
  createdAt: new Date(now).toISOString(),
  updatedAt: new Date(now).toISOString(),
  revision: 1,
  ...overrides,
})

export const head = (overrides: Partial<ContactHead> = {}): ContactHead => ({
  key: 'ck1',
  contactId: 'c-1001',
  leadId: 'lead-1001',
  schema: 1,
  revision: 1,
  timeZone: 'America/Chicago',
  timeZoneSource: 'contact',
  consent: {
    email: { given: true, at: '2026-11-01T00:00:00.000Z', source: 'crm' },
    sms: { given: true, at: '2026-11-01T00:00:00.000Z', source: 'crm' },
    call: { given: true, at: '2026-11-01T00:00:00.000Z', source: 'crm' },
  },
  addresses: { email: { key: 'ae1', value: 'dana@example.com' }, phone: { key: 'ap1', value: '+13125550142' } },
  suppressed: {},
  touches: {},
  enrollments: [],
  ...overrides,
})

export const enrollment = (overrides: Partial<LiveEnrollment> = {}, of: SequenceVersion = version()): LiveEnrollment => ({
  id: enrollmentId,
  sequenceId: of.sequenceId,
  version: of.version,
  leadId: 'lead-1001',
  stage: 'new',
  status: 'active',
  enrolledAt: new Date(now).toISOString(),
  enrolledBy: 'trigger',
  plan: planOf(of, seconds(now)),
  goalStages: of.goalStages,
  onStageLeft: of.policies.onStageLeft,
  onReply: of.policies.onReply,
  completeAfterDays: of.policies.completeAfterDays,
  stopWholeLead: of.policies.stopWholeLead,
  ...overrides,
})

/** The enrollment with single messages of its plan changed, by step id. */
export const withPlan = (base: LiveEnrollment, changes: Record<string, Partial<PlannedMessage>>): LiveEnrollment => ({
  ...base,
  plan: base.plan.map((item) => ({ ...item, ...changes[item.step] })),
})

/** What a draft is held against as it is published. */
export const grounds = (...attributes: string[]): Grounds => ({ attributes, windows: rules.windows })

export const context = (overrides: Partial<SendContext> = {}): SendContext => ({
  sequenceStatus: 'active',
  owner: 'sam@acme.example',
  controls: noControls,
  version: version(),
  profile,
  records: {},
  rules,
  attemptId: 'A1',
  unsubscribeUrl: 'https://touch.example/u/token',
  adapters: {
    email: { name: 'ses', simulated: false },
    sms: { name: 'mock', simulated: true },
    call: { name: 'mock', simulated: true },
    linkedin: { name: 'person', simulated: false },
    task: { name: 'person', simulated: false },
  },
  ...overrides,
})

export const record = (overrides: Partial<AddressRecord> = {}): AddressRecord => ({
  key: 'ae1',
  kind: 'email',
  suppressed: {},
  contacts: ['ck1'],
  simulator: false,
  ...overrides,
})

export const enrollSignal = (overrides: Partial<Extract<Signal, { kind: 'enroll' }>> = {}): Extract<Signal, { kind: 'enroll' }> => ({
  kind: 'enroll',
  enrollmentId,
  version: version(),
  leadId: 'lead-1001',
  stage: 'new',
  by: 'trigger',
  records: {},
  lastFinishedAt: null,
  onConflict: 'parallel',
  ...overrides,
})

export const dueSignal = (step: string, revision = 1, overrides: Partial<SendContext> = {}): Extract<Signal, { kind: 'step_due' }> => ({
  kind: 'step_due',
  enrollmentId,
  step,
  revision,
  context: context(overrides),
})

/** The decision, which must be a change. */
export const change = (state: ContactHead | null, signal: Signal, at = now): Extract<Decision, { kind: 'changed' }> => {
  const decision = decide(state, signal, at)
  if (decision.kind !== 'changed') throw new Error(`${signal.kind} changed nothing: ${decision.reason}`)
  return decision
}

/** The reason of a refusal, or what came instead. */
export const refusal = (state: ContactHead | null, signal: Signal, at = now): string => {
  const decision = decide(state, signal, at)
  return decision.kind === 'refused' ? decision.reason : decision.kind
}

export const effectsOf = <K extends Effect['kind']>(effects: readonly Effect[], kind: K): Extract<Effect, { kind: K }>[] =>
  effects.filter((effect): effect is Extract<Effect, { kind: K }> => effect.kind === kind)

export const planStates = (state: ContactHead, id = enrollmentId): Record<string, string> =>
  Object.fromEntries(
    (state.enrollments.find((other) => other.id === id)?.plan ?? []).map((item) => [
      item.step,
      item.reason ? `${item.state} ${item.reason}` : item.state,
    ]),
  )

export const itemOf = (state: ContactHead, stepId: string, id = enrollmentId): PlannedMessage => {
  const item = state.enrollments.find((other) => other.id === id)?.plan.find((other) => other.step === stepId)
  if (!item) throw new Error(`no step ${stepId} in ${id}`)
  return item
}

/** A claim of step s1 as step_due made it, with the send effect. */
export const claimed = (state: ContactHead, stepId = 's1', at = now): { head: ContactHead; send: Extract<Effect, { kind: 'send' }> } => {
  const decision = change(state, dueSignal(stepId, itemOf(state, stepId).rev), at)
  const [send] = effectsOf(decision.after, 'send')
  if (!send) throw new Error('nothing was sent')
  return { head: decision.head, send }
}

export const resultSignal = (
  send: Extract<Effect, { kind: 'send' }>,
  result: Extract<Signal, { kind: 'send_result' }>['result'],
  overrides: Partial<SendContext> = {},
): Extract<Signal, { kind: 'send_result' }> => ({
  kind: 'send_result',
  enrollmentId: send.message.enrollmentId,
  step: send.message.stepId,
  attemptId: send.message.attemptId,
  result,
  context: context(overrides),
  message: send.message,
  verdicts: send.verdicts,
})

export const accepted = { kind: 'accepted', providerId: 'P1', at: '2026-11-20T15:00:01.000Z' } as const
