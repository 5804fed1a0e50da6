/** Whoever writes to us chooses every letter: reading stays quick, and never throws. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Mail } from '../../../functions/domain/mail/mail.ts'
import { readMail } from '../../../functions/domain/mail/read-mail.ts'

const mail = (over: Partial<Mail>): Mail => ({
  headers: [],
  from: 'x@example.com',
  subject: '',
  text: '',
  html: '',
  parts: [],
  receivedAt: Date.parse('2026-11-30T15:00:00Z'),
  ...over,
})
const long = (piece: string): string => piece.repeat(Math.ceil(1_000_000 / piece.length))

describe('a mail made to be slow', () => {
  it.each([
    ['many tags that never end', { html: long('<a "') }],
    ['one tag of quotes', { html: `<a ${long('"')}` }],
    ['nested quotes', { html: long('<blockquote>') }],
    ['comments that never end', { html: long('<!--') }],
    ['entities', { html: long('&#x41') }],
    ['one line of at signs', { text: long('a@b') }],
    ['one line of digits', { text: `Regards,\n\n${long('1 ')}` }],
    ['introductions of quotes', { text: long('On 1 1 1 a@b:\n') }],
    ['header blocks', { text: long('From: a\nSent: b\n') }],
    ['dates', { text: long('until 1.1. and 2/2 to 3 May '), headers: [{ name: 'auto-submitted', value: 'auto-replied' }] }],
    ['blanks', { text: long(' \n') }],
    ['a delivery status without end', { parts: [{ type: 'message/delivery-status', text: `Final-Recipient: rfc822; ${long('a@')}` }] }],
    ['a bounce of addresses', { from: 'mailer-daemon@example.com', text: `undeliverable ${long('a@b.c ')}` }],
    ['a subject without end', { subject: long('[') }],
  ])('is read all the same: %s', (_what, over) => {
    const begun = performance.now()
    readMail(mail(over))
    expect(performance.now() - begun).toBeLessThan(4_000)
  })
})

describe('whatever is written', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      'until ',
      '12/7 ',
      '> ',
      'On 1.1.2026 wrote:',
      'From: x',
      'Sent: y',
      '\n',
      '5.1.1',
      '<b@c.de>',
      '-- ',
      '31 February',
      'back on ',
      '99.99.9999',
    ),
  )
  const text = fc.array(words, { maxLength: 25 }).map((pieces) => pieces.join(''))
  it('is read without a throw, and a date of return is a real one', () => {
    fc.assert(
      fc.property(text, text, text, fc.boolean(), (body, html, subject, machine) => {
        const reading = readMail(
          mail({ text: body, html, subject, headers: machine ? [{ name: 'auto-submitted', value: 'auto-replied' }] : [] }),
        )
        if (reading.kind === 'out_of_office' && reading.back !== null) expect(Number.isNaN(Date.parse(reading.back))).toBe(false)
      }),
      { numRuns: 400 },
    )
  })
})
