/** Contacts as the CRM last told of them. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { ContactProfile } from '../domain/contact.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { contactDetailOf, contactViewOf } from './contact-view.ts'
import { fittingPage } from './filtered.ts'
import type { ApiPorts } from './ports.ts'

const pageSize = 100

/** In the order of their names. A page can hold fewer than asked for and still have a next one: a search ends after its share of looking. */
export const listContacts =
  ({ contacts }: Pick<ApiPorts, 'contacts'>): Verb<'listContacts'> =>
  async ({ query: { limit, cursor, q, lacks } }) => {
    const start = afterOf(cursor)
    if (start === null) return badCursor()
    const wanted = q?.trim() ?? ''
    const { items, next } = await fittingPage<ContactProfile>({
      limit: Math.min(limit, pageSize),
      after: start,
      read: (most, after) =>
        wanted === '' ? contacts.list(most, after) : contacts.search(wanted, { limit: most, ...(after === undefined ? {} : { after }) }),
      fits: lacks === undefined ? null : (profile) => !profile[lacks],
    })
    return answer({ items: items.map(contactViewOf), nextCursor: cursorOf(next) })
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
