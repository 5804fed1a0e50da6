/** What stands against enrolling people, told apart into those who go in, those who need a choice, and those who stay out. */
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import { conflictChoices, type ConflictChoice } from '../../functions/domain/conflicts.ts'

/** Somebody who is to be enrolled. `id`: by which the API names them, a contact's id or the line of a list, `line 12`. */
export interface Candidate {
  id: string
  name: string
  line?: number
}

export type Met = AnswerOf<'sequenceConflicts'>['results'][number]
type Conflict = Met['conflicts'][number]

export type Standing = { candidate: Candidate; met: Met } & (
  | { kind: 'ready'; notes: string[] }
  /** Another sequence, or this one, which they are in: a person says what happens. */
  | { kind: 'conflict'; conflicts: Conflict[] }
  | { kind: 'refused'; reason: string; text: string }
)

/** A conflict that a choice decides; the daily limit holds whatever is chosen, and a re-entry is refused by the policy. */
const isDecidable = ({ kind }: Conflict): boolean => kind === 'same_sequence' || kind === 'other_sequence'

export const standingOf = (asked: Candidate, met: Met): Standing => {
  const { refusal } = met
  // A list may know no more than an id or an address, where the CRM knows the name.
  const isNamed = asked.name !== asked.id && !pastedLines(asked.name).some(({ kind }) => kind !== 'id')
  const standing = { candidate: !isNamed && met.contactName ? { ...asked, name: met.contactName } : asked, met }
  const reentry = met.conflicts.find(({ kind }) => kind === 'reentry')
  if (reentry) return { ...standing, kind: 'refused', reason: 'reentry_refused', text: `${reentry.text} ${reentry.choices.skip}` }
  if (met.conflicts.some(isDecidable)) return { ...standing, kind: 'conflict', conflicts: met.conflicts }
  if (refusal) return { ...standing, kind: 'refused', reason: refusal.reason, text: refusalText(met, refusal) }
  return { ...standing, kind: 'ready', notes: met.conflicts.map(({ text, choices }) => `${text} ${choices.parallel}`) }
}

const refusalText = ({ candidates }: Met, { text }: NonNullable<Met['refusal']>): string =>
  candidates ? `${text} They are ${candidates.map(({ name, contactId }) => `${name} (${contactId})`).join(', ')}.` : text

/** Rows that mean the same contact by different words: the first one holds. */
export const withoutTwins = (standings: readonly Standing[]): Standing[] => {
  const first = new Map<string, Candidate>()
  return standings.map((standing) => {
    const { contactId } = standing.met
    if (contactId === null || standing.kind === 'refused') return standing
    const before = first.get(contactId)
    if (!before) {
      first.set(contactId, standing.candidate)
      return standing
    }
    const { candidate, met } = standing
    const where = before.line === undefined ? before.name : `Line ${before.line}`
    return { candidate, met, kind: 'refused', reason: 'repeated_row', text: `${where} names the same contact.` }
  })
}

export type Choices = Readonly<Record<string, ConflictChoice>>

/** Nobody walks the same sequence twice at once: who is in it begins anew, or stays out. */
export const offered = (conflicts: readonly Conflict[]): readonly ConflictChoice[] =>
  conflicts.some(({ kind }) => kind === 'same_sequence') ? ['replace', 'skip'] : conflictChoices

/** What holds for somebody: their own choice, else the policy, as far as it can be had. */
export const choiceFor = (conflicts: readonly Conflict[], wanted: ConflictChoice): ConflictChoice =>
  offered(conflicts).includes(wanted) ? wanted : 'skip'

/** Who is sent, and what was chosen for whom. Who is skipped is not sent, and neither is who would be refused. */
export const sending = (
  standings: readonly Standing[],
  choices: Choices,
  policy: ConflictChoice,
): { ids: Set<string>; choices: Choices } => {
  const ids = new Set<string>()
  const chosen: Record<string, ConflictChoice> = {}
  for (const standing of standings) {
    const { id } = standing.candidate
    if (standing.kind === 'ready') ids.add(id)
    if (standing.kind !== 'conflict') continue
    const choice = choiceFor(standing.conflicts, choices[id] ?? policy)
    if (choice === 'skip') continue
    ids.add(id)
    chosen[id] = choice
  }
  return { ids, choices: chosen }
}

export const choiceNames: Record<ConflictChoice, string> = { replace: 'Replace', parallel: 'Run both', skip: 'Skip' }

/** Lines as ids, email addresses or numbers. */
export const pastedLines = (text: string): { line: number; text: string; kind: 'id' | 'email' | 'phone' }[] => {
  const seen = new Set<string>()
  return text.split('\n').flatMap((raw, i) => {
    const entry = raw.trim().replace(/[,;]$/, '').trim()
    if (entry === '' || seen.has(entry.toLowerCase())) return []
    seen.add(entry.toLowerCase())
    const digits = entry.replaceAll(/\D/g, '').length
    const kind = entry.includes('@') ? 'email' : digits >= 7 && /^\+?[\d\s().-]+$/.test(entry) && /[+\s().-]/.test(entry) ? 'phone' : 'id'
    return [{ line: i + 1, text: entry, kind }]
  })
}
