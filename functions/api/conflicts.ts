/** What stands against enrolling contacts, before anybody is enrolled. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { AnswerOf } from '../contract/api/routes.ts'
import { rowReasonText } from '../domain/row-reasons.ts'
import { askedContacts, type Asked } from './asked.ts'
import { nameOf } from './enrollment-view.ts'
import { lookAround } from './look-around.ts'
import { notActive } from './preview.ts'
import { refusalOf, startOf, tryOut, type TryPorts } from './try-out.ts'

type Result = AnswerOf<'sequenceConflicts'>['results'][number]

/** Contacts whose surroundings are read at once. */
const width = 10

export const sequenceConflicts =
  (ports: TryPorts): Verb<'sequenceConflicts'> =>
  async ({ params: { id }, body }) => {
    const sequence = await ports.sequences.get(id)
    if (!sequence) return notFound('sequence', id)
    if (sequence.status !== 'active') return notActive()
    const start = startOf(body.startAt, ports.now())
    if (typeof start !== 'number') return start
    const version = await ports.sequences.version(id, sequence.version)
    const { onConflict } = version.policies
    const look = lookAround(ports)
    const asked = await askedContacts(ports.contacts, body, version.policies.contacts)
    const tried = async (one: Asked): Promise<Result> => {
      const around = one.key === null ? null : await look(one.key)
      if (!around) {
        const reason = one.key === null ? one.reason : 'not_known'
        return { id: one.id, contactId: null, refusal: { reason, text: rowReasonText(reason) }, conflicts: [] }
      }
      const { conflicts, after } = await tryOut(ports, around, { version, owner: sequence.owner, at: start, onConflict, restart: false })
      const { profile } = around
      return { id: one.id, contactId: profile.contactId, contactName: nameOf(profile), refusal: refusalOf(after), conflicts }
    }
    const results: Result[] = []
    for (let from = 0; from < asked.length; from += width) results.push(...(await Promise.all(asked.slice(from, from + width).map(tried))))
    return answer({ onConflict, results })
  }
