/**
 * What a steered call (Telnyx Call Control) carries with it: whose call it is, and who was heard on the line. Telnyx repeats it in every webhook
 * of the call as `client_state`, base64, as the last command set it.
 */
import { lineHearings, type LineHearing } from '../domain/call.ts'
import { readReference, referenceText } from './reference.ts'
import type { MessageReference } from './work.ts'

export interface CallState {
  of: MessageReference
  /** Absent until somebody, or something, was heard. */
  heard?: LineHearing
}

export const callState = ({ of, heard }: { of: Omit<MessageReference, 'enrollmentId'>; heard?: LineHearing }): string =>
  toBase64(heard === undefined ? referenceText(of) : `${referenceText(of)}~${heard}`)

/** Null where the text is none of ours. */
export const readCallState = (base64: string): CallState | null => {
  const [reference = '', heard, ...more] = fromBase64(base64).split('~')
  const of = readReference(reference)
  if (!of || more.length > 0) return null
  if (heard === undefined) return { of }
  const known = lineHearings.find((hearing) => hearing === heard)
  return known ? { of, heard: known } : null
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
