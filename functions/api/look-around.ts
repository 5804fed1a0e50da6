/** Everything around a contact that looking ahead needs, read once. */
import { eventsOf, needsEvents } from '../domain/ask-condition.ts'
import type { ContactHead, ContactProfile, LiveEnrollment } from '../domain/contact.ts'
import { messageIdOf } from '../domain/ids.ts'
import { isResolved } from '../domain/plan.ts'
import { sequenceKey, type Surroundings } from '../domain/project.ts'
import { needsApproval, type SequenceStatus, type SequenceVersion } from '../domain/sequence.ts'
import type { KnownAdapter } from '../domain/signal.ts'
import { readInForce, type InForcePorts } from './in-force.ts'
import type { ApiPorts } from './ports.ts'

export type LookPorts = Pick<ApiPorts, 'sequences' | 'contacts' | 'messages' | 'drafts' | 'settle' | 'adapters'> & InForcePorts

export interface Around {
  head: ContactHead | null
  profile: ContactProfile
  surroundings: Surroundings
}

/** As `lookFrom`, for a contact of whom only the key is known; null where nobody has told of them. */
export const lookAround = (ports: LookPorts): ((contactKey: string) => Promise<Around | null>) => {
  const look = lookFrom(ports)
  return async (contactKey) => {
    const [{ head }, [profile]] = await Promise.all([ports.settle(contactKey, () => []), ports.contacts.profiles([contactKey])])
    return profile ? look(head, profile, await ports.contacts.records(head)) : null
  }
}

/** Reads what contacts share only once: sequences, versions, controls. */
export const lookFrom = (
  ports: LookPorts,
): ((head: ContactHead | null, profile: ContactProfile, records: Surroundings['records']) => Promise<Around>) => {
  const sequences = new Map<string, ReturnType<typeof readSequence>>()
  const sequenceOf = ({ sequenceId, version }: LiveEnrollment): ReturnType<typeof readSequence> => {
    const key = sequenceKey({ sequenceId, version })
    const reading = sequences.get(key) ?? readSequence(ports, sequenceId, version)
    sequences.set(key, reading)
    return reading
  }
  let standing: ReturnType<typeof readInForce> | undefined
  return async (head, profile, records) => {
    standing ??= readInForce(ports)
    const live = head?.enrollments ?? []
    const known = await Promise.all(live.map(async (one) => [sequenceKey(one), await sequenceOf(one)] as const))
    const versions = new Map(known)
    const [events, drafts] = await Promise.all([
      readEvents(ports, profile.key, live, versions),
      readDrafts(ports, profile.key, live, versions),
    ])
    const { stored, rules } = await standing
    const surroundings = {
      profile,
      records,
      rules,
      controls: stored.controls,
      adapters: adaptersOf(ports),
      sequences: versions,
      events,
      drafts,
    }
    return { head, profile, surroundings }
  }
}

type Versions = ReadonlyMap<string, { version: SequenceVersion }>

/** A sequence that is gone sends nothing more. */
const readSequence = async (
  { sequences }: LookPorts,
  id: string,
  number: number,
): Promise<{ status: SequenceStatus; owner: string; version: SequenceVersion }> => {
  const [sequence, version] = await Promise.all([sequences.get(id), sequences.version(id, number)])
  return { status: sequence?.status ?? 'archived', owner: sequence?.owner ?? '', version }
}

/** What happened to the messages that left, where a condition asks for it. */
const readEvents = async (
  { messages }: LookPorts,
  contactKey: string,
  live: readonly LiveEnrollment[],
  versions: Versions,
): Promise<NonNullable<Surroundings['events']>> => {
  const asking = live.filter((one) =>
    versions.get(sequenceKey(one))?.version.steps.some(({ condition }) => condition && needsEvents(condition)),
  )
  const read = asking.map(async ({ id, plan }) => {
    const wanted = plan.filter(isResolved).map(({ n }) => ({ contactKey, id: messageIdOf(id, n) }))
    return [id, eventsOf((await messages.rows(wanted)).filter((row) => row !== null))] as const
  })
  return Object.fromEntries(await Promise.all(read))
}

const readDrafts = async (
  { drafts }: LookPorts,
  contactKey: string,
  live: readonly LiveEnrollment[],
  versions: Versions,
): Promise<NonNullable<Surroundings['drafts']>> => {
  const ids = live.flatMap((one) => {
    const drafted = new Set(
      versions
        .get(sequenceKey(one))
        ?.version.steps.filter(needsApproval)
        .map(({ id }) => id),
    )
    return one.plan.filter((item) => (drafted.has(item.step) || item.edited) && !isResolved(item)).map(({ n }) => messageIdOf(one.id, n))
  })
  const made = ids.length > 0 ? await drafts.of(contactKey, ids.slice(0, 100)) : []
  return Object.fromEntries(made.map((draft) => [draft.id, draft]))
}

const adaptersOf = ({ adapters }: LookPorts): Surroundings['adapters'] => {
  const of = (channel: string): KnownAdapter => {
    const found = adapters.find((one) => one.channel === channel)
    return { name: found?.adapter ?? 'none', simulated: found?.simulated ?? true, ...(found?.byPerson ? { byPerson: true } : {}) }
  }
  return { email: of('email'), sms: of('sms'), call: of('call'), linkedin: of('linkedin'), task: of('task') }
}
