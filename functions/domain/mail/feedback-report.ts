/** Complaints: someone marked a mail as unwanted, and their provider reports it (ARF, RFC 5965). */
import { groupsOf, returnedOf } from './delivery-status.ts'
import { bareAddress, type Mail, type ReturnedMail } from './mail.ts'

export type FeedbackReport = ({ kind: 'complaint'; detail: string } & ReturnedMail) | { kind: 'automatic'; why: string }

/** Kinds of feedback that say that the recipient does not want our mail; `not-spam`, `auth-failure`, `virus` and `dmarc` do not. */
const unwanted = new Set(['abuse', 'fraud', 'opt-out', 'opt-out-list', 'unsubscribe', 'complaint', 'other', 'miscategorized'])

/** Null where the mail is no such report. */
export const feedbackReport = (mail: Mail): FeedbackReport | null => {
  const part = mail.parts.find(({ type }) => type === 'message/feedback-report')
  if (!part) return null
  const fields = new Map(groupsOf(part.text).flatMap((group) => [...group]))
  const feedback = (fields.get('feedback-type') ?? 'abuse').toLowerCase()
  if (!unwanted.has(feedback)) return { kind: 'automatic', why: `a feedback report of the kind ${feedback}` }
  const { originals, returned } = returnedOf(mail)
  const to = /^(?:to|x-original-to|delivered-to|x-hmxmroriginalrecipient)\s*:\s*(.+)$/im.exec(returned)?.[1]
  const named = [fields.get('original-rcpt-to'), fields.get('removal-recipient'), fields.get('original-recipient'), to]
  return {
    kind: 'complaint',
    detail: feedback,
    recipients: [...new Set(named.flatMap((one) => addressIn(one)))],
    originals,
    returned,
  }
}

/** A provider may have blotted the address out. */
const addressIn = (field: string | undefined): string[] => {
  const address = bareAddress((field ?? '').replace(/^rfc822\s*;\s*/i, '')).toLowerCase()
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address) && !/redacted|xxxx/.test(address) ? [address] : []
}
