/** Contacts as they are listed and searched: by name, and in the index alone until it is known whom the answer names. */
import type { ContactHead, ContactProfile } from '../domain/contact.ts'
import { finderOf, searchText } from '../domain/contact-search.ts'
import { loadHeads } from './heads.ts'
import { queryIndex, type Place } from './index-pages.ts'
import { index, keys } from './keys.ts'
import { loadProfiles } from './profiles.ts'
import type { Table } from './table.ts'

export interface ContactPage {
  items: ContactProfile[]
  /** What the next page goes on after; null at the end. */
  next: string | null
}

/** In the order of their names, up to 100. One that is renamed while it is listed may come twice, or not at all. */
export const listContacts = async (table: Table, limit: number, after?: string): Promise<ContactPage> => {
  const { found, more } = await queryIndex(table, index.contactsAll, limit, startAfter(after))
  return { items: await profilesAt(table, found), next: more ? (found.at(-1)?.gsi1sk ?? null) : null }
}

/** Heads of the same contacts in the same order, up to 100 at once; a contact that nothing was decided for yet has none. */
export const listHeads = async (table: Table, limit: number, after?: string): Promise<{ heads: ContactHead[]; next: string | null }> => {
  const { found, more } = await queryIndex(table, index.contactsAll, limit, startAfter(after))
  const heads = found.length === 0 ? [] : await loadHeads(table, found.map(keyAt))
  return { heads: heads.flatMap((head) => head ?? []), next: more ? (found.at(-1)?.gsi1sk ?? null) : null }
}

/** Entries of the index that one search looks through: about 170 bytes each, ten read units a thousand. */
const mostLookedAt = 4_000
const pageSize = 2_000
/** Of entries without a text, profiles that one search reads. */
const mostUnnamed = 200

/**
 * Those in whose name, addresses and ids every word of `q` is found, up to 100 in the order of names. It ends early, with fewer and with
 * `next`, where it has looked through its share. What a release without texts in the index stored is read to be looked at.
 */
export const searchContacts = async (
  table: Table,
  q: string,
  { limit, after }: { limit: number; after?: string },
): Promise<ContactPage & { looked: number }> => {
  const matches = finderOf(q)
  const wanted: Place[] = []
  let unnamed = 0
  let seen = 0
  let start = startAfter(after)
  for (let looked = 0; looked < mostLookedAt; looked += pageSize) {
    const { found, more } = await queryIndex(table, index.contactsAll, pageSize, start)
    for (const place of found) {
      seen++
      const text = textAt(place)
      if (text === null) unnamed++
      if (text === null || matches(text)) wanted.push(place)
      if (wanted.length === limit + unnamed || unnamed === mostUnnamed)
        return { ...(await pageOf(table, wanted, place.gsi1sk, matches)), looked: seen }
    }
    start = found.at(-1)
    if (!more) return { ...(await pageOf(table, wanted, null, matches)), looked: seen }
  }
  return { ...(await pageOf(table, wanted, start?.gsi1sk ?? null, matches)), looked: seen }
}

/** The index may lag behind what a profile says now. */
const pageOf = async (
  table: Table,
  wanted: readonly Place[],
  next: string | null,
  matches: (text: string) => boolean,
): Promise<ContactPage> => ({
  items: (await profilesAt(table, wanted)).filter((profile) => matches(searchText(profile))),
  next,
})

const profilesAt = async (table: Table, places: readonly Place[]): Promise<ContactProfile[]> =>
  places.length === 0 ? [] : (await loadProfiles(table, places.map(keyAt))).flatMap((profile) => profile ?? [])

const keyAt = ({ gsi1sk }: Place): string => index.contactKeyOf(gsi1sk)

const textAt = ({ gsi1sk }: Place): string | null => (gsi1sk.includes('#') ? gsi1sk.slice(0, gsi1sk.lastIndexOf('#')) : null)

const startAfter = (place: string | undefined): Place | undefined =>
  place === undefined ? undefined : { ...keys.profile(index.contactKeyOf(place)), gsi1pk: index.contactsAll, gsi1sk: place }
