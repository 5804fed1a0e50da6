import type { SequenceView } from '../../functions/contract/api/views.ts'

export interface Pulse {
  running: number
  sent: number
  active: number
  /** Without archived ones. */
  sequences: number
}

/** How much is going on over all sequences. */
export const pulse = (sequences: readonly SequenceView[]): Pulse => ({
  running: sequences.reduce((sum, { counts }) => sum + counts.running, 0),
  sent: sequences.reduce((sum, { counts }) => sum + counts.sent, 0),
  active: sequences.filter(({ status }) => status === 'active').length,
  sequences: sequences.filter(({ status }) => status !== 'archived').length,
})
