/**
 * What a steered call (Telnyx Call Control) carries with it: whose call it is, and who was heard on the line. Telnyx repeats it in every webhook
 * of the call as `client_state`, base64, as the last command set it.
 */
import { callClosings, lineHearings, type CallClosing, type LineHearing } from '../domain/call.ts'
import { readReference, referenceText } from './reference.ts'
import type { MessageReference } from './work.ts'

export interface CallState {
  of: MessageReference
  /** Absent until somebody, or something, was heard. */
  heard?: LineHearing
  /** Why it was hung up before its text. */
  unsaid?: CallClosing
}

export const callState = ({ of, heard, unsaid }: Omit<CallState, 'of'> & { of: Omit<MessageReference, 'enrollmentId'> }): string =>
  toBase64([referenceText(of), ...(heard === undefined ? [] : [heard, ...(unsaid === undefined ? [] : [unsaid])])].join('~'))

/** Null where the text is none of ours. */
export const readCallState = (base64: string): CallState | null => {
  const [reference = '', heard, unsaid, ...more] = fromBase64(base64).split('~')
  const of = readReference(reference)
  if (!of || more.length > 0) return null
  if (heard === undefined) return { of }
  const known = lineHearings.find((hearing) => hearing === heard)
  if (!known) return null
  if (unsaid === undefined) return { of, heard: known }
  const closing = callClosings.find((one) => one === unsaid)
  return closing ? { of, heard: known, unsaid: closing } : null
}

/** Ids and keys are plain ASCII: what is none of that is none of ours. */
const toBase64 = (text: string): string => btoa(text)

const fromBase64 = (base64: string): string => {
  try {
    return atob(base64)
  } catch {
    return ''
  }
}
