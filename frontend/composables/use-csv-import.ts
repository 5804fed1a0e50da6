import { computed, ref, watch } from 'vue'
import {
  attributeNames,
  guessedMapping,
  mappingProblems,
  matchesOf,
  mostListRows,
  usedMapping,
  type RowMatch,
  type Target,
} from '../forms/csv-mapping.ts'
import { matchByOf } from '../forms/enroll-list.ts'
import { saveFile } from '../format/save-file.ts'
import { countLabel } from '../format/figures.ts'
import { useMergeFields } from './use-publish-preview.ts'
import type { EnrollDraft } from './use-enroll-draft.ts'

/** A list in the browser: read, mapped, and its rows told apart, again whenever the mapping changes. */
export const useCsvImport = ({ file, mapping, called, match, rows, checked }: EnrollDraft) => {
  const fields = useMergeFields()
  const complaint = ref<string | null>(null)
  const reading = ref(false)
  const problems = computed(() => (file.value ? mappingProblems(file.value.headers, mapping.value, called.value) : []))

  /** Names by which texts mean something that no list brings. */
  const ours = computed(() => (fields.data.value?.items ?? []).filter(({ source }) => source !== 'attribute'))

  const matchable = computed(() => matchesOf(mapping.value))
  /** What a person chose, as long as the list has a column for it, else the surest that it has. */
  const matched = computed((): RowMatch => {
    const { value } = match
    return value !== null && matchable.value.includes(value) ? value : (matchable.value[0] ?? 'email')
  })

  const choose = async (chosen: File): Promise<void> => {
    reading.value = true
    complaint.value = null
    try {
      const { readFile, textOf } = await import('../forms/csv-file.ts')
      const read = readFile(chosen.name, await textOf(chosen))
      if ('complaint' in read) complaint.value = read.complaint
      else if (read.lines.length > mostListRows)
        complaint.value = `A list has at most ${countLabel(mostListRows)} rows; this one has ${countLabel(read.lines.length)}. Split it.`
      else {
        rows.value = null
        // Where the fields cannot be had, the columns keep their headers, and can be named by hand.
        const known = (fields.data.value ?? (await fields.refetch()).data)?.items ?? []
        const attributes = known.filter(({ source }) => source === 'attribute').map(({ name }) => name)
        called.value = attributeNames(
          read.headers,
          attributes,
          ours.value.map(({ name }) => name),
        )
        file.value = read
        mapping.value = guessedMapping(read.headers)
      }
    } catch (error) {
      complaint.value = `The file could not be read. ${error instanceof Error ? error.message : ''}`.trim()
    } finally {
      reading.value = false
    }
  }

  let latest = 0
  const usable = computed(() => problems.value.length === 0)
  watch(called, () => (checked.value = null))
  // Names of columns change no row: what stands below the mapping stays where it is while one of them is typed.
  watch([file, mapping, matched, usable], async ([list, targets]) => {
    const mine = ++latest
    checked.value = null
    rows.value = null
    if (!list || !usable.value) return
    const { checkedRows } = await import('../forms/csv-rows.ts')
    const told = await checkedRows(list.lines, usedMapping(targets, matched.value), matchByOf(matched.value))
    if (mine === latest) rows.value = told
  })

  /** The bad rows as they stood, each with its line and what is wrong: to be corrected and brought again. */
  const saveBad = async (): Promise<void> => {
    if (!file.value || !rows.value) return
    const [{ written }, { addedColumns }] = await Promise.all([import('../forms/csv-file.ts'), import('../forms/csv-mapping.ts')])
    const lines = rows.value.bad.map(({ cells, line, text, detail }) => [...cells, String(line), detail ? `${text} (${detail})` : text])
    saveFile('rows-to-correct.csv', written([[...file.value.headers, addedColumns.line, addedColumns.problem], ...lines]), 'text/csv')
  }
  const map = (column: number, target: Target): void => {
    mapping.value = mapping.value.map((known, i) => (i === column ? target : known))
  }
  const call = (column: number, name: string): void => {
    called.value = called.value.map((known, i) => (i === column ? name : known))
  }
  const remove = (): void => {
    file.value = null
    mapping.value = []
    called.value = []
    match.value = null
    complaint.value = null
  }
  return { complaint, reading, problems, ours, matchable, matched, choose, map, call, saveBad, remove }
}
