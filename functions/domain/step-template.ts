/** A step kept for use in other sequences. Whoever uses it copies it: later changes of the template reach no sequence. */
import type { Step } from './sequence.ts'

export interface StepTemplate {
  /** A ULID. */
  id: string
  name: string
  step: Omit<Step, 'id' | 'number'>
  createdBy: string
  createdAt: string
  updatedAt: string
  /** Optimistic concurrency: +1 at each write. */
  revision: number
}
