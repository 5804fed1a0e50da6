import { effectScope, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { ContactView } from '../../functions/contract/api/views.ts'
import type { CsvFile } from '../forms/csv-file.ts'
import { noAgreement, type AgreementDraft } from '../forms/agreement.ts'
import type { RowMatch, Target } from '../forms/csv-mapping.ts'
import type { BadRow, GoodRow } from '../forms/csv-rows.ts'
import type { EnrollList } from '../forms/enroll-list.ts'
import type { EnrollCheck } from './use-enroll-check.ts'

export const enrollWays = ['pick', 'paste', 'csv', 'backfill'] as const
export type EnrollWay = (typeof enrollWays)[number]

/** What somebody has gathered for enrolling in one sequence. */
export interface EnrollDraft {
  picked: Ref<ContactView[]>
  pasted: Ref<string>
  file: ShallowRef<CsvFile | null>
  mapping: Ref<Target[]>
  /** Under which name each column is kept, where it is kept as an attribute. */
  called: Ref<string[]>
  /** By what its rows are matched; null while nobody chose. */
  match: Ref<RowMatch | null>
  /** What the people of the list, or those pasted, agreed to. */
  agreed: Ref<AgreementDraft>
  rows: ShallowRef<{ good: GoodRow[]; bad: BadRow[] } | null>
  /** What was found to stand against it; `list`: of those who were not picked. */
  checked: ShallowRef<{ way: EnrollWay; check: EnrollCheck; list: EnrollList | null } | null>
}

const drafts = new Map<string, EnrollDraft>()

/** By sequence, outside of the page: leaving it and coming back loses nothing. It is kept in the tab alone, for it names people. */
export const enrollDraft = (sequenceId: string): EnrollDraft => {
  const known = drafts.get(sequenceId)
  if (known) return known
  // A scope of its own: the page that asks first does not end it.
  const made = effectScope(true).run(
    (): EnrollDraft => ({
      picked: ref([]),
      pasted: ref(''),
      file: shallowRef(null),
      mapping: ref([]),
      called: ref([]),
      match: ref(null),
      agreed: ref(noAgreement()),
      rows: shallowRef(null),
      checked: shallowRef(null),
    }),
  )
  if (!made) throw new Error('A new scope runs what it is given.')
  drafts.set(sequenceId, made)
  return made
}

/** Once it is sent, or the session is another's. */
export const forgetEnrollDraft = (sequenceId: string): void => void drafts.delete(sequenceId)

/** Whether anything would be lost with the tab. */
export const holdsAnything = ({ picked, pasted, file }: EnrollDraft): boolean =>
  picked.value.length > 0 || pasted.value.trim() !== '' || file.value !== null
