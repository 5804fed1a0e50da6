/** What stands against enrolling contacts, before anybody is enrolled. */
import { answer, notFound, type Outcome } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { AnswerOf } from '../contract/api/routes.ts'
import type { AddressKind } from '../domain/channel.ts'
import type { AddressRecord, ContactHead } from '../domain/contact.ts'
import { lackingValues } from '../domain/lacking-values.ts'
import { obstacle } from '../domain/reachable.ts'
import { messageReasonText } from '../domain/reasons.ts'
import { rowReasonText } from '../domain/row-reasons.ts'
import type { SequenceVersion } from '../domain/sequence.ts'
import { agreedAhead } from './bulk.ts'
import { nameOf } from './enrollment-view.ts'
import { readInForce } from './in-force.ts'
import { lookFrom } from './look-around.ts'
import { personsAsked, type Nobody, type Person, type PersonPorts, type Somebody } from './persons-asked.ts'
import { notActive } from './preview.ts'
import { refusalOf, startOf, tryOut, type TryPorts } from './try-out.ts'

type Result = AnswerOf<'sequenceConflicts'>['results'][number]
type Records = Partial<Record<AddressKind, AddressRecord>>

/** Contacts who are tried out at once. */
const width = 10

export const sequenceConflicts =
  (ports: TryPorts & PersonPorts): Verb<'sequenceConflicts'> =>
  async ({ params: { id }, body, caller }) => {
    const sequence = await ports.sequences.get(id)
    if (!sequence) return notFound('sequence', id)
    if (sequence.status !== 'active') return notActive()
    const start = startOf(body.startAt, ports.now())
    if (typeof start !== 'number') return start
    const ahead = agreedAhead(body.agreement, ports.now())
    if (ahead) return ahead
    const [version, { rules }] = await Promise.all([ports.sequences.version(id, sequence.version), readInForce(ports)])
    const { onConflict, contacts: which } = version.policies
    const persons = await personsAsked(ports, body, { which, rules, by: caller.name })
    if (isOutcome(persons)) return persons
    const recordsOf = await recordsFor(ports, persons)
    const look = lookFrom(ports)
    const lacks = lackingValues(version, rules)
    const tried = async (person: Person): Promise<Result> => {
      if (person.kind === 'nobody') return nobodyOf(person)
      const { head, profile, isNew } = person
      const records = recordsOf(head)
      const around = await look(head, profile, records)
      const attempt = { version, owner: sequence.owner, at: start, onConflict, restart: false, isFirst: isNew }
      const { conflicts, after } = await tryOut(ports, around, attempt)
      const refusal = refusalOf(after)
      const unreached = refusal || !head ? [] : unreachedBy(head, records, version)
      return {
        ...placeOf(person),
        contactId: profile.contactId,
        contactName: nameOf(profile),
        isNew,
        refusal,
        conflicts,
        unreached,
        lacks: lacks(profile),
      }
    }
    const results: Result[] = []
    for (let from = 0; from < persons.length; from += width)
      results.push(...(await Promise.all(persons.slice(from, from + width).map(tried))))
    return answer({ onConflict, results })
  }

const isOutcome = (persons: Person[] | Outcome<never>): persons is Outcome<never> => 'kind' in persons

const placeOf = ({ id, line, ...person }: Nobody | Somebody): Pick<Result, 'id' | 'line' | 'movesFrom' | 'nameSoFar'> => ({
  id,
  ...(line === undefined ? {} : { line }),
  ...('movesFrom' in person ? { movesFrom: person.movesFrom } : {}),
  ...('nameSoFar' in person ? { nameSoFar: person.nameSoFar } : {}),
})

const nobodyOf = (person: Nobody): Result => {
  const { reason, detail, candidates } = person
  return {
    ...placeOf(person),
    contactId: null,
    isNew: false,
    ...(candidates === undefined ? {} : { candidates }),
    refusal: { reason, ...(detail === undefined ? {} : { detail }), text: rowReasonText(reason) },
    conflicts: [],
    unreached: [],
    lacks: [],
  }
}

/** The records of the addresses of all of them, read at once. */
const recordsFor = async (ports: PersonPorts, persons: readonly Person[]): Promise<(head: ContactHead | null) => Records> => {
  const wanted = [...new Set(persons.flatMap((person) => (person.kind === 'somebody' ? keysOf(person.head) : [])))]
  const records = wanted.length === 0 ? [] : await ports.addresses.records(wanted)
  const known = new Map(records.flatMap((record) => (record ? [[record.key, record] as const] : [])))
  return (head) => Object.fromEntries(keysOf(head).flatMap((key) => (known.has(key) ? [[known.get(key)?.kind, known.get(key)]] : [])))
}

const keysOf = (head: ContactHead | null): string[] =>
  [head?.addresses.email, head?.addresses.phone].flatMap((one) => (one ? [one.key] : []))

/** Channels that are closed for somebody whom another one reaches. */
const unreachedBy = (head: ContactHead, records: Records, { steps }: SequenceVersion): Result['unreached'] =>
  [...new Set(steps.map(({ channel }) => channel))].flatMap((channel) => {
    const reason = obstacle(head, records, channel)
    if (reason === null) return []
    const places = steps.flatMap((step, i) => (step.channel === channel ? [i + 1] : []))
    return [{ channel, reason, text: messageReasonText(reason), steps: places }]
  })
