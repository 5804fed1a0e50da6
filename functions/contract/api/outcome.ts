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
export const notFound = (what: string, id: string): Outcome<never> =>
  refuse({ kind: 'not_found', reason: `no_such_${what}`, detail: `There is no ${what} ${id}.` })

/** Who calls: from the token's claims. */
export interface Caller {
  name: string
  roles: ('admin' | 'member')[]
}
