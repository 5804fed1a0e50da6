/** What a remedy is carried out for, and what comes of it. */
import type { HealingAction } from '../contact.ts'
import type { Facts } from '../healing/facts.ts'
import type { Signal } from '../signal.ts'
import type { Change } from './change.ts'

export interface Case {
  enrollmentId: string
  signal: Extract<Signal, { kind: 'heal' }>
  facts: Facts
  /** Epoch milliseconds. */
  now: number
}

export interface Carrying extends Case {
  because: string
  /** The failed message is tried again by another remedy. */
  isAgain: boolean
  note: (reason: string) => HealingAction
}

export interface Done {
  change: Change
  reason: string
}
