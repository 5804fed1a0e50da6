/** Where a message goes to. */
import { addressKindOf } from './channel.ts'
import type { ContactHead, PlannedMessage } from './contact.ts'
import { channelOf } from './plan.ts'

/** Where a channel's message goes to, or null where a person carries it out. */
export const recipientOf = (head: ContactHead, item: PlannedMessage): { to: string; addressKey: string } | null => {
  const kind = addressKindOf(channelOf(item))
  const found = kind ? head.addresses[kind] : undefined
  return found ? { to: found.value, addressKey: found.key } : null
}
