/** Names beside ids: whose messages these are and which steps they carry out. One batch of profiles, and each version once. */
import type { ContactProfile } from '../domain/contact.ts'
import { injectedName } from '../domain/injected.ts'
import { inOrder } from '../domain/plan.ts'
import type { Step } from '../domain/sequence.ts'
import { nameOf } from './enrollment-view.ts'
import type { ApiPorts } from './ports.ts'

export interface Placed {
  contactKey: string
  contactId: string
  sequenceId: string
  version: number
  stepId: string
}

export interface Place {
  contactName: string
  timeZone?: string
  sequenceName: string
  stepName: string
  stepOrder: number
}

export const placesOf = async (
  { contacts, sequences }: Pick<ApiPorts, 'contacts' | 'sequences'>,
  items: readonly Placed[],
): Promise<{ place: Place; steps: readonly Step[] }[]> => {
  if (items.length === 0) return []
  const contactKeys = [...new Set(items.map(({ contactKey }) => contactKey))]
  const versions = new Map(items.map((item) => [versionKey(item), item]))
  const [profiles, names, steps] = await Promise.all([
    contacts.profiles(contactKeys),
    byKey(new Set(items.map(({ sequenceId }) => sequenceId)), async (id) => (await sequences.get(id))?.name ?? id),
    byKey(new Set(versions.keys()), async (key) => {
      const item = versions.get(key)
      return item ? inOrder((await sequences.version(item.sequenceId, item.version)).steps) : []
    }),
  ])
  return items.map((item) => {
    const walked = steps.get(versionKey(item)) ?? []
    const profile = profiles[contactKeys.indexOf(item.contactKey)] ?? null
    return { place: placeOf(item, { profile, sequenceName: names.get(item.sequenceId) ?? item.sequenceId, walked }), steps: walked }
  })
}

const placeOf = (
  { contactId, stepId }: Placed,
  { profile, sequenceName, walked }: { profile: ContactProfile | null; sequenceName: string; walked: readonly Step[] },
): Place => ({
  contactName: nameOf(profile) || contactId,
  ...(profile?.timeZone ? { timeZone: profile.timeZone } : {}),
  sequenceName,
  stepName: walked.find(({ id }) => id === stepId)?.name ?? injectedName(stepId) ?? stepId,
  stepOrder: walked.findIndex(({ id }) => id === stepId) + 1,
})

const versionKey = ({ sequenceId, version }: Placed): string => `${sequenceId}/${version}`

const byKey = async <T>(wanted: ReadonlySet<string>, read: (key: string) => Promise<T>): Promise<Map<string, T>> =>
  new Map(await Promise.all([...wanted].map(async (key) => [key, await read(key)] as const)))
