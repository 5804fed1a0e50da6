/** Bounces that a mail system writes by the book: a delivery status (RFC 3464) inside a report (RFC 6522). */
import type { BounceKind } from '../signal.ts'
import { bareAddress, headerOf, idsIn, type Mail, type ReturnedMail } from './mail.ts'
import { bounceDetail, bounceOf, diagnosisIn, statusIn } from './status-code.ts'

export type Bounced = { bounce: BounceKind; detail: string } & ReturnedMail

export type DeliveryStatus = ({ kind: 'bounce' } & Bounced) | { kind: 'automatic'; why: string }

type Fields = ReadonlyMap<string, string>

/** Null where the mail has no delivery status. One that only tells of a delay or of success is no bounce. */
export const deliveryStatus = (mail: Mail, whole: string): DeliveryStatus | null => {
  const part = mail.parts.find(({ type }) => type === 'message/delivery-status' || type === 'message/global-delivery-status')
  if (!part) return null
  const recipients = groupsOf(part.text).filter((fields) => fields.has('final-recipient') || fields.has('original-recipient'))
  const failed = recipients.filter((fields) => /^fail/i.test(fields.get('action') ?? 'failed'))
  if (failed.length === 0) {
    const delayed = recipients.some((fields) => /^delay/i.test(fields.get('action') ?? ''))
    return { kind: 'automatic', why: delayed ? 'a mail system says that delivery is delayed' : 'a mail system says what became of a mail' }
  }
  const said = failed.map((fields) => [fields.get('diagnostic-code'), fields.get('status')].filter(Boolean).join(' ')).join('; ')
  const status = statusIn(failed[0]?.get('status') ?? '') ?? statusIn(said)
  const diagnoses = failed.map((fields) => diagnosisIn(fields.get('diagnostic-code') ?? '').replaceAll(/\s+/g, ' ')).filter(Boolean)
  const words = said.replaceAll(/\s+/g, ' ')
  return {
    kind: 'bounce',
    bounce: bounceOf(status, `${words} ${status === null || status.endsWith('.0.0') ? whole.slice(0, 1_500) : ''}`),
    detail: bounceDetail(status, diagnoses.filter((one, i) => diagnoses.indexOf(one) === i).join('; ')),
    recipients: [...new Set(failed.flatMap(addressesOf))],
    ...returnedOf(mail),
  }
}

/** The original one first: the final one may be where it was forwarded to. */
const addressesOf = (fields: Fields): string[] =>
  [fields.get('original-recipient'), fields.get('final-recipient')].flatMap((field) => {
    const address = bareAddress((field ?? '').replace(/^[\w-]+\s*;\s*/, '')).toLowerCase()
    return address.includes('@') ? [address] : []
  })

/** What came back: its Message-IDs, and all that it says. */
export const returnedOf = (mail: Mail): Pick<ReturnedMail, 'originals' | 'returned'> => {
  const parts = mail.parts.filter(({ type }) =>
    ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers'].includes(type),
  )
  const returned = parts.map(({ text }) => text).join('\n\n')
  const named = [...returned.matchAll(/^(?:message-id|x-ses-outgoing-message-id|x-message-id)\s*:\s*(\S.*)$/gim)].flatMap(([, ids]) =>
    idsIn(ids ?? ''),
  )
  const answered = idsIn(`${headerOf(mail, 'in-reply-to') ?? ''} ${headerOf(mail, 'references') ?? ''}`)
  return { originals: [...new Set([...named, ...answered])], returned: returned.slice(0, 60_000) }
}

/** Groups of fields, unfolded, names in lower case; groups stand apart by an empty line. */
export const groupsOf = (text: string): Fields[] =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/\n[ \t]+(?=\S)/g, ' ')
    .split(/\n\s*\n/)
    .map(
      (group) =>
        new Map(
          group.split('\n').flatMap((line): [string, string][] => {
            const [, name, value] = /^([\w-]+)\s*:\s*(.*)$/.exec(line.trim()) ?? []
            return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value.trim()]]
          }),
        ),
    )
    .filter((fields) => fields.size > 0)
