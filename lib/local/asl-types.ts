/** The part of the Amazon States Language that is interpreted, after it was checked. */

/** A JSONata expression `{% … %}` in a string, or a value that holds some. */
export type Template = unknown

export interface Retrier {
  ErrorEquals: string[]
  IntervalSeconds?: number
  MaxAttempts?: number
  BackoffRate?: number
  MaxDelaySeconds?: number
}
export interface Catcher {
  ErrorEquals: string[]
  Next: string
  Output?: Template
  Assign?: Record<string, Template>
}
export interface Choice {
  Condition: string | boolean
  Next: string
  Output?: Template
  Assign?: Record<string, Template>
}

/** Which fields a state may have depends on its type; `asl-check.ts` holds that list. */
export interface State {
  Type: 'Task' | 'Map' | 'Parallel' | 'Choice' | 'Wait' | 'Pass' | 'Succeed' | 'Fail'
  Next?: string
  Output?: Template
  Assign?: Record<string, Template>
  Arguments?: Template
  Resource?: string
  TimeoutSeconds?: number | string
  Retry?: Retrier[]
  Catch?: Catcher[]
  Items?: Template
  ItemSelector?: Template
  MaxConcurrency?: number | string
  ItemProcessor?: StatesBlock
  Branches?: StatesBlock[]
  Choices?: Choice[]
  Default?: string
  Seconds?: number | string
  Timestamp?: string
  Error?: string
  Cause?: string
}
export interface StatesBlock {
  StartAt: string
  States: Record<string, State>
}
export interface Machine extends StatesBlock {
  TimeoutSeconds?: number
}
