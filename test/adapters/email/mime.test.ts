import { assert, asyncProperty, property, string } from 'fast-check'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import type { Mail } from '../../../functions/adapters/email/mail.ts'
import { mimeOf } from '../../../functions/adapters/email/mime.ts'

const mail: Mail = {
  from: { address: 'sam@acme.example.com', name: 'Sam Ortiz' },
  to: 'dana@example.com',
  subject: 'Your house',
  text: 'Hi Dana\n',
  html: '<p>Hi Dana</p>',
  replyTo: null,
  mailId: 'M.A@acme.example.com',
  references: [],
  unsubscribeUrl: 'https://acme.example.com/u/token',
}
const written = (overrides: Partial<Mail> = {}): string =>
  mimeOf({ ...mail, ...overrides }, { date: new Date('2026-11-20T15:00:00Z'), boundary: 'b1' })
const read = (overrides: Partial<Mail> = {}) => PostalMime.parse(written(overrides))
const text = string({ unit: 'grapheme', maxLength: 400 })

describe('a mail as RFC 5322 writes it', () => {
  it('has its date, its id, both parts and the one-click way out', () => {
    const raw = written()
    for (const line of [
      'Date: Fri, 20 Nov 2026 15:00:00 +0000',
      'Message-ID: <M.A@acme.example.com>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary="=_b1"',
      'Content-Type: text/plain; charset=UTF-8',
      'Content-Type: text/html; charset=UTF-8',
      'List-Unsubscribe: <https://acme.example.com/u/token>',
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    ])
      expect(raw.split('\r\n')).toContain(line)
  })

  it('comes out as it went in, whatever the text', async () => {
    await assert(
      asyncProperty(text, text, async (body, subject) => {
        const plain = body.toWellFormed().replaceAll(/[\0\r]/g, '')
        const title = subject
          .toWellFormed()
          .replaceAll(/\s+/g, ' ')
          .replaceAll(/\p{Cc}/gu, '')
          .trim()
        const got = await read({ text: plain, html: `<p>${plain}</p>`, subject: title })
        expect(got.text?.replace(/\n$/, '')).toBe(plain.replace(/\n$/, ''))
        expect(got.html?.replace(/\n$/, '')).toBe(`<p>${plain}</p>`)
        expect(got.subject ?? '').toBe(title)
      }),
    )
  })

  it('has no line that a mail server would cut or refuse, and no byte beyond ASCII', () => {
    assert(
      property(text, text, (body, name) => {
        const raw = written({
          text: body,
          html: body.repeat(20),
          subject: `Grüße ${body}`.replaceAll(/\s+/g, ' '),
          from: { address: 'sam@acme.example.com', name: name.replaceAll(/\s+/g, ' ') },
          references: Array.from({ length: 12 }, (_, i) => `0100018f-${i}-4ab1-9e1c-000000@email.amazonses.com`),
        })
        expect(raw).toMatch(/^[\x20-\x7e\r\n]*$/)
        for (const line of raw.split('\r\n')) {
          expect(line.length).toBeLessThanOrEqual(78)
          expect(line).not.toMatch(/[\r\n]/)
        }
      }),
    )
  })

  it('cannot be given a header of its own through a name or a subject', async () => {
    const got = await read({ subject: 'Hi\r\nBcc: eve@example.com', from: { address: 'sam@acme.example.com', name: 'Sam\nX: y' } })
    expect(got.bcc ?? []).toEqual([])
    expect(got.headers.map(({ key }) => key)).not.toContain('x')
  })
})
