/** What stands against enrolling people, told apart into those who go in, those who need a choice, and those who stay out. */
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import { conflictChoices, type ConflictChoice } from '../../functions/domain/conflicts.ts'
import { rowReasonText } from '../../functions/domain/row-reasons.ts'

/** Somebody who is to be enrolled. `leadId`: of a list's row, which brings a contact who is new here; null where nothing but the id is given. */
export interface Candidate {
  id: string
  name: string
  leadId: string | null
  line?: number
}

export type Met = AnswerOf<'sequenceConflicts'>['results'][number]
type Conflict = Met['conflicts'][number]

export type Standing =
  | { kind: 'ready'; candidate: Candidate; notes: string[] }
  /** Another sequence, or this one, which they are in: a person says what happens. */
  | { kind: 'conflict'; candidate: Candidate; conflicts: Conflict[] }
  | { kind: 'refused'; candidate: Candidate; text: string }
  /** Nobody knows the id, and nothing brings the contact. */
  | { kind: 'unknown'; candidate: Candidate; text: string }

/** A conflict that a choice decides; the daily limit holds whatever is chosen, and a re-entry is refused by the policy. */
const isDecidable = ({ kind }: Conflict): boolean => kind === 'same_sequence' || kind === 'other_sequence'

export const standingOf = (asked: Candidate, met: Met): Standing => {
  // A list may know no more than the id, where the CRM knows the name.
  const candidate = asked.name === asked.id && met.contactName ? { ...asked, name: met.contactName } : asked
  if (met.contactId === null) {
    if (candidate.leadId === null) return { kind: 'unknown', candidate, text: met.refusal?.text ?? rowReasonText('not_known') }
    if (candidate.leadId === '') return { kind: 'refused', candidate, text: rowReasonText('lead_missing') }
    return { kind: 'ready', candidate, notes: [] }
  }
  const reentry = met.conflicts.find(({ kind }) => kind === 'reentry')
  if (reentry) return { kind: 'refused', candidate, text: `${reentry.text} ${reentry.choices.skip}` }
  if (met.conflicts.some(isDecidable)) return { kind: 'conflict', candidate, conflicts: met.conflicts }
  if (met.refusal) return { kind: 'refused', candidate, text: met.refusal.text }
  return { kind: 'ready', candidate, notes: met.conflicts.map(({ text, choices }) => `${text} ${choices.parallel}`) }
}

export type Choices = Readonly<Record<string, ConflictChoice>>

/** Nobody walks the same sequence twice at once: who is in it begins anew, or stays out. */
export const offered = (conflicts: readonly Conflict[]): readonly ConflictChoice[] =>
  conflicts.some(({ kind }) => kind === 'same_sequence') ? ['replace', 'skip'] : conflictChoices

/** What holds for somebody: their own choice, else the policy, as far as it can be had. */
export const choiceFor = (conflicts: readonly Conflict[], wanted: ConflictChoice): ConflictChoice =>
  offered(conflicts).includes(wanted) ? wanted : 'skip'

/**
 * Who is sent, and what was chosen for whom. Who is skipped is not sent. A list is sent with those who would be refused as things stand:
 * it may bring what is missing, and the job says of each what became of them.
 */
export const sending = (
  standings: readonly Standing[],
  choices: Choices,
  policy: ConflictChoice,
): { ids: Set<string>; choices: Choices } => {
  const ids = new Set<string>()
  const chosen: Record<string, ConflictChoice> = {}
  for (const standing of standings) {
    const { id, leadId } = standing.candidate
    if (standing.kind === 'ready' || (standing.kind === 'refused' && leadId !== null)) ids.add(id)
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
