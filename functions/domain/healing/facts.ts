/** What a diagnosis looks at, and what it can come to. */
import type { AddressKind, ConsentChannel } from '../channel.ts'
import type { HealingActionKind, InjectedText, LineType } from '../contact.ts'
import type { Step } from '../sequence.ts'
import type { HealFailure } from '../signal.ts'

/** Why a channel cannot be healed onto; null where the contact can be reached there now. */
export type Closed = 'no_address' | 'address_dead' | 'suppressed' | 'no_consent' | 'landline' | null

export interface Facts {
  failure: HealFailure
  /** What the failed step says of a failure. */
  policy: Step['onFailure']
  /** The how many-th failure of its kind this is since the enrollment began, or since its address was replaced: 1 for the first. */
  nth: number
  closed: Record<ConsentChannel, Closed>
  lineType: LineType
  /** Whether the tenant has a number that texts have not been sent from yet. */
  otherSender: boolean
  /** Whether another address of the person is known that works, as far as is known, and that they have not left. */
  alternative: Record<AddressKind, boolean>
  /** Whether an address can be asked for: there is a source, and this enrollment has not asked yet. */
  enrichable: Record<AddressKind, boolean>
  /** With the policy `retry`: whether its tries are not used up. */
  triesLeft: boolean
  /** The enrollment was healed as often as one may be. */
  exhausted: boolean
  /** The contact reported a message as spam. */
  complained: boolean
}

/** What is done about a failure. Times in seconds from now. */
export type Remedy =
  /** The failed message again on the same way; after the step's own time where `after` is `step`. */
  | { action: 'retry'; after: number | 'step' }
  /** The failed call again in the other half of the contact's calling hours. */
  | { action: 'extend_delay' }
  /** Onto the first of `to` that is open and has a text for it, else a task: the failed message, what remains on `from`, or both. */
  | { action: 'switch_channel'; from: readonly ConsentChannel[]; to: readonly ConsentChannel[]; what: 'this' | 'remaining' | 'both' }
  /** The failed message again by another address of the contact, or from another number of ours. */
  | { action: 'retry_alternative'; by: AddressKind | 'sender' }
  /** A text of its own, at once. */
  | { action: 'inject_step'; text: InjectedText }
  | { action: 'enrich_contact'; address: AddressKind }
  | { action: 'skip_and_advance' }
  | { action: 'end_sequence' }

export interface Diagnosis {
  /** What is the matter, for the timeline: without a full stop. */
  because: string
  remedies: readonly Remedy[]
}

/** At most so many healings an enrollment; what fails after them is skipped. Skipping and ending are not counted. */
export const mostHealings = 10

/** Actions that plan something anew, and so count toward `mostHealings`. */
export const isCounted = (action: HealingActionKind): boolean => action !== 'skip_and_advance' && action !== 'end_sequence'
