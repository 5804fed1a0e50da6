/** By what a contact is listed and found: one text in small letters, name first, so that the list is in the order of names. */
import type { ContactProfile } from './contact.ts'

type Known = Pick<ContactProfile, 'contactId' | 'leadId' | 'firstName' | 'lastName' | 'email' | 'phone'>

/** Letters of each part: the whole stays well below the 1024 bytes that a place in an index may take. */
const mostOfName = 80
const mostOfOthers = 60

/** `dana reyes dana@example.com +13125550142 c-1001 lead-1001`, without what divides it from the key behind it. */
export const searchText = ({ firstName, lastName, email, phone, contactId, leadId }: Known): string => {
  const name = [firstName, lastName].filter((part) => part?.trim()).join(' ')
  const others = [email, phone, contactId, leadId].map((part) => (part ?? '').slice(0, mostOfOthers))
  return plain([name.slice(0, mostOfName), ...others].join(' '))
    .replaceAll(/[#\s]+/g, ' ')
    .trim()
}

/** Whether every word of `q` is in the text; a number is also found as people write it, `(312) 555-0142`. */
export const finderOf = (q: string): ((text: string) => boolean) => {
  const words = plain(q).replaceAll('#', ' ').split(/\s+/).filter(Boolean)
  const digits = /^[+\d\s().-]*\d[+\d\s().-]*$/.test(q) ? q.replaceAll(/\D/g, '') : ''
  return (text) => words.every((word) => text.includes(word)) || (digits.length >= 4 && text.includes(digits))
}

/** Small letters without accents. */
const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
