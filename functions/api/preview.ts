/** Looking ahead: a contact's calendar, and what enrolling contacts would come to. Nothing is changed. */
import { answer, notFound, refuse, type Outcome } from '../contract/api/outcome.ts'
import type { ContactPlan } from '../contract/api/preview.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { AnswerOf } from '../contract/api/routes.ts'
import type { ContactHead } from '../domain/contact.ts'
import { variantOf } from '../domain/gates.ts'
import { messageIdOf } from '../domain/ids.ts'
import { stepOf } from '../domain/injected.ts'
import { project, type Projection, type Surroundings } from '../domain/project.ts'
import { validateForPublish } from '../domain/publish.ts'
import { refusalText } from '../domain/reasons.ts'
import { asPublished, type Sequence, type SequenceVersion } from '../domain/sequence.ts'
import { lookAround, type LookPorts } from './look-around.ts'
import type { ApiPorts } from './ports.ts'
import { groundsOf, refusedFor } from './sequence-edits.ts'
import { notKnown, refusalOf, startOf, tryOut, type TryPorts } from './try-out.ts'

type Result = AnswerOf<'previewSequence'>['results'][number]

export const contactPlan =
  (ports: LookPorts & Pick<ApiPorts, 'now'>): Verb<'contactPlan'> =>
  async ({ params: { id } }) => {
    const around = await lookAround(ports)(ports.contacts.keyOf(id))
    if (!around) return notFound('contact', id)
    const { head, surroundings } = around
    return answer({ contactId: id, ...calendarOf(project(head, surroundings, { now: ports.now() }), surroundings, head) })
  }

export const previewSequence =
  (ports: TryPorts & Pick<ApiPorts, 'settings'>): Verb<'previewSequence'> =>
  async ({ params: { id }, body }) => {
    const sequence = await ports.sequences.get(id)
    if (!sequence) return notFound('sequence', id)
    const start = startOf(body.startAt, ports.now())
    if (typeof start !== 'number') return start
    const version = await versionOf(ports, sequence, body.draft === true)
    if ('kind' in version) return version
    const look = lookAround(ports)
    const onConflict = body.onConflict ?? version.policies.onConflict
    const restart = body.onConflict === 'replace'
    const results: Result[] = []
    for (const contactId of body.contactIds) {
      const contactKey = ports.contacts.keyOf(contactId)
      const around = await look(contactKey)
      if (!around) {
        results.push(unknown(contactId))
        continue
      }
      const tried = await tryOut(ports, around, { version, owner: sequence.owner, at: start, onConflict, restart })
      const refusal = refusalOf(tried.after)
      results.push({
        contactId,
        refusal,
        enrollmentId: refusal ? null : tried.enrollmentId,
        conflicts: tried.conflicts,
        ...calendarOf(tried.after, tried.surroundings, around.head),
      })
    }
    return answer({ sequenceId: id, version: version.version, startAt: new Date(start).toISOString(), results })
  }

export const notActive = (): Outcome<never> =>
  refuse({ kind: 'conflict', reason: 'sequence_not_active', detail: refusalText('sequence_not_active') })

/** The published version of an active sequence; or its draft as it would be published, with what keeps it from that as a refusal. */
const versionOf = async (
  ports: TryPorts & Pick<ApiPorts, 'settings'>,
  sequence: Sequence,
  isDraft: boolean,
): Promise<SequenceVersion | Outcome<never>> => {
  if (!isDraft) return sequence.status === 'active' ? ports.sequences.version(sequence.id, sequence.version) : notActive()
  const errors = validateForPublish(sequence, await groundsOf(ports))
  if (errors.length > 0) return refusedFor({ errors })
  return {
    sequenceId: sequence.id,
    version: sequence.version + 1,
    publishedAt: new Date(ports.now()).toISOString(),
    ...asPublished(sequence),
  }
}

const unknown = (contactId: string): Result => ({
  contactId,
  refusal: notKnown,
  enrollmentId: null,
  conflicts: [],
  touches: [],
  enrollments: [],
  stopped: null,
})

/** An enrollment that is only tried out has an id of its own for the moment: which of a step's texts it would get says nothing of a real one. */
const calendarOf = (
  { touches, enrollments, stopped }: Projection,
  { sequences, drafts = {} }: Surroundings,
  head: ContactHead | null,
): Omit<ContactPlan, 'contactId'> => {
  const versions = [...sequences.values()].map(({ version }) => version)
  const versionNumber = new Map(enrollments.map(({ enrollmentId, version }) => [enrollmentId, version]))
  const named = (sequenceId: string, number: number | undefined): SequenceVersion | undefined =>
    versions.find((version) => version.sequenceId === sequenceId && version.version === number)
  return {
    touches: touches.map((touch) => {
      const version = named(touch.sequenceId, versionNumber.get(touch.enrollmentId))
      const step = stepOf(version, touch.stepId, touch.enrollmentId)
      const item = head?.enrollments.find(({ id }) => id === touch.enrollmentId)?.plan.find((one) => one.step === touch.stepId)
      const variant = item && step && variantOf({ item, step, draft: drafts[messageIdOf(touch.enrollmentId, item.n)] })
      return {
        ...touch,
        sequenceName: version?.name ?? '',
        stepName: step?.name ?? '',
        ...(variant ? { variant } : {}),
      }
    }),
    enrollments: enrollments.map((one) => ({ ...one, sequenceName: named(one.sequenceId, one.version)?.name ?? '' })),
    stopped,
  }
}
