import { computed, type Ref } from 'vue'
import type { JobRowView } from '../../functions/contract/api/jobs.ts'
import { sentenceOf } from '../api/problem.ts'
import { listJobRows } from '../api/jobs.ts'
import { saveFile } from '../format/save-file.ts'
import { keys, pollEvery } from './keys.ts'
import { usePages } from './use-pages.ts'
import { useToasts } from './use-toasts.ts'

export type RowStatus = JobRowView['status'] | 'all'

/** What the rows of a job came to, page by page, and those that were refused as a list to save. They are `live` while it runs. */
export const useJobRows = (id: Ref<string>, status: Ref<RowStatus>, live: Ref<boolean>) => {
  const { refused } = useToasts()
  const ask = (of: RowStatus, cursor: string | undefined) =>
    listJobRows({ params: { id: id.value }, query: { status: of, limit: 200, cursor } })
  const pages = usePages({
    key: computed(() => keys.jobRows(id.value, status.value)),
    ask: (cursor) => ask(status.value, cursor),
    every: () => (live.value ? pollEvery : false),
  })
  /** A lead's row names several contacts, so a row's number alone does not tell them apart. */
  const rows = computed(() => pages.items.value.map((row, i) => ({ ...row, key: `${row.number} ${i}` })))

  const saveRefused = async (): Promise<void> => {
    try {
      const found: JobRowView[] = []
      let cursor: string | undefined
      do {
        const page = await ask('refused', cursor)
        found.push(...page.items)
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      const { safelyWritten } = await import('../forms/csv-file.ts')
      const lines = found.map((row) => [row.line ? String(row.line) : '', row.name ?? '', row.id, row.reasonText ?? '', row.detail ?? ''])
      saveFile('refused-rows.csv', safelyWritten([['Line', 'Name', 'Id', 'Why', 'Detail'], ...lines]), 'text/csv')
    } catch (error) {
      refused(`The refused rows could not be saved. ${sentenceOf(error)}`)
    }
  }
  return { ...pages, rows, saveRefused }
}
