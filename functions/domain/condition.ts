/** When a step is carried out: what happened to earlier steps, or what is known of the contact. */

/** What a contact's reply meant (requirements.md, Interaction). */
export const intents = [
  'interested',
  'not_interested',
  'stop',
  'reschedule',
  'question',
  'objection',
  'ready_to_buy',
  'needs_info',
  'unknown',
] as const
export type Intent = (typeof intents)[number]

/** One test. `not` turns it round. `step` names an earlier step by its id. */
export type Predicate = { not?: true } & (
  | { kind: 'opened' | 'clicked'; step: string }
  /** An answer of any kind to any earlier step: opened, clicked or replied. With `not`: nothing yet. */
  | { kind: 'engaged' }
  | { kind: 'replied'; intent?: Intent }
  /** What a person (or a voice adapter) recorded of an earlier call, or of an earlier task or LinkedIn note: any of these. */
  | { kind: 'call_outcome' | 'task_outcome'; step: string; outcomes: string[] }
  | { kind: 'attribute'; key: string; op: 'is' | 'contains' | 'exists' | 'above' | 'below'; value?: string | number | boolean }
  | { kind: 'skipped'; step: string }
)

export interface StepCondition {
  match: 'all' | 'any'
  tests: Predicate[]
  /**
   * Minutes, counted from when the latest named step left (else from the step's due time), in which an answer is waited for; 0 to 43,200.
   * What must not happen is waited out to its end; what must happen is gone on with as soon as it does. Without it the step asks once, when
   * it is due; an outcome that a person has still to record is waited for without end.
   */
  withinMinutes?: number
  /** Where it does not hold: this step is skipped, everything up to a later step is, or the enrollment ends `completed`. */
  otherwise: 'skip' | 'end' | { goTo: string }
}

/** What is known of one earlier step, from its message row. Times in epoch seconds. */
export interface StepEvents {
  sentAt?: number
  /** A person's own: a scanner's opening or click never counts. */
  openedAt?: number
  clickedAt?: number
  repliedAt?: number
  outcome?: string
}
