/** Why a mail came back, in the words of the timeline. */
import { describe, expect, it } from 'vitest'
import { readMail } from '../../../functions/domain/mail/read-mail.ts'

const report = (...fields: string[]) =>
  readMail({
    headers: [],
    from: 'mailer-daemon@mx.example.com',
    subject: 'Undelivered Mail Returned to Sender',
    text: '',
    html: '',
    parts: [{ type: 'message/delivery-status', text: ['Reporting-MTA: dns; mx.example.com', '', 'Action: failed', ...fields].join('\n') }],
    receivedAt: Date.parse('2026-11-30T15:00:00Z'),
  })
const recipient = 'Final-Recipient: rfc822; dana@example.com'

describe('what a delivery status says', () => {
  it.each([
    ['is told once', ['Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 User unknown'], '550 5.1.1 User unknown', 'hard'],
    ['has its code before words without one', ['Status: 4.2.2', 'Diagnostic-Code: x-local; over quota'], '4.2.2: over quota', 'soft'],
    ['is its code alone where nothing else is said', ['Status: 5.1.1'], '5.1.1', 'hard'],
  ])('%s', (_what, fields, detail, bounce) => {
    expect(report(recipient, ...fields)).toMatchObject({ kind: 'bounce', bounce, detail })
  })

  it('is told once for several recipients of whom the same is said', () => {
    const said = ['Status: 5.1.1', 'Diagnostic-Code: smtp;550 5.1.1 User unknown']
    const other = ['', 'Final-Recipient: rfc822; eli@example.com', 'Action: failed', ...said]
    expect(report(recipient, ...said, ...other)).toMatchObject({
      detail: '550 5.1.1 User unknown',
      recipients: ['dana@example.com', 'eli@example.com'],
    })
  })
})
