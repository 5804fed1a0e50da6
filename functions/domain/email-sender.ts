/** Which of the tenant's addresses mails a contact: the owner's where it is one, and an enrollment keeps to the one that it began with. */
import type { LiveEnrollment } from './contact.ts'
import { shareOf } from './spread.ts'

/**
 * The bound sender while the tenant still has it, and then the first; of an enrollment that has mailed nobody yet, the sequence's owner or,
 * spread evenly and the same each time, one of them. Undefined where the tenant names none.
 */
export const mailingSender = (
  senders: readonly string[],
  { id, senders: bound }: Pick<LiveEnrollment, 'id' | 'senders'>,
  owner: string,
): string | undefined => {
  if (bound?.email !== undefined) return senders.includes(bound.email) ? bound.email : senders[0]
  const own = senders.find((address) => address.toLowerCase() === owner.toLowerCase())
  return own ?? senders[Math.min(senders.length - 1, Math.floor(shareOf(id, 'email-sender') * senders.length))]
}

/** Who mails, where that is a choice; and why, where it is another one than before. */
export const mailedBy = (senders: readonly string[], enrollment: Pick<LiveEnrollment, 'id' | 'senders'>, owner: string): string => {
  const sender = mailingSender(senders, enrollment, owner)
  const before = enrollment.senders?.email
  if (sender === undefined || (senders.length < 2 && (before ?? sender) === sender)) return ''
  return before === undefined || before === sender ? ` for ${sender}` : ` for ${sender}, as ${before} is no sender any more,`
}
