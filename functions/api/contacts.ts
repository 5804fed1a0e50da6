/** Contacts as the CRM last told of them. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { ContactView } from '../contract/api/views.ts'
import type { ContactProfile } from '../domain/contact.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { nameOf } from './enrollment-view.ts'
import type { ApiPorts } from './ports.ts'

/** Contacts that one request looks through before it answers with what it found and a cursor. */
const mostLookedAt = 1000
const pageSize = 100

/** `q` is looked for in names, addresses and ids. The order is that of the keys, which no person knows. */
export const listContacts =
  ({ contacts }: Pick<ApiPorts, 'contacts'>): Verb<'listContacts'> =>
  async ({ query: { limit, cursor, q } }) => {
    const start = afterOf(cursor)
    if (start === null) return badCursor()
    const items: ContactView[] = []
    let after = start
    for (let looked = 0; looked < mostLookedAt && items.length < limit; looked += pageSize) {
      const page = await contacts.list(q === undefined ? Math.min(pageSize, limit - items.length) : pageSize, after)
      for (const profile of page.items) {
        if (q !== undefined && !matches(profile, q.toLowerCase())) continue
        items.push(contactViewOf(profile))
        if (items.length === limit && profile !== page.items.at(-1)) return answer({ items, nextCursor: cursorOf(profile.key) })
      }
      if (page.next === null) return answer({ items, nextCursor: null })
      after = page.next
    }
    return answer({ items, nextCursor: cursorOf(after ?? null) })
  }

export const getContact =
  ({ contacts }: Pick<ApiPorts, 'contacts'>): Verb<'getContact'> =>
  async ({ params: { id } }) => {
    const [profile] = await contacts.profiles([contacts.keyOf(id)])
    return profile ? answer(contactViewOf(profile)) : notFound('contact', id)
  }

const contactViewOf = (profile: ContactProfile): ContactView => ({
  id: profile.contactId,
  leadId: profile.leadId,
  name: nameOf(profile),
  ...(profile.role === undefined ? {} : { role: profile.role }),
  ...(profile.email === undefined ? {} : { email: profile.email }),
  ...(profile.phone === undefined ? {} : { phone: profile.phone }),
  ...(profile.timeZone === undefined ? {} : { timeZone: profile.timeZone }),
  attributes: profile.attributes,
  updatedAt: profile.updatedAt,
})

const matches = (profile: ContactProfile, q: string): boolean =>
  [nameOf(profile), profile.email, profile.phone, profile.contactId, profile.leadId].some((text) => text?.toLowerCase().includes(q))
