/** What SES says of a mail, and what its sender says in SES's name. */
import { describe, expect, it } from 'vitest'
import type { MailHeader } from '../../../functions/domain/mail/mail.ts'
import { sesVerdict } from '../../../functions/domain/mail/ses-verdict.ts'

const header = (line: string): MailHeader => {
  const colon = line.indexOf(':')
  return { name: line.slice(0, colon).toLowerCase(), value: line.slice(colon + 1).trim() }
}
const received =
  'Received: from mail.example.com (mail.example.com [192.0.2.1]) by inbound-smtp.eu-west-1.amazonaws.com with SMTP id a for b@c.example;'
const auth = (rest: string, envelope = 'dana@example.com', spf = 'pass') =>
  `Authentication-Results: amazonses.com; spf=${spf} (spfCheck: domain of x) client-ip=192.0.2.1; envelope-from=${envelope}; helo=mail.example.com; ${rest}`
const vouched = auth('dkim=pass header.i=@example.com; dmarc=pass header.from=example.com;')
const receipt = 'X-SES-RECEIPT: AEFB'
const verdictOf = (lines: readonly string[], from = 'dana@example.com') => sesVerdict({ headers: lines.map(header), from })
/** As SES writes them. */
const stored = (spam: string, virus: string, results = vouched, ...sender: string[]) =>
  verdictOf([
    'Return-Path: <dana@example.com>',
    received,
    `X-SES-Spam-Verdict: ${spam}`,
    `X-SES-Virus-Verdict: ${virus}`,
    'Received-SPF: pass (spfCheck: domain of x) client-ip=192.0.2.1;',
    results,
    receipt,
    'X-SES-DKIM-SIGNATURE: a=rsa-sha256;',
    ...sender,
    'From: Dana <dana@example.com>',
  ])

describe('the verdicts on virus and spam', () => {
  it.each([
    ['PASS', 'PASS', false, []],
    ['FAIL', 'PASS', false, ['spam']],
    ['fail', 'PASS', false, ['spam']],
    ['PASS', 'FAIL', true, []],
    ['GRAY', 'GRAY', false, []],
    ['PROCESSING_FAILED', 'PROCESSING_FAILED', false, []],
  ])('spam %s and virus %s', (spam, virus, isVirus, doubts) => expect(stored(spam, virus)).toEqual({ virus: isVirus, doubts }))
})

describe('a sender who writes in SES’s name', () => {
  it('right under SES’s own headers is not heard', () => {
    expect(stored('FAIL', 'FAIL', vouched, 'X-SES-Spam-Verdict: PASS', 'X-SES-Virus-Verdict: PASS')).toEqual({
      virus: true,
      doubts: ['spam'],
    })
    expect(stored('PASS', 'PASS', vouched, 'X-SES-Virus-Verdict: FAIL', 'X-SES-Spam-Verdict: FAIL')).toEqual({ virus: false, doubts: [] })
  })

  it('is not heard where nothing at all stands between: the topmost counts', () => {
    const failed = auth('dmarc=fail header.from=example.com;', 'x@evil.example')
    const verdict = verdictOf([received, 'X-SES-Spam-Verdict: FAIL', failed, 'X-SES-Spam-Verdict: PASS', vouched])
    expect(verdict.doubts).toEqual(['spam', 'unvouched'])
  })

  it('is not heard with a whole block of SES’s either', () => {
    const failed = auth('dmarc=fail header.from=example.com;', 'x@evil.example')
    expect(stored('PASS', 'PASS', failed, received, vouched, receipt).doubts).toEqual(['unvouched'])
  })

  it('is not heard at all where another server received the mail last', () => {
    const lines = ['Received: from a by mx.example.org with SMTP id 1;', received, 'X-SES-Virus-Verdict: FAIL', 'X-SES-Spam-Verdict: FAIL']
    expect(verdictOf(lines)).toEqual({ virus: false, doubts: [] })
    expect(verdictOf(['X-SES-Virus-Verdict: FAIL', 'From: dana@example.com'])).toEqual({ virus: false, doubts: [] })
    expect(verdictOf(['Received: from a by inbound-smtp.evil.example with SMTP id 1;', 'X-SES-Virus-Verdict: FAIL']).virus).toBe(false)
  })

  it('is not heard behind any header that is none of SES’s', () => {
    expect(verdictOf([received, 'DKIM-Signature: v=1', 'X-SES-Spam-Verdict: FAIL', auth('dmarc=fail;')]).doubts).toEqual([])
  })

  it('in the results of another server is not heard', () => {
    expect(stored('PASS', 'PASS', 'Authentication-Results: mx.example.com; dmarc=fail header.from=example.com').doubts).toEqual([])
  })
})

