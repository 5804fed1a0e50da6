/** What an API verb comes to: an answer, a page, or a refusal in words. The router alone turns these into HTTP. */

export type RefusalKind =
  /** Nothing with this id. */
  | 'not_found'
  /** The request is well formed but what it asks cannot be; `errors` name what to change. */
  | 'invalid'
  /** It is in a state that does not allow this. */
  | 'conflict'
  /** Someone else changed it since it was read. */
  | 'stale'

/** `field` as it is written in code, `steps[0].channel`; empty for the whole. */
export interface FieldError {
  field: string
  message: string
}

export interface Refusal {
  kind: RefusalKind
  /** A stable word; also the last part of the problem's type. */
  reason: string
  /** A sentence that says what to do. */
  detail: string
  errors?: FieldError[]
  /** More members of the problem document. */
  also?: Record<string, unknown>
}

export type Outcome<T> =
  | { kind: 'answer'; value: T }
  | { kind: 'page'; valid: boolean; html: string }
  | { kind: 'refused'; refusal: Refusal }

export const answer = <T>(value: T): Outcome<T> => ({ kind: 'answer', value })
export const refuse = (refusal: Refusal): Outcome<never> => ({ kind: 'refused', refusal })
export const notFound = (what: keyof typeof whereListed, id: string): Outcome<never> => {
  const detail = `There is no ${what.replaceAll('_', ' ')} "${id}". Look it up: ${whereListed[what]}.`
  return refuse({ kind: 'not_found', reason: `no_such_${what}`, detail })
}

/** Where the ids of each kind are to be found. */
const whereListed = {
  inbox_entry: 'GET /api/v1/inbox lists them',
  sequence: 'GET /api/v1/sequences lists them',
  step: 'GET /api/v1/sequences/{id} shows the steps of its draft',
  version: 'GET /api/v1/sequences/{id}/versions lists what was published',
  webhook: 'GET /api/v1/webhooks lists them',
  delivery: 'GET /api/v1/webhooks/{id}/deliveries lists those of the last thirty days',
  notification: 'GET /api/v1/notifications lists them',
  sequence_template: 'GET /api/v1/sequence-templates lists them',
  step_template: 'GET /api/v1/step-templates lists them',
  enrollment: 'GET /api/v1/sequences/{id}/enrollments lists them',
  message: 'GET /api/v1/sequences/{id}/messages lists them',
  draft: 'GET /api/v1/drafts lists those that wait, each by the id of its message',
  gate: 'GET /api/v1/gates lists those that are open, each by the id of the enrollment that ended',
  job: 'GET /api/v1/jobs lists those of the last thirty days',
  lead: 'GET /api/v1/leads lists those that the CRM told of, by its own ids',
  crm_source: 'GET /api/v1/crm/sources lists those of the tenant file',
  contact: 'GET /api/v1/contacts lists those that the CRM told of, by its own ids',
} as const

/** Who calls: from the token's claims. */
export interface Caller {
  name: string
  roles: ('admin' | 'member')[]
}
