import type { SequenceView } from '../../../functions/contract/api/views.ts'
import { share } from '../../format/figures.ts'

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

/** How the list can be ordered. */
export const sequenceSorts = { newest: 'Newest', name: 'Name', running: 'Running', sent: 'Sent', replies: 'Reply rate' } as const
export type SequenceSort = keyof typeof sequenceSorts
export const sequenceSortKeys: readonly SequenceSort[] = ['newest', 'name', 'running', 'sent', 'replies']

/** The API's own order is newest first; equal ones keep it. */
export const sorted = (sequences: SequenceView[], by: SequenceSort): SequenceView[] => {
  switch (by) {
    case 'newest':
      return sequences
    case 'name':
      return sequences.toSorted((a, b) => a.name.localeCompare(b.name))
    case 'running':
    case 'sent':
      return sequences.toSorted((a, b) => b.counts[by] - a.counts[by])
    case 'replies':
      return sequences.toSorted((a, b) => (replyShare(b) ?? -1) - (replyShare(a) ?? -1))
    default:
      return by satisfies never
  }
}

const replyShare = ({ counts }: SequenceView): number | null => share(counts.replied, counts.delivered)
