/** Healing: a new plan for an enrollment whose email address failed. It never moves onto a channel that the contact has not consented to or has left. */
import type { ContactHead, HealingAction, LiveEnrollment, PlannedMessage } from '../contact.ts'
import { hasShortForm } from '../content.ts'
import type { Decision, Effect } from '../effect.ts'
import { messageRow } from '../message-row.ts'
import { channelOf, moveTo, withItem } from '../plan.ts'
import { obstacle } from '../reachable.ts'
import type { Step } from '../sequence.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'
import { after, before, changed, isoOf, liveOf, refused, secondsOf, startChange, withEnrollment, withMoved } from './change.ts'
import { finish } from './finish.ts'
import { againLater } from './heal-again.ts'

type Heal = Extract<Signal, { kind: 'heal' }>

/** Seconds after which a message that bounced softly is tried once more. */
export const softRetrySeconds = 3600

export const heal = (head: ContactHead, signal: Heal, now: number): Decision => {
  const enrollment = liveOf(head, signal.enrollmentId)
  if (!enrollment) return refused('not_enrolled')
  return signal.failure === 'email_bounced_soft' ? retryOnce(head, enrollment, signal, now) : healAddress(head, enrollment, signal, now)
}

const healAddress = (head: ContactHead, enrollment: LiveEnrollment, signal: Heal, now: number): Decision => {
  const waiting = enrollment.plan.filter(waitsForHealing)
  if (waiting.length === 0) return refused('nothing_to_do')
  const step = stepOf(signal, signal.step)
  const policy = step?.onFailure ?? 'heal'
  if (step && policy === 'retry') return changed(retried(head, enrollment, waiting, step, signal, now))
  if (policy === 'end') return changed(ended(head, enrollment, signal, now, 'the step that bounced ends the enrollment on failure'))
  if (policy === 'skip') return changed(skipped(head, enrollment, waiting, signal, now))
  const closed = obstacle(head, signal.records, 'sms')
  if (closed) return changed(ended(head, enrollment, signal, now, closedSentences[closed]))
  return changed(ontoSms(head, enrollment, waiting, signal, now))
}

const waitsForHealing = (item: PlannedMessage): boolean =>
  item.state === 'held' && (item.reason === 'address_bounced' || item.reason === 'address_dead')

const stepOf = (signal: Heal, step: string) => signal.version.steps.find((other) => other.id === step)

const closedSentences = {
  no_address: 'the email address bounced and there is no phone number',
  address_dead: 'the email address bounced and the phone number does not work',
  suppressed: 'the email address bounced and the contact has left SMS',
  no_consent: 'the email address bounced and there is no consent to SMS',
}

const ended = (head: ContactHead, enrollment: LiveEnrollment, signal: Heal, now: number, reason: string): Change => {
  const action: HealingAction = { at: isoOf(now), failure: signal.failure, action: 'end_sequence', step: signal.step, reason }
  const noted = withAction(enrollment, action)
  return finish(withEnrollment(startChange(head), noted), noted, 'bounced', now, reason)
}

const retried = (
  head: ContactHead,
  enrollment: LiveEnrollment,
  waiting: readonly PlannedMessage[],
  step: Step,
  signal: Heal,
  now: number,
): Change => {
  const { change, action, reason } = againLater(head, enrollment, waiting, step, now)
  const noted: HealingAction = { at: isoOf(now), failure: signal.failure, action, step: step.id, reason }
  const live = liveOf(change.head, enrollment.id)
  return told(live ? withEnrollment(change, withAction(live, noted)) : change, enrollment, noted)
}

const skipped = (head: ContactHead, enrollment: LiveEnrollment, waiting: PlannedMessage[], signal: Heal, now: number): Change => {
  const reason = 'the email address bounced and the step skips on failure'
  const action: HealingAction = { at: isoOf(now), failure: signal.failure, action: 'skip_and_advance', step: signal.step, reason }
  const passed = waiting.map((item): PlannedMessage => ({ ...item, state: 'skipped', reason: 'address_dead' }))
  const plan = passed.reduce<PlannedMessage[]>(withItem, enrollment.plan)
  const noted = withAction({ ...enrollment, plan }, action)
  const rows = passed.map(
    (item): Effect => ({ kind: 'put_message', row: messageRow(head, noted, item, { status: 'skipped', attempts: [] }) }),
  )
  return told(before(withEnrollment(startChange(head), noted), ...rows), enrollment, action)
}

