import { useQueryClient } from '@tanstack/vue-query'
import { ref } from 'vue'
import { useRouter } from 'vue-router'
import type { ContactDetail } from '../../functions/contract/api/people.ts'
import type { PersonExport } from '../../functions/contract/api/person.ts'
import { addressKindOf, type ConsentChannel } from '../../functions/domain/channel.ts'
import { sentenceOf } from '../api/problem.ts'
import { eraseContact, exportPerson } from '../api/people.ts'
import { liftSuppression, listSuppressions } from '../api/suppressions.ts'
import { saveFile } from '../format/save-file.ts'
import { keys } from './keys.ts'
import { useToasts } from './use-toasts.ts'

/** Requests that one erasure may take: each removes some hundreds of rows. */
const mostErasures = 50

/** What an admin does with a person's data: take it out, erase it, open what is closed. */
export const usePerson = () => {
  const cache = useQueryClient()
  const router = useRouter()
  const { done, refused } = useToasts()
  const busy = ref<'export' | 'erase' | 'lift' | null>(null)

  const once = async (what: 'export' | 'erase' | 'lift', failed: string, work: () => Promise<void>): Promise<void> => {
    if (busy.value !== null) return
    busy.value = what
    try {
      await work()
    } catch (error) {
      refused(`${failed} ${sentenceOf(error)}`)
    } finally {
      busy.value = null
    }
  }

  const takeOut = ({ id }: ContactDetail) =>
    once('export', 'The export failed.', async () => {
      const whole = await wholePerson(id)
      saveFile(`${id.replaceAll(/[^\w.-]+/g, '_')}.json`, JSON.stringify(whole, null, 2), 'application/json')
      done('Exported: everything that is kept of this person is in the file.')
    })

  const erase = ({ id, name }: ContactDetail) =>
    once('erase', 'The contact could not be erased.', async () => {
      for (let asked = 0; asked < mostErasures; asked++) {
        const { complete } = await eraseContact({ params: { id } })
        if (!complete) continue
        done(`${name} is erased. What is closed for their addresses stays closed.`)
        await router.push({ name: 'contacts' })
        cache.removeQueries({ queryKey: keys.contact(id) })
        await cache.invalidateQueries({ queryKey: ['contact-list'] })
        return
      }
      refused('There is more than could be erased at once. Erase them again to go on.')
    })

  const lift = (contact: ContactDetail, channel: ConsentChannel, reason: string) =>
    once('lift', 'It could not be opened.', async () => {
      const address = contact.addresses.find(({ kind }) => kind === addressKindOf(channel))
      const { items } = address ? await listSuppressions({ query: { q: address.value } }) : { items: [] }
      const [record] = items
      if (!record) {
        refused('It is not this address that is closed any more: reload, and look again.')
        return
      }
      await liftSuppression({ params: { key: record.key }, query: { channel, reason } })
      done('Opened again. It is no consent.')
      await Promise.all([
        cache.invalidateQueries({ queryKey: keys.contact(contact.id) }),
        cache.invalidateQueries({ queryKey: keys.timeline('contact', contact.id) }),
      ])
    })

  return { busy, takeOut, erase, lift }
}

/** All pages of a person's export as one document. */
const wholePerson = async (id: string): Promise<Omit<PersonExport, 'nextCursor'>> => {
  const { nextCursor, ...whole } = await exportPerson({ params: { id } })
  let cursor = nextCursor
  while (cursor !== null) {
    const { nextCursor: next, ...more } = await exportPerson({ params: { id }, query: { cursor } })
    for (const [key, rows] of Object.entries(more)) {
      const sofar: unknown = Object.entries(whole).find(([name]) => name === key)?.[1]
      if (Array.isArray(sofar) && Array.isArray(rows) && key !== 'retention') sofar.push(...rows)
    }
    cursor = next
  }
  return whole
}
