/** The timeline explains every state: how each message stands, why each enrollment ended or waits, each in a sentence. */
import type { Finding } from '../ledger.ts'
import type { View } from './view.ts'

/** A page of the API: what does not fit into it is not judged. */
const page = 200

export const explained = (view: View): Finding[] =>
  Object.entries(view.ledger.timelines).flatMap(([contactId, entries]) => {
    if (entries.length >= page) return []
    const messages = view.ledger.messages.filter(
      (message) =>
        message.contactId === contactId &&
        !entries.some(({ messageId, what, text }) => messageId === message.id && what === message.status && text !== ''),
    )
    const enrollments = view.ledger.enrollments.filter((one) => {
      const state = one.status === 'finished' ? one.exitReason : one.status
      const isTold = entries.some(({ enrollmentId, kind, what }) => kind === 'enrollment' && enrollmentId === one.id && what === state)
      return one.contactId === contactId && one.status !== 'active' && !isTold
    })
    return [
      ...messages.map(({ id, status }) => ({ rule: 'message_unexplained', detail: `${id} is ${status}, and no entry says so` })),
      ...enrollments.map(({ id, exitReason, status }) => ({ rule: 'end_unexplained', detail: `${id} is ${exitReason ?? status}` })),
    ]
  })
