import { describe, expect, it } from 'vitest'
import { readMail } from '../../../functions/domain/mail/read-mail.ts'
import { parseMail } from '../../../functions/receive/parse-mail.ts'

const kindOf = async (subject: string, parts: string[], multipart = 'mixed'): Promise<string> => {
  const head = ['From: Dana Reyes <dana@example.com>', 'To: sam@lakeside.example.com', `Subject: ${subject}`, 'MIME-Version: 1.0']
  const body = parts.map((part) => `--b\r\n${part}\r\n`).join('')
  const raw = [...head, `Content-Type: multipart/${multipart}; boundary="b"`, '', `${body}--b--`].join('\r\n')
  const mail = await parseMail(Buffer.from(raw), Date.parse('2026-11-30T15:13:00Z'))
  return readMail(mail).kind
}
const words = 'Content-Type: text/plain; charset=utf-8\r\n\r\nDana Reyes has accepted this invitation.'
const calendar = (method: string, type = `text/calendar; charset=utf-8; method=${method}`): string =>
  [`Content-Type: ${type}`, '', 'BEGIN:VCALENDAR', `METHOD:${method}`, 'BEGIN:VEVENT', 'END:VEVENT', 'END:VCALENDAR'].join('\r\n')

describe("A calendar's answer to an invitation", () => {
  it.each(['Accepted: House visit @ Tue Dec 1', 'Declined: House visit', 'Zugesagt: Besichtigung', 'Re: House visit'])(
    'is no reply: %s',
    async (subject) => {
      expect(await kindOf(subject, [words, calendar('REPLY')])).toBe('automatic')
      expect(await kindOf(subject, [words, calendar('REPLY')], 'alternative')).toBe('automatic')
      expect(await kindOf(subject, [words, calendar('REPLY', 'application/ics; name="invite.ics"')])).toBe('automatic')
    },
  )

  it('is not what a person writes of it, nor the invitation that they send', async () => {
    expect(await kindOf('Accepted: your offer', ['Content-Type: text/plain\r\n\r\nWe accept. When do we sign?'])).toBe('reply')
    expect(await kindOf('Visit', ['Content-Type: text/plain\r\n\r\nDoes Tuesday work?', calendar('REQUEST')])).toBe('reply')
  })
})
