/** Contacts as the CRM last told of them. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { contactDetailOf, contactViewOf } from './contact-view.ts'
import type { ApiPorts } from './ports.ts'

const pageSize = 100

/** In the order of their names. A page can hold fewer than asked for and still have a next one: a search ends after its share of looking. */
export const listContacts =
  ({ contacts }: Pick<ApiPorts, 'contacts'>): Verb<'listContacts'> =>
  async ({ query: { limit, cursor, q } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    const most = Math.min(limit, pageSize)
    const wanted = q?.trim() ?? ''
    const page =
      wanted === ''
        ? await contacts.list(most, after)
        : await contacts.search(wanted, { limit: most, ...(after === undefined ? {} : { after }) })
    return answer({ items: page.items.map(contactViewOf), nextCursor: cursorOf(page.next) })
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
