/** Everything around a contact that looking ahead needs, read once. */
import { eventsOf, needsEvents } from '../domain/ask-condition.ts'
import type { ContactHead, ContactProfile, LiveEnrollment } from '../domain/contact.ts'
import { messageIdOf } from '../domain/ids.ts'
import { isResolved } from '../domain/plan.ts'
import { sequenceKey, type Surroundings } from '../domain/project.ts'
import { needsApproval, type SequenceStatus, type SequenceVersion } from '../domain/sequence.ts'
import type { KnownAdapter } from '../domain/signal.ts'
import type { ApiPorts } from './ports.ts'

export type LookPorts = Pick<ApiPorts, 'sequences' | 'contacts' | 'messages' | 'drafts' | 'settle' | 'controls' | 'rules' | 'adapters'>

export interface Around {
  head: ContactHead | null
  profile: ContactProfile
  surroundings: Surroundings
}

/** Reads what contacts share only once: sequences, versions, controls. The answer is null for a contact that nobody has told of. */
export const lookAround = (ports: LookPorts): ((contactKey: string) => Promise<Around | null>) => {
  const sequences = new Map<string, ReturnType<typeof readSequence>>()
  const sequenceOf = ({ sequenceId, version }: LiveEnrollment): ReturnType<typeof readSequence> => {
    const key = sequenceKey({ sequenceId, version })
    const reading = sequences.get(key) ?? readSequence(ports, sequenceId, version)
    sequences.set(key, reading)
    return reading
  }
  let controls: ReturnType<LookPorts['controls']['get']> | undefined
  return async (contactKey) => {
    controls ??= ports.controls.get()
    const [{ head }, [profile]] = await Promise.all([ports.settle(contactKey, () => []), ports.contacts.profiles([contactKey])])
    if (!profile) return null
    const live = head?.enrollments ?? []
    const known = await Promise.all(live.map(async (one) => [sequenceKey(one), await sequenceOf(one)] as const))
    const versions = new Map(known)
    const [records, events, drafts] = await Promise.all([
      ports.contacts.records(head),
      readEvents(ports, contactKey, live, versions),
      readDrafts(ports, contactKey, live, versions),
    ])
    const { rules } = ports
    const surroundings = {
      profile,
      records,
      rules,
      controls: (await controls).controls,
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
