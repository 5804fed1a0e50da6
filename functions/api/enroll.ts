/** Enrolling by hand: contacts by their id, leads by those of their contacts that the sequence is for. */
import { answer, notFound, refuse } from '../contract/api/outcome.ts'
import type { ParsedBodyOf, Verb } from '../contract/api/requests.ts'
import type { AnswerOf } from '../contract/api/routes.ts'
import type { ContactHead } from '../domain/contact.ts'
import { enrollmentIdFrom } from '../domain/ids.ts'
import { refusalText } from '../domain/reasons.ts'
import { rowReasonText } from '../domain/row-reasons.ts'
import type { SequenceVersion } from '../domain/sequence.ts'
import { askedContacts, type Asked } from './asked.ts'
import { conflictsMet } from './conflicts-met.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'now' | 'entropy' | 'sequences' | 'contacts' | 'enrollments' | 'settle'>
type Result = AnswerOf<'enroll'>['results'][number]

/** How many contacts are decided upon at once. */
const width = 10

export const enroll =
  (ports: Ports): Verb<'enroll'> =>
  async ({ params: { id }, body }) => {
    const sequence = await ports.sequences.get(id)
    if (!sequence) return notFound('sequence', id)
    if (sequence.status !== 'active')
      return refuse({ kind: 'conflict', reason: 'sequence_not_active', detail: refusalText('sequence_not_active') })
    const version = await ports.sequences.version(id, sequence.version)
    const asked = await askedContacts(ports.contacts, body, body.contacts ?? version.policies.contacts)
    const results: Result[] = []
    for (let from = 0; from < asked.length; from += width)
      results.push(...(await Promise.all(asked.slice(from, from + width).map((one) => enrollOne(ports, version, one, body)))))
    const enrolled = results.filter(({ enrollmentId, reason }) => enrollmentId !== null && reason === null).length
    return answer({ enrolled, refused: results.length - enrolled, results })
  }

const enrollOne = async (
  { now, entropy, contacts, enrollments, sequences, settle }: Ports,
  version: SequenceVersion,
  asked: Asked,
  { onConflict, goal, notes }: ParsedBodyOf<'enroll'>,
): Promise<Result> => {
  const { key } = asked
  const [profile] = key === null ? [] : await contacts.profiles([key])
  if (key === null || !profile) {
    const reason = key === null ? asked.reason : await whyNobody(settle, key)
    return { id: asked.id, contactId: null, enrollmentId: null, reason, detail: rowReasonText(reason), conflicts: [] }
  }
  const enrollmentId = enrollmentIdFrom(now(), entropy())
  const lastFinishedAt = await enrollments.lastFinished(key, version.sequenceId)
  const choice = onConflict ?? version.policies.onConflict
  // Only who says so begins the same sequence anew: its own default never sends its first message twice.
  const isAgain = onConflict === 'replace'
  const met: { head: ContactHead | null } = { head: null }
  const { decided } = await settle(
    key,
    async (head) => {
      met.head = head
      return [
        {
          kind: 'enroll',
          enrollmentId,
          version,
          leadId: profile.leadId,
          stage: null,
          by: 'manual',
          records: await contacts.records(head),
          lastFinishedAt,
          onConflict: choice,
          ...(isAgain ? { restart: true } : {}),
          ...(goal === undefined ? {} : { goal }),
          ...(notes === undefined ? {} : { notes }),
        },
      ]
    },
    async (verdicts) => {
      if (verdicts.some(({ decision }) => decision.kind === 'changed'))
        await enrollments.refer({
          id: enrollmentId,
          contactKey: key,
          sequenceId: version.sequenceId,
          version: version.version,
          enrolledAt: new Date(now()).toISOString(),
        })
    },
  )
  const decision = decided[0]?.decision
  const conflicts = await conflictsMet({ sequences }, met.head, { version, lastFinishedAt, now: now() }, { choice, isAgain })
  const row = { id: asked.id, contactId: profile.contactId, conflicts }
  if (decision?.kind === 'changed') return { ...row, enrollmentId, reason: null, detail: null }
  const reason = decision?.reason ?? 'nothing_to_do'
  const detail = decision?.kind === 'refused' && decision.detail ? ` (${decision.detail})` : ''
  return { ...row, enrollmentId: null, reason, detail: refusalText(reason) + detail }
}

/** Of an erased contact only the mark stays that nothing is to be done for them. */
const whyNobody = async (settle: Ports['settle'], key: string): Promise<'contact_erased' | 'not_known'> =>
  (await settle(key, () => [])).head?.erased ? 'contact_erased' : 'not_known'
