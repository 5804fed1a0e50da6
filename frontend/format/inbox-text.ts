/** Replies by person, and in words. */
import type { InboxItem } from '../../functions/contract/api/inbox.ts'

/** What one person wrote, the latest first; the person stands where their latest stands. */
export interface PersonReplies {
  /** Of the latest entry. */
  id: string
  latest: InboxItem
  items: InboxItem[]
}

/** `items` come newest first. Someone of whom nothing is known but an address is told apart by the entry itself. */
export const byPerson = (items: readonly InboxItem[]): PersonReplies[] => {
  const people = new Map<string, PersonReplies>()
  for (const item of items) {
    const key = item.contactId === '' ? item.id : item.contactId
    const known = people.get(key)
    if (known) known.items.push(item)
    else people.set(key, { id: item.id, latest: item, items: [item] })
  }
  return [...people.values()]
}

export const replyKinds: Record<InboxItem['kind'], string> = {
  reply: 'Reply',
  opt_out: 'Opt-out',
  call: 'Call',
  set_aside: 'Not believed',
}

/** One line of what they said. */
export const replyLine = ({ subject, body, summary }: InboxItem): string =>
  (body ?? summary ?? subject ?? '').replaceAll(/\s+/g, ' ').trim()

/** Where one answers by hand: the product sends no mails and texts outside of its sequences. */
export const answerLink = (item: InboxItem, contact: { email?: string | undefined; phone?: string | undefined }): string | null => {
  if (item.channel === 'email' && contact.email) {
    const subject =
      item.subject === undefined ? '' : `?subject=${encodeURIComponent(/^re:/i.test(item.subject) ? item.subject : `Re: ${item.subject}`)}`
    return `mailto:${encodeURIComponent(contact.email).replace('%40', '@')}${subject}`
  }
  if (item.channel === 'sms' && contact.phone) return `sms:${contact.phone}`
  if (item.channel === 'call' && contact.phone) return `tel:${contact.phone}`
  return null
}
