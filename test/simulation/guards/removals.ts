/**
 * Every guard of the product that the simulation must miss when it is gone: where its text stands and what is put in its place. A text that is
 * not found is an error, so that this list cannot rot.
 */
import type { Weights } from '../script.ts'
import { removalsOfTexts } from './removals-texts.ts'

export interface Removal {
  /** The guard, in words. */
  guard: string
  file: string
  /** The guard's text; it must occur in the file. */
  text: string
  instead: string
  /** Where the same guard stands twice, on purpose: what else goes with it. */
  also?: { file: string; text: string; instead: string }
  /** Histories in which it matters more often. */
  weights?: Weights
}

const busy: Weights = { faults: { delivered_twice: 0.6, fires_twice: 0.5, batch_again: 0.4 } }
const deadly: Weights = { faults: { crash_before: 0.03, crash_after: 0.04, lost_answer: 0.06 } }

export const removals: Removal[] = [
  {
    guard: 'the head is committed only under the revision that was read',
    file: 'data/heads.ts',
    text: "ConditionExpression: '#revision = :read'",
    instead: "ConditionExpression: '#revision >= :read OR #revision < :read'",
    weights: busy,
  },
  {
    guard: 'a first head is committed only where there is none',
    file: 'data/heads.ts',
    text: "{ ConditionExpression: 'attribute_not_exists(pk)' }",
    instead: '{}',
    weights: { ...busy, more: { stage: 2, enroll: 3 } },
  },
  {
    guard: 'one message of a contact is with a provider at a time',
    file: 'domain/decide/step-due.ts',
    text: "if (head.inFlight) return { kind: 'unchanged', after: [], reason: 'claim_in_flight' }",
    instead: '',
    weights: busy,
  },
  {
    guard: 'a step waits for the one before it',
    file: 'domain/decide/step-due.ts',
    text: "if (frontOf(enrollment) !== item) return { kind: 'unchanged', after: [], reason: 'predecessor_unresolved' }",
    instead: '',
  },
  {
    guard: 'what is paused sends nothing',
    file: 'domain/decide/step-due.ts',
    text: "if (enrollment.status === 'paused')",
    instead: "if (enrollment.status === 'never')",
    weights: { more: { act: 4 } },
  },
  {
    guard: 'a message keeps within its step’s own hours',
    file: 'domain/windows.ts',
    text: 'stepOpening(channel, at, places, rules) ?? channelOpening(',
    instead: 'channelOpening(',
  },
  {
    guard: 'an early firing waits for its due time',
    file: 'domain/decide/step-due.ts',
    text: 'item.due - secondsOf(now) > earlySeconds',
    instead: 'item.due - secondsOf(now) > Infinity',
  },
  {
    guard: 'suppressed addresses are not written to',
    file: 'domain/reachable.ts',
    text: 'return own[0] ?? null',
    instead: 'return null',
    weights: { more: { one_click: 3, stop: 3, enroll: 3 } },
  },
  {
    guard: 'an address that is dead is not written to',
    file: 'domain/reachable.ts',
    text: "return address.dead || buried ? 'dead' : 'working'",
    instead: "return 'working'",
    weights: { more: { enroll: 3 } },
  },
  {
    guard: 'texts and calls need consent',
    file: 'domain/reachable.ts',
    text: "return state === 'given' || state === 'none needed' || (state === 'unknown' && channel === 'email')",
    instead: "return state !== 'none needed' || channel !== 'email'",
  },
  {
    guard: 'healing moves nothing onto a channel without consent',
    file: 'domain/healing/facts-of.ts',
    text: "sms: obstacle(head, records, 'sms') ?? (",
    instead: "sms: (obstacle(head, records, 'sms') === 'no_consent' ? null : obstacle(head, records, 'sms')) ?? (",
    weights: { more: { enroll: 3 } },
  },
  {
    guard: 'healing moves nothing onto a channel that the contact has left',
    file: 'domain/healing/facts-of.ts',
    text: "sms: obstacle(head, records, 'sms') ?? (",
    instead: "sms: (obstacle(head, records, 'sms') === 'suppressed' ? null : obstacle(head, records, 'sms')) ?? (",
    weights: { more: { stop: 4, enroll: 4 } },
  },
  {
    guard: 'a soft bounce of an earlier attempt sends nothing again',
    file: 'engage/message-event.ts',
    text: 'if (row) await judgeAddresses(ports, work)',
    instead: 'await judgeAddresses(ports, work)',
    also: {
      file: 'domain/decide/bounce.ts',
      text: 'knownFailure(enrollment, item, signal.attemptId ?? null)',
      instead: 'knownFailure(enrollment, item, null)',
    },
    // Only a step with tries left sends again for a failure that is told once more.
    weights: {
      onFailure: { onFailure: 'retry', retryAfterMinutes: 5 },
      faults: { event_doubled: 0.9, event_dropped: 0 },
      more: { enroll: 2 },
    },
  },
  {
    guard: 'a number that does not exist is dead at once',
    file: 'domain/decide/delivery-failed.ts',
    text: "if (of.failure !== 'invalid_number' || phone.dead) return change",
    instead: 'if (of.failure) return change',
    weights: { faults: { text_undelivered: 0.6, call_unmet: 0.6 } },
  },
  {
    guard: 'a number that does not exist is dead also where its enrollment is over',
    file: 'domain/decide/delivery-failed.ts',
    text: "if (decision.kind !== 'refused') return decision",
    instead: 'if (decision.kind) return decision',
    weights: { faults: { text_undelivered: 0.9, call_unmet: 0.9, event_late: 0.4, event_dropped: 0 }, more: { enroll: 6 } },
  },
  {
    guard: 'the daily touch limit',
    file: 'domain/time-gates.ts',
    text: 'if (taken(day) < dailyTouchLimit) return { saw }',
    instead: 'if (taken(day) < Infinity) return { saw }',
  },
  {
    guard: 'the window of a channel at the contact’s place',
    file: 'domain/time-gates.ts',
    text: 'return leaves.at === at ? { saw }',
    instead: 'return leaves.at >= at ? { saw }',
  },
  {
    guard: 'a paused or archived sequence sends nothing',
    file: 'domain/gates.ts',
    text: "if (saw === 'active') return { saw }",
    instead: 'if (saw) return { saw }',
    weights: { more: { turn: 4 } },
  },
  {
    guard: 'an unanswered request is never repeated by the SDK',
    file: 'adapters/email/ses.ts',
    text: 'maxAttempts: 1',
    instead: 'maxAttempts: 3',
    weights: { faults: { provider_silent: 0.2, provider_fails: 0.2 } },
  },
  {
    guard: 'a lost answer of SES is no refusal',
    file: 'adapters/email/ses-errors.ts',
    text: "if (failure.status >= 500) return { kind: 'unknown', reason }",
    instead: "if (failure.status >= 500) return refused('transient')",
    weights: { faults: { provider_fails: 0.3 } },
  },
  {
    guard: 'the sweep finds what is overdue',
    file: 'sweep/sweep.ts',
    text: "contacts.map((contact) => ({ kind: 'wake', contact }))",
    instead: "contacts.slice(0, 0).map((contact) => ({ kind: 'wake', contact }))",
    weights: { faults: { never_fires: 0.5 } },
  },
  {
    guard: 'a claim without an answer is named once its time is over',
    file: 'domain/wake.ts',
    text: 'if (!flight || now - flight.at < claimSeconds * 1000) return null',
    instead: 'if (flight) return null\n  if (!flight) return null',
    weights: deadly,
  },
  {
    guard: 'a claim that ran out was perhaps sent, and is not sent again',
    file: 'domain/decide/sweep.ts',
    text: "const lost: PlannedMessage = { ...item, state: 'unknown', attempt: inFlight.attemptId }",
    instead: "const lost: PlannedMessage = { ...item, state: 'scheduled' }",
    weights: deadly,
  },
  {
    guard: 'enrolling twice for one stage change is enrolling once: its id is made from the change',
    file: 'enroll/enroll.ts',
    text: '[contactKey, sequenceId, leadId, stage, occurredAt]',
    instead: '[contactKey, sequenceId, leadId, stage, occurredAt, String(Math.random())]',
    weights: { ...busy, ...deadly },
  },
  {
    guard: 'an enrollment that is over is not begun again by a redelivery',
    file: 'enroll/enroll.ts',
    text: 'if (finished.some(({ id }) => id === enrollmentId)) {',
    instead: 'if (finished.some(({ id }) => id === `${enrollmentId} never`)) {',
    weights: { ...deadly, more: { act: 4 }, faults: { ...deadly.faults, delivered_late: 0.3 } },
  },
  {
    guard: 'one enrollment of a sequence at a time',
    file: 'domain/decide/enroll.ts',
    text: 'if (same && !isAgain) return',
    instead: 'if (same && !isAgain && now < 0) return',
    weights: { more: { enroll: 5 } },
  },
  {
    guard: 'the counters’ checkpoint is committed under its last value',
    file: 'data/counters.ts',
    text: "ConditionExpression: '#last = :expected'",
    instead: "ConditionExpression: '#last >= :expected OR #last < :expected'",
    weights: { faults: { batch_again: 0.6, crash_after: 0.06, lost_answer: 0.1 } },
  },
  {
    guard: 'what was counted before a checkpoint is skipped',
    file: 'tally/tally.ts',
    text: 'checkpoint === null || BigInt(sequenceNumber) > BigInt(checkpoint)',
    instead: "checkpoint === null || BigInt(sequenceNumber) > 0n || checkpoint === ''",
    weights: { faults: { batch_again: 0.6 } },
  },
  {
    guard: 'what ends with a message at its provider ends once the answer is recorded',
    file: 'domain/decide/finish.ts',
    text: 'if (change.head.inFlight?.enrollmentId === enrollment.id)',
    instead: 'if (change.head.inFlight?.enrollmentId === enrollment.contactless)',
    weights: { more: { act: 5, reply: 3 }, faults: { slow: 0.5 } },
  },
  {
    guard: 'the enrollment’s reference stands before the head that begins it',
    file: 'runtime/shell.ts',
    text: ', options.ahead?.(outcome.decided)])',
    instead: '])',
  },
  {
    guard: 'an enrollment is archived before the head lets it go',
    file: 'domain/decide/finish.ts',
    text: "kind: 'archive_enrollment',\n    finished,",
    instead: "kind: 'archive_enrollment',\n    finished: { ...finished, id: `${finished.id}-lost` },",
  },
  {
    guard: 'an opt-out closes the address before its contacts are told',
    file: 'engage/leave.ts',
    text: '? await ports.addresses.suppress(address, channels, {',
    instead: '? await ports.addresses.suppress(address, [], {',
    weights: { more: { stop: 5, enroll: 3 } },
  },
  {
    guard: 'the one-click address is closed when the API answers',
    file: 'api/unsubscribe-page.ts',
    text: "await addresses.suppress(addressKey, 'email', ['email'], at)",
    instead: '',
    weights: { more: { one_click: 6 }, faults: { delivered_late: 0.4 } },
  },
  {
    guard: 'an older stage change does not move a lead back',
    file: 'data/lead-change.ts',
    text: "if (stored && stored.occurredAt > change.occurredAt) return { kind: 'older', lead: stored }",
    instead: '',
    weights: { more: { stage: 2 }, faults: { delivered_late: 0.4, delivered_twice: 0.5 } },
  },
  {
    guard: 'a lead that moved on ends what was tied to its old stage',
    file: 'domain/decide/stage.ts',
    text: "return enrollment.stage !== null && enrollment.onStageLeft === 'finish' ? 'moved' : null",
    instead: 'return null',
  },
  {
    guard: 'a lead that moved on while it was being enrolled is told',
    file: 'enroll/enroll.ts',
    text: 'if (!(await ports.leads.recordOutcomes(lead, outcomes))) await followOn(ports, lead, lead.stage)',
    instead: 'await ports.leads.recordOutcomes(lead, outcomes)',
    weights: { faults: { slow: 0.6, delivered_twice: 0.6 } },
  },
  {
    guard: 'a mail whose answer was lost is proven by its own events',
    file: 'engage/message-event.ts',
    text: "status: { to: 'delivered', from: ['sent', 'unknown'], afterSoftBounce: true }",
    instead: "status: { to: 'delivered', from: ['sent'], afterSoftBounce: true }",
    weights: { faults: { provider_silent: 0.3 } },
  },
  {
    guard: 'an event that comes before its own record is received again',
    file: 'engage/record.ts',
    text: 'if (early && isInFlight(',
    instead: 'if (early && !early && isInFlight(',
    weights: deadly,
  },
  {
    guard: 'an opt-out of someone not known yet is kept',
    file: 'engage/inbound.ts',
    text: 'if (!machine || wordsOf(work).length <= shortEnough) {',
    instead: 'if (matched.writers.length > 0 && (!machine || wordsOf(work).length <= shortEnough)) {',
    weights: { more: { stop: 4 } },
  },
  {
    guard: 'an entry is named from its revision, so that a moved message has one for its new time',
    file: 'runtime/effects.ts',
    text: '-${step}-${revision}',
    instead: '-${step}-${revision > 0}',
  },
  {
    guard: 'the kill switch stops every send',
    file: 'domain/gates.ts',
    text: "controls.sending === 'on' ?",
    instead: "controls.sending !== 'never' ?",
    weights: { more: { switch: 6 } },
  },
  {
    guard: 'the hours that an admin sets win over the file’s',
    file: 'domain/settings-here.ts',
    text: '...(emailWindow ? { email: emailWindow.value } : {}),',
    instead: '',
    weights: { more: { set_rules: 10, enroll: 3 } },
  },
  {
    guard: 'the limit that an admin sets wins over the file’s',
    file: 'domain/settings-here.ts',
    text: '...(dailyTouchLimit ? { dailyTouchLimit: dailyTouchLimit.value } : {}),',
    instead: '',
    weights: { more: { set_rules: 10, enroll: 3 } },
  },
  {
    guard: 'only who is on the allow-list is reached',
    file: 'domain/gates.ts',
    text: "closing: { becomes: 'skipped', reason: 'not_on_allow_list' }",
    instead: '',
    weights: { more: { allow: 8 } },
  },
  {
    guard: 'a draft leaves only once a person approved it',
    file: 'domain/gates.ts',
    text: "closing: { becomes: 'held', reason: 'approval_pending', ...(isNews ? { draft } : {}) },",
    instead: '...(isNews && !draft ? { closing: undefined } : {}),',
  },
  {
    guard: 'what is too late is left out',
    file: 'domain/time-gates.ts',
    text: 'if (late > context.rules.latenessHours * 3600)',
    instead: 'if (late > Infinity)',
    weights: { more: { outage: 30, enroll: 4 } },
  },
  {
    guard: 'an answer of one contact is told to the lead’s others',
    file: 'domain/decide/tell-lead.ts',
    text: 'telling: [...pending.filter((other) => other !== older), telling] }), tell(ended.head, telling))',
    instead: 'telling: pending }))',
    weights: { more: { reply: 4, enroll: 4 } },
  },
  {
    guard: 'the head keeps an answer until the lead’s others know of it',
    file: 'domain/decide/tell-lead.ts',
    text: 'telling: [...pending.filter((other) => other !== older), telling] }',
    instead: 'telling: pending }',
    weights: { more: { reply: 4, enroll: 4 }, faults: { crash_before: 0.06, crash_after: 0.06 } },
  },
  {
    guard: 'a route waits in the head until it is carried out',
    file: 'domain/wake.ts',
    text: 'for (const route of head.routing ?? []) moments.push(route.at + overdueSeconds)',
    instead: '',
    weights: { faults: { crash_before: 0.04, crash_after: 0.12, lost_for_good: 0.05 }, more: { act: 6, enroll: 3 } },
  },
  {
    guard: 'an exit opens its gate',
    file: 'data/heads.ts',
    text: 'return gatePut(table, effect.gate)',
    instead: 'return gatePut(table, { ...effect.gate, id: `${effect.gate.id.slice(0, -1)}x` })',
    weights: { more: { act: 4 } },
  },
  {
    guard: 'a condition is waited for',
    file: 'domain/gates.ts',
    text: 'if (!step.condition) return',
    instead: 'if (!step.condition || step.number > 0) return',
  },
  {
    guard: 'a pause ends at its stated time',
    file: 'domain/decide/pause.ts',
    text: 'resumeAt !== undefined && resumeAt <= secondsOf(now)',
    instead: 'resumeAt !== undefined && resumeAt <= 0',
    weights: { more: { act: 4 } },
  },
  {
    guard: 'who runs is moved to the version that was published',
    file: 'api/publish.ts',
    text: "ports.dispatchQueue.send([{ kind: 'version_moved', sequence: id, version }])",
    instead: 'ports.dispatchQueue.send(version > 0 ? [] : [])',
    weights: { more: { republish: 6 } },
  },
  {
    guard: 'an erased contact stays erased, whatever the CRM says later',
    file: 'domain/decide/erase.ts',
    text: '  erased: true,\n',
    instead: '',
    weights: { more: { erase: 10, enroll: 3 } },
  },
  {
    guard: 'a webhook is believed only where it is signed',
    file: 'hooks/providers/twilio.ts',
    text: "return genuine && (isForm || bodyIsSigned(call)) ? null : { refused: 'badly_signed' }",
    instead: 'return genuine || !isForm || signed ? null : null',
    weights: { faults: { event_forged: 0.8 } },
  },
  {
    guard: 'a webhook’s event is taken in once, however often it comes',
    file: 'hooks/receive.ts',
    text: 'const fresh = once.filter((event) => !known.has(event.name))',
    instead: 'const fresh = once.filter((event) => !known.has(`${event.name} never`))',
    weights: { faults: { event_replayed: 0.9, event_dropped: 0 }, more: { stop: 10, start: 10, enroll: 10 } },
  },
  {
    guard: 'a webhook’s event counts as taken only once its work is queued',
    file: 'hooks/receive.ts',
    text: 'await ports.handOver(fresh.flatMap(({ work }) => work))\n    await ports.taken.mark(name, fresh.map(nameOf))',
    instead: 'await ports.taken.mark(name, fresh.map(nameOf))\n    await ports.handOver(fresh.flatMap(({ work }) => work))',
    weights: { ...deadly, more: { enroll: 3, stop: 3 } },
  },
  {
    guard: 'a lost answer over HTTP is no refusal',
    file: 'adapters/http.ts',
    text: "if (status >= 500) return { kind: 'unknown', reason: said }",
    instead: "if (status >= 500) return refusal('transient', said)",
    weights: { faults: { provider_fails: 0.3 }, more: { enroll: 3 } },
  },
  {
    guard: 'who left at the texts’ provider is not texted again',
    file: 'adapters/sms/twilio-errors.ts',
    text: "{ failure: 'opted_out' }",
    instead: '{}',
    weights: { faults: { provider_refuses: 0.3 }, more: { stop: 4, enroll: 6 } },
  },
  ...removalsOfTexts,
]
