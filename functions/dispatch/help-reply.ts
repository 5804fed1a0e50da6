/**
 * HELP is answered at once: a text that was asked for is no touch and waits for no window. It leaves at most once a day, under a claim like
 * any message, so that a second delivery of the work sends nothing.
 */
import type { HelpReplyWork } from '../contract/work.ts'
import { isAllowed } from '../domain/allow-list.ts'
import type { AddressKind } from '../domain/channel.ts'
import type { AddressRecord, ContactHead } from '../domain/contact.ts'
import type { OutgoingMessage } from '../domain/effect.ts'
import { helpText } from '../domain/help-text.ts'
import type { Interaction } from '../domain/interaction.ts'
import { addressState, suppressionOf } from '../domain/reachable.ts'
import type { SendResult, TenantControls, TenantRules } from '../domain/signal.ts'

export interface HelpPorts {
  answering: {
    head(contactKey: string): Promise<ContactHead | null>
    /** False where this contact was answered on that day (yyyy-mm-dd, UTC) already. */
    claim(contactKey: string, day: string): Promise<boolean>
    /** One request to the texts' provider, at most. */
    send(message: OutgoingMessage): Promise<SendResult>
    note(interaction: Omit<Interaction, 'id'>): Promise<void>
    /** Where a person answers. */
    contact: string
  }
  /** Read consistently, after the head. */
  records(head: ContactHead): Promise<{ records: Partial<Record<AddressKind, AddressRecord>>; controls: TenantControls }>
  /** In force a few seconds ago at most. */
  rulesInForce(): Promise<TenantRules>
  newAttemptId(): string
}

/** Who left is not written to, not even to say so: that is the carrier's to confirm. Answers in one word what came of it. */
export const answerHelp = async (ports: HelpPorts, work: HelpReplyWork): Promise<string> => {
  const { answering } = ports
  const head = await answering.head(work.contact)
  const phone = head?.addresses.phone
  if (!head || !phone) return 'no_address'
  const { records, controls } = await ports.records(head)
  if (suppressionOf(head, records, 'sms')) return 'suppressed'
  if (addressState(head, records, 'sms') !== 'working') return 'address_dead'
  if (controls.sending === 'stopped') return 'sending_stopped'
  if (!isAllowed(controls.allowList, phone.value)) return 'not_on_allow_list'
  if (!(await answering.claim(head.key, work.at.slice(0, 10)))) return 'answered_today'
  const text = helpText((await ports.rulesInForce()).company, answering.contact)
  const from = head.enrollments.find(({ id }) => id === work.enrollment)?.senders?.sms
  const result = await answering.send({
    messageId: work.message,
    attemptId: ports.newAttemptId(),
    enrollmentId: work.enrollment,
    sequenceId: work.sequence,
    stepId: work.step,
    contactKey: head.key,
    channel: 'sms',
    to: phone.value,
    addressKey: phone.key,
    body: text,
    text,
    ...(from === undefined ? {} : { from }),
  })
  await answering.note({
    contactKey: head.key,
    at: result.at,
    channel: 'sms',
    direction: 'outbound',
    kind: 'help_answered',
    body: text,
    ...(result.kind === 'accepted' ? { providerId: result.providerId } : { detail: result.reason, outcome: 'failed' as const }),
  })
  return result.kind === 'accepted' ? 'help_answered' : `help_${result.kind}`
}
