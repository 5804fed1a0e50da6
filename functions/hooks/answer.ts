/** What a caller is answered: short, and a refusal names the check that failed without saying how to pass it. */
import type { HookRefusal } from '../contract/hooks.ts'
import { jsonAnswer, problemAnswer, textAnswer, type HttpAnswer } from '../runtime/http/problem.ts'
import type { Received } from './receive.ts'
import type { Acknowledgement } from './source.ts'

export const answerOf = (received: Received, acknowledgement: Acknowledgement | null): HttpAnswer => {
  if (received.kind === 'refused') return refusal(received.why)
  if (acknowledgement) return textAnswer(200, acknowledgement.type, acknowledgement.body)
  const { taken, duplicates, ignored, unread } = received
  return jsonAnswer(200, {
    taken,
    duplicates,
    ...(ignored > 0 && { ignored }),
    ...(unread.length > 0 && { unread: unread.length }),
  })
}

const refusal = (why: HookRefusal): HttpAnswer =>
  why === 'not_configured'
    ? problemAnswer({ status: 503, title: 'Not ready', reason: why, detail: sentences[why] }, { 'retry-after': '300' })
    : problemAnswer({ status: 401, title: 'Not believed', reason: why, detail: sentences[why] })

const sentences: Record<HookRefusal, string> = {
  not_configured:
    'What this source signs with is not known here yet: an operator has to fill it in. Nothing is taken in unverified; send it again.',
  unsigned: 'This call carries no signature, or none of the kind that this source sends.',
  badly_signed: 'The signature does not belong to this address and these bytes.',
  not_timed: 'This call does not say when it was signed.',
  outside_window: 'This call was signed too long ago, or in the future. Send a fresh one.',
}

export const noSource = (path: string): HttpAnswer =>
  problemAnswer({ status: 404, title: 'Not found', reason: 'no_such_source', detail: `This tenant has no source at ${path}.` })

export const tooLarge = (bytes: number, most: number): HttpAnswer =>
  problemAnswer({
    status: 413,
    title: 'Too large',
    reason: 'too_large',
    detail: `A body has at most ${most} bytes here; this one has ${bytes}.`,
  })

export const otherType = (types: readonly string[]): HttpAnswer =>
  problemAnswer({
    status: 415,
    title: 'Unsupported media type',
    reason: 'unsupported_type',
    detail: `This source sends ${types.join(' or ')}.`,
  })

export const unreadable = (why: string): HttpAnswer =>
  problemAnswer({ status: 400, title: 'Bad request', reason: 'unreadable', detail: `The call is genuine, but cannot be read: ${why}` })

export const failed = (requestId: string): HttpAnswer =>
  problemAnswer({
    status: 500,
    title: 'Internal error',
    reason: 'internal',
    detail: `Something went wrong on our side, and nothing of this call counts as taken. Send it again; its id is ${requestId}.`,
  })
