/** Carries the effects of a decision out, all at once, through ports that each handler connects. Each effect is safe to repeat. */
import { metricNames } from '../contract/metrics.ts'
import type { DispatchWork, HealWork, RouteWork } from '../contract/work.ts'
import type { AddressRecord, Draft, SuppressionReason } from '../domain/contact.ts'
import type { Interaction } from '../domain/interaction.ts'
import type { AddressKind, Channel, ConsentChannel } from '../domain/channel.ts'
import type { MessageRow } from '../domain/message.ts'
import type { NewNotification } from '../domain/notification.ts'
import type { Signal } from '../domain/signal.ts'
import type { Count } from './metrics.ts'
import type { CarriedEffect } from './shell.ts'

type PublishEffect = Extract<CarriedEffect, { kind: 'publish' }>

export interface EffectPorts {
  schedules: {
    /** `at` in epoch seconds. An entry of this name that exists already is success. */
    create(entry: { name: string; at: number; work: DispatchWork }): Promise<void>
    remove(name: string): Promise<void>
  }
  dispatchQueue: { send(work: DispatchWork[]): Promise<void> }
  enrollQueue: { send(work: RouteWork[]): Promise<void> }
  /** Absent where no decision asks for healing. */
  healQueue?: { send(work: HealWork[]): Promise<void> }
  bus: { publish(events: Pick<PublishEffect, 'detailType' | 'detail'>[]): Promise<void> }
  messages: { put(row: MessageRow): Promise<void> }
  /** `put` leaves a newer revision as it is; `close` a draft that was decided already. */
  drafts: { put(draft: Draft): Promise<unknown>; close(contactKey: string, messageId: string): Promise<void> }
  /** `slow`: the channel's messages wait until then (epoch seconds); never shortens a pause. */
  controls: { slow(channel: Channel, until: number): Promise<void> }
  notifications: { put(notification: NewNotification): Promise<void> }
  interactions: { put(interaction: Omit<Interaction, 'id'>): Promise<void> }
  addresses: {
    /** Closes channels of an address for whoever uses it; answers its record. */
    suppress(
      address: { key: string; kind: AddressKind },
      channels: readonly ConsentChannel[],
      suppression: { reason: SuppressionReason; at: string; source: string },
    ): Promise<Pick<AddressRecord, 'contacts'>>
  }
  /** Keys of the contacts that a lead has. */
  leads: { contactsOf(leadId: string): Promise<string[]> }
  count: Count
}

/** Gives a signal to a contact. */
export type Tell = (contactKey: string, signal: Signal) => Promise<void>

export const carryOut = async (ports: EffectPorts, effects: CarriedEffect[], contactKey: string, tell: Tell): Promise<void> => {
  const batched: CarriedEffect['kind'][] = ['hand_over', 'publish']
  const single = effects.filter((effect) => !batched.includes(effect.kind))
  const due = effects.filter((effect) => effect.kind === 'hand_over')
  const events = effects.filter((effect) => effect.kind === 'publish')
  for (const { detailType } of events) if (detailType === 'Enrollment Started') ports.count(metricNames.enrollmentsStarted)
  const carried = await Promise.allSettled([
    ...single.map((effect) => carryOutOne(ports, effect, contactKey, tell)),
    due.length > 0 ? ports.dispatchQueue.send(due.map((effect) => workOf(contactKey, effect))) : undefined,
    events.length > 0 ? ports.bus.publish(events) : undefined,
  ])
  const failed = carried.filter((result) => result.status === 'rejected').map((result): unknown => result.reason)
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} effects of contact ${contactKey} failed: ${String(failed[0])}`)
}

const carryOutOne = async (ports: EffectPorts, effect: CarriedEffect, contactKey: string, tell: Tell): Promise<void> => {
  switch (effect.kind) {
    case 'schedule':
      return ports.schedules.create({ name: entryName(effect), at: effect.due, work: workOf(contactKey, effect) })
    case 'unschedule':
      return ports.schedules.remove(entryName(effect))
    case 'put_message':
      return ports.messages.put(effect.row)
    case 'put_interaction':
      return ports.interactions.put(effect.interaction)
    case 'heal': {
      if (!ports.healQueue) throw new Error('this function hands nothing to healing')
      const { enrollmentId: enrollment, step, failure } = effect
      return ports.healQueue.send([{ kind: 'heal', contact: contactKey, enrollment, step, failure }])
    }
    case 'tell_lead': {
      const { leadId, exceptContactKey, exit, sequenceId, at } = effect
      const others = (await ports.leads.contactsOf(leadId)).filter((key) => key !== exceptContactKey)
      await Promise.all(others.map((key) => tell(key, { kind: 'lead_told', leadId, exit, sequenceId, at })))
      // Only now: whatever fails before, the sweep finds it in the head and it is told again.
      return tell(contactKey, { kind: 'telling_done', leadId, at })
    }
    case 'suppress_address': {
      const { address, channels, reason, at, detail } = effect
      const { contacts } = await ports.addresses.suppress(address, channels, { reason, at, source: 'provider' })
      const others = reason === 'opted_out' ? contacts.filter((key) => key !== contactKey) : []
      const left: Signal = {
        kind: 'opted_out',
        address: address.kind,
        addressKey: address.key,
        channels: [...channels],
        reason: 'opted_out',
        detail,
      }
      await Promise.all(others.map((key) => tell(key, left)))
      return
    }
    case 'put_draft':
      await ports.drafts.put(effect.draft)
      return
    case 'close_draft':
      return ports.drafts.close(contactKey, effect.messageId)
    case 'route':
      return ports.enrollQueue.send([{ kind: 'route', contact: contactKey, from: effect.from }])
    case 'slow_channel':
      return ports.controls.slow(effect.channel, effect.until)
    case 'alarm_channel':
      ports.count(metricNames.channelStopped, { channel: effect.channel })
      return
    case 'notify':
      return ports.notifications.put(effect.notification)
    case 'hand_over':
    case 'publish':
      return
    default:
      return effect satisfies never
  }
}

interface MessageRevision {
  enrollmentId: string
  step: string
  revision: number
  for?: 'draft'
}

/** At most 64 characters: a ULID, a step id, a small number and, for a draft's entry, a mark. */
const entryName = ({ enrollmentId, step, revision, for: what }: MessageRevision): string =>
  `${enrollmentId}-${step}-${revision}${what === 'draft' ? '-d' : ''}`

const workOf = (contactKey: string, { enrollmentId, step, revision, for: what }: MessageRevision): DispatchWork => ({
  kind: what === 'draft' ? 'draft_due' : 'step_due',
  contact: contactKey,
  enrollment: enrollmentId,
  step,
  revision,
})
