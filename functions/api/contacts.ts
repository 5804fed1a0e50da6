/** Contacts as the CRM last told of them. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { ContactView } from '../contract/api/views.ts'
import type { ContactProfile } from '../domain/contact.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { contactDetailOf, contactViewOf } from './contact-view.ts'
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
  ({ contacts, people, settings }: Pick<ApiPorts, 'contacts' | 'people' | 'settings'>): Verb<'getContact'> =>
  async ({ params: { id } }) => {
    const key = contacts.keyOf(id)
    const [profile] = await contacts.profiles([key])
    if (!profile) return notFound('contact', id)
    const head = await people.head(key)
    return answer(contactDetailOf(profile, head, head ? await people.records(head) : {}, settings.timeZone))
  }

const matches = (profile: ContactProfile, q: string): boolean =>
  [nameOf(profile), profile.email, profile.phone, profile.contactId, profile.leadId].some((text) => text?.toLowerCase().includes(q))
