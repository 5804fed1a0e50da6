import type { SequenceView } from '../../../functions/contract/api/views.ts'

/** What the list can be narrowed to. Archived sequences are out of the way unless asked for. */
export const statusFilters = { all: 'All', active: 'Active', paused: 'Paused', draft: 'Drafts', archived: 'Archived' } as const
export type StatusFilter = keyof typeof statusFilters
export const statusFilterKeys: readonly StatusFilter[] = ['all', 'active', 'paused', 'draft', 'archived']

export const matching = (sequences: SequenceView[], filter: StatusFilter, search: string): SequenceView[] => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return sequences.filter((sequence) => {
    const shown = filter === 'all' ? sequence.status !== 'archived' : sequence.status === filter
    const text = `${sequence.name} ${sequence.description} ${sequence.triggerStage ?? ''}`.toLowerCase()
    return shown && words.every((word) => text.includes(word))
  })
}
