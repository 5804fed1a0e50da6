/** What the Operations screen looks at beside the table. */
import type { WorkQueueName } from '../contract/dead-letters.ts'

export interface QueueDepth {
  waiting: number
  inFlight: number
  delayed: number
  dead: number
}

export interface Execution {
  id: string
  name: string
  status: string
  /** ISO 8601. */
  startedAt: string
  stoppedAt?: string
}

export interface OperationsPorts {
  /** Null where the tenant has no such queue. */
  depth(queue: WorkQueueName): Promise<QueueDepth | null>
  /** One-time entries of the tenant's group, counted up to a bound. */
  schedules(): Promise<{ waiting: number; more: boolean }>
  /** Hourly rollups, newest first. */
  executions(limit: number): Promise<Execution[]>
}
