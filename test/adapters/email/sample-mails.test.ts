import PostalMime, { type Email } from 'postal-mime'
import { beforeAll, describe, expect, it } from 'vitest'
import { sampleMails, type SampleMail } from './sample-mails.ts'

/**
 * What spam filters look at, of every mail of the sample sequences. The mails were scored with SpamAssassin 4.0.1 (`-L`, Debian's rules):
 * 0.0 to 1.1. What they scored before is what these rules keep out.
 */
describe.each(sampleMails().map((sample): [string, SampleMail] => [sample.name, sample]))('the mail "%s"', (_name, { raw, mail, body }) => {
  let got: Email
  beforeAll(async () => {
    got = await PostalMime.parse(raw)
  })
  const header = (name: string): string => got.headers.find(({ key }) => key === name)?.value ?? ''

  it('has a plain and an HTML part that say the same', () => {
    expect(words(got.text ?? '')).toEqual(words(readable(got.html ?? '')))
    expect(words(got.text ?? '').join(' ')).toContain(words(body).join(' '))
  })

  it('says who writes, from where, and how to leave', () => {
    for (const part of [got.text ?? '', got.html ?? '']) {
      expect(part).toContain('Lakeside Home Buyers, 500 W Madison St, Suite 1000, Chicago, IL 60661')
      expect(part).toContain(mail.unsubscribeUrl)
    }
    expect(header('list-unsubscribe')).toBe(`<${mail.unsubscribeUrl}>`)
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
  })

  it('has its date, its id and one sender, and a subject that shouts nothing', () => {
    expect(Date.parse(header('date'))).toBe(Date.parse('2026-11-20T15:00:00Z'))
    expect(header('message-id')).toMatch(/^<[\w.-]+@lakeside\.example\.com>$/)
    expect(got.from).toEqual({ name: 'Sam Ortiz', address: 'sam@lakeside.example.com' })
    expect(got.subject).toMatch(/\S/)
    expect(got.subject).not.toMatch(/!{2,}|^[^a-z]*$|\$\d/)
  })

  it('is a whole document that fetches nothing and hides nothing', () => {
    const html = got.html ?? ''
    expect(html).toMatch(/^<!doctype html>\n<html>\n<head>\n/)
    expect(html.trim()).toMatch(/<\/body>\n<\/html>$/)
    expect(html).toMatch(/<title>[^<]+<\/title>/)
    expect(html).not.toMatch(/<(img|script|style|form|iframe|link|object)\b|display:\s*none|font-size:\s*[0-9](px|pt)?\b(?!\d)/i)
    expect(openTags(html)).toEqual([])
  })

  it('links to what it shows', () => {
    for (const [, href = '', shown = ''] of (got.html ?? '').matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g))
      expect([href, 'Unsubscribe']).toContain(shown)
  })

  it('has lines that every mail server takes', () => {
    // One long word, such as an address, is not cut in two.
    for (const line of raw.split('\r\n')) if (!/^([\w-]+:)? \S+$/.test(line)) expect(line.length).toBeLessThanOrEqual(78)
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
  })
})

/** The words of a text; the unsubscribe link stands in the plain part as an address, in HTML as a word. */
const words = (text: string): string[] =>
  text
    .replace(/Unsubscribe: \S+/, 'Unsubscribe')
    .replace(/\n--\n/, '\n')
    .split(/\s+/)
    .filter((word) => word !== '')

const readable = (html: string): string =>
  html
    .replace(/<head>[\s\S]*<\/head>/, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

/** Tags that are opened and never closed, or closed in another order. */
const openTags = (html: string): string[] => {
  const open: string[] = []
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z]+)[^>]*>/g)) {
    if (name === 'meta' || name === 'br') continue
    if (slash === '/' && open.at(-1) === name) open.pop()
    else open.push(`${slash}${name}`)
  }
  return open
}