/** Each waiting mail becomes a text where it has a short form, else a task for a person; all keep their times, or their distance from now. */
const ontoSms = (head: ContactHead, enrollment: LiveEnrollment, waiting: PlannedMessage[], signal: Heal, now: number): Change => {
  const healed = waiting.reduce<{ change: Change; enrollment: LiveEnrollment }>(
    (sofar, { step: id }) => {
      const item = sofar.enrollment.plan.find((other) => other.step === id)
      const step = stepOf(signal, id)
      if (!item || !step) return sofar
      const texted = hasShortForm(step, signal.profile, signal.rules)
      const { heldAt: _held, ...rest } = item
      const moved: PlannedMessage = {
        ...rest,
        state: 'scheduled',
        via: texted ? 'sms' : 'task',
        reason: texted ? 'healing' : 'short_form_missing',
      }
      const change = withMoved(sofar.change, sofar.enrollment, moveTo(withItem(sofar.enrollment.plan, moved), id, secondsOf(now)), now)
      return { change, enrollment: liveOf(change.head, enrollment.id) ?? sofar.enrollment }
    },
    { change: startChange(head), enrollment },
  )
  const tasks = healed.enrollment.plan.filter((item) => item.via === 'task' && waiting.some((other) => other.step === item.step)).length
  const texts = waiting.length - tasks
  const action: HealingAction = {
    at: isoOf(now),
    failure: signal.failure,
    action: 'switch_channel',
    step: signal.step,
    reason: `the email address bounced: ${counted(texts, 'message')} moved to SMS${tasks > 0 ? `, ${counted(tasks, 'message')} too long for SMS became a task` : ''}`,
  }
  const noted = withAction({ ...healed.enrollment, overrides: { ...healed.enrollment.overrides, email: 'sms' } }, action)
  return told(withEnrollment(healed.change, noted), enrollment, action)
}

const retryOnce = (head: ContactHead, enrollment: LiveEnrollment, signal: Heal, now: number): Decision => {
  const item = enrollment.plan.find((other) => other.step === signal.step)
  if (!item) return refused('no_such_step')
  const tried = enrollment.healing?.some((action) => action.action === 'retry' && action.step === item.step)
  if (item.state !== 'sent' || channelOf(item) !== 'email' || tried) return refused('nothing_to_do')
  const reason = 'the mailbox refused it for the moment; it is tried once more after an hour'
  const action: HealingAction = { at: isoOf(now), failure: signal.failure, action: 'retry', step: item.step, reason }
  const noted = withAction(enrollment, action)
  const again = withItem(noted.plan, { ...item, state: 'scheduled' })
  return changed(
    told(
      withMoved(startChange(head), noted, moveTo(again, item.step, secondsOf(now) + softRetrySeconds, 'order'), now),
      enrollment,
      action,
    ),
  )
}

const withAction = (enrollment: LiveEnrollment, action: HealingAction): LiveEnrollment => ({
  ...enrollment,
  healing: [...(enrollment.healing ?? []), action].slice(-10),
})

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const told = (change: Change, enrollment: LiveEnrollment, action: HealingAction): Change =>
  after(
    change,
    {
      kind: 'put_interaction',
      interaction: {
        contactKey: change.head.key,
        at: action.at,
        channel: 'email',
        direction: 'system',
        kind: 'healed',
        enrollmentId: enrollment.id,
        sequenceId: enrollment.sequenceId,
        detail: action.reason,
      },
    },
    {
      kind: 'publish',
      detailType: 'Enrollment Healed',
      detail: {
        enrollmentId: enrollment.id,
        sequenceId: enrollment.sequenceId,
        contactId: change.head.contactId,
        leadId: enrollment.leadId,
        ...action,
      },
    },
  )
