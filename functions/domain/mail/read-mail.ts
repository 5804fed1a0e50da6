/** Reads a mail: what kind it is, what the person wrote, and what it says of other mails. */
import { bounceText } from './bounce-text.ts'
import { deliveryStatus } from './delivery-status.ts'
import { feedbackReport } from './feedback-report.ts'
import { htmlText } from './html-text.ts'
import { kindOf } from './kind.ts'
import { headerOf, type Mail, type MailReading } from './mail.ts'
import { ownWords } from './own-words.ts'
import { returnDate } from './return-date.ts'

export const readMail = (mail: Mail): MailReading => {
  const whole = wholeOf(mail)
  const said = { own: ownOf(mail, whole), whole }
  const report = feedbackReport(mail) ?? deliveryStatus(mail, whole)
  if (report) return { ...said, ...report }
  const bounced = bounceText(mail, whole)
  if (bounced) return { ...said, kind: 'bounce', ...bounced }
  const { kind, why } = kindOf(mail, whole)
  switch (kind) {
    case 'reply':
      return { ...said, kind }
    case 'out_of_office':
      return { ...said, kind, why, back: returnDate(mail, said.own) }
    case 'automatic':
    case 'challenge':
      return { ...said, kind, why }
    default:
      return kind satisfies never
  }
}

/** Plain text where there is any to speak of: some programs send none beside the HTML, or only a remark that there is. */
const wholeOf = ({ text, html }: Mail): string => {
  const plain = text.replaceAll(/\r\n?/g, '\n').trim()
  const isRemark =
    plain.length < 200 && /(?:view|enable|display|support).{0,40}html|html.{0,40}(?:view|enabled|support)|multi-?part message/i.test(plain)
  if (plain !== '' && !isRemark) return plain
  const converted = htmlText(html)
  return converted === '' ? plain : converted
}

/** The HTML marks its quotes; where that makes a shorter beginning of the same text, it is what the person wrote. */
const ownOf = (mail: Mail, whole: string): string => {
  const own = ownWords(whole)
  if (mail.html === '') return own
  const marked = ownWords(htmlText(mail.html, { own: true }))
  if (marked === '') return own
  return own === '' || (squeezed(marked).length < squeezed(own).length && squeezed(own).startsWith(squeezed(marked))) ? marked : own
}

const squeezed = (text: string): string => text.replaceAll(/[\s*_>-]+/g, '')

/** Message-IDs that it answers, without brackets, the last one first. */
export const answeredIds = (mail: Pick<Mail, 'headers'>): string[] => {
  const ids = (name: string): string[] => (headerOf(mail, name) ?? '').split(/[\s<>,]+/).filter(Boolean)
  return [...new Set([...ids('in-reply-to'), ...ids('references').toReversed()])]
}