describe('what stands above SES’s Received', () => {
  it('counts: only SES writes there', () => expect(verdictOf(['X-SES-Spam-Verdict: FAIL', received, vouched]).doubts).toEqual(['spam']))
})

describe('a From', () => {
  const doubts = (results: string, from?: string) => verdictOf([received, results, receipt], from).doubts.length > 0

  it.each([
    ['DMARC passed', vouched],
    ['no policy, and SPF passed for the domain', auth('dmarc=none header.from=example.com;')],
    ['no policy, and SPF passed for a domain under it', auth('dmarc=none header.from=example.com;', 'b@bounce.example.com')],
    [
      'no policy, and DKIM passed for the domain',
      auth('dkim=pass header.i=@example.com; dmarc=none header.from=example.com;', 'x@other.example', 'fail'),
    ],
    [
      'the second signature is the domain’s',
      auth('dkim=pass header.i=@other.example; dkim=pass header.i=@example.com; dmarc=none;', 'x@other.example'),
    ],
    [
      'DMARC could not be asked, and DKIM passed',
      auth('dkim=pass header.d=example.com; dmarc=temperror header.from=example.com;', 'x@other.example'),
    ],
  ])('is vouched for where %s', (_why, results) => expect(doubts(results)).toBe(false))

  it.each([
    ['DMARC failed', auth('dkim=pass header.i=@example.com; dmarc=fail header.from=example.com;')],
    [
      'SPF and DKIM passed for another domain',
      auth('dkim=pass header.i=@other.example; dmarc=none header.from=example.com;', 'x@other.example'),
    ],
    ['the other domain only ends like it', auth('dkim=pass header.i=@notexample.com; dmarc=none;', 'x@notexample.com')],
    ['the top-level domain alone is the same', auth('dkim=pass header.i=@com; dmarc=none;', 'x@com')],
    ['SPF is soft and nothing is signed', auth('dkim=none; dmarc=none header.from=example.com;', 'dana@example.com', 'softfail')],
    ['DKIM failed and SPF was for another', auth('dkim=fail header.i=@example.com; dmarc=none;', 'x@other.example')],
    ['nothing could be asked', auth('dkim=temperror; dmarc=temperror;', 'dana@example.com', 'temperror')],
    ['DMARC passed for another From', auth('dmarc=pass header.from=other.example;')],
    ['the envelope’s address pretends to be a result', auth('dmarc=none;', '"x; dkim=pass header.i=@example.com; "@other.example')],
    ['and to be the greeting too', auth('dmarc=none;', '"x; helo=x; dkim=pass header.i=@example.com; "@other.example')],
    ['it pretends that DMARC passed', auth('dmarc=fail;', '"x; dmarc=pass header.from=example.com; "@other.example')],
    ['it is no address', vouched, 'Dana'],
  ])('is not vouched for where %s', (_why, results, from?: string) => expect(doubts(results, from)).toBe(true))

  it('is as it was where SES says nothing of it', () => expect(verdictOf([received, 'X-SES-Spam-Verdict: PASS']).doubts).toEqual([]))
})
