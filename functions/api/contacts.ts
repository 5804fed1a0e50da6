/** Contacts as the CRM last told of them. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { ContactProfile } from '../domain/contact.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { contactDetailOf, contactViewOf } from './contact-view.ts'
import type { ApiPorts } from './ports.ts'

const pageSize = 100

/** Pages that one request reads for a filter before it answers with what it found and a cursor. */
const mostRounds = 4

/** In the order of their names. A page can hold fewer than asked for and still have a next one: a search ends after its share of looking. */
export const listContacts =
  ({ contacts }: Pick<ApiPorts, 'contacts'>): Verb<'listContacts'> =>
  async ({ query: { limit, cursor, q, lacks } }) => {
    const start = afterOf(cursor)
    if (start === null) return badCursor()
    const wanted = q?.trim() ?? ''
    const found: ContactProfile[] = []
    let after = start
    // Without a filter one page is the answer.
    for (let round = 0; round < (lacks === undefined ? 1 : mostRounds); round++) {
      const most = Math.min(limit - found.length, pageSize)
      const page =
        wanted === ''
          ? await contacts.list(most, after)
          : await contacts.search(wanted, { limit: most, ...(after === undefined ? {} : { after }) })
      found.push(...page.items.filter((profile) => lacks === undefined || !profile[lacks]))
      if (page.next === null) return answer({ items: found.map(contactViewOf), nextCursor: null })
      after = page.next
      if (found.length >= limit / 2) break
    }
    return answer({ items: found.map(contactViewOf), nextCursor: cursorOf(after ?? null) })
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
