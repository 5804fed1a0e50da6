import { describe, expect, it } from 'vitest'
import { checkDkim, checkDmarc, checkSpf, dmarcNames, needsOf, spfCosts, type DnsAnswer } from '../../functions/domain/sender-check.ts'

const domain = 'mail.acme.example.com'
const records = (...values: string[]): DnsAnswer => ({ kind: 'records', values })
const none: DnsAnswer = { kind: 'none' }
const lost: DnsAnswer = { kind: 'unreachable', why: 'ETIMEOUT' }
const ses = needsOf('ses', domain, ['t1', 't2'])
const postmark = needsOf('postmark', domain, null)

describe('SPF', () => {
  it.each([
    ['names SES', records('v=spf1 include:amazonses.com ~all', 'google-site-verification=x'), ses, 1, 'ok'],
    ['names SES in capitals', records('V=SPF1 INCLUDE:amazonses.com -ALL'), ses, 1, 'ok'],
    ['is not there', records('hello'), ses, 0, 'fail'],
    ['is there twice', records('v=spf1 ~all', 'v=spf1 -all'), ses, 0, 'fail'],
    ['lets everybody send', records('v=spf1 include:amazonses.com +all'), ses, 1, 'fail'],
    ['costs too many lookups', records('v=spf1 include:amazonses.com ~all'), ses, 11, 'fail'],
    ['does not name SES, which bounces for itself', records('v=spf1 include:_spf.google.com ~all'), ses, 1, 'warn'],
    ['does not name Postmark', records('v=spf1 include:_spf.google.com ~all'), postmark, 1, 'fail'],
    ['has no end', records('v=spf1 include:amazonses.com'), ses, 1, 'warn'],
    ['is another one’s', records('v=spf1 redirect=_spf.example.net'), needsOf('resend', domain, null), 1, 'ok'],
    ['cannot be asked for', lost, ses, 0, 'unknown'],
  ] as const)('that %s', (_what, answer, needs, lookups, verdict) => {
    expect(checkSpf(answer, needs, domain, lookups).verdict).toBe(verdict)
  })

  it('says what to publish', () => {
    expect(checkSpf(none, ses, domain, 0).publish).toEqual([{ name: domain, type: 'TXT', value: 'v=spf1 include:amazonses.com ~all' }])
    expect(checkSpf(records('v=spf1 mx ~all'), postmark, domain, 1).publish?.[0]?.value).toBe('v=spf1 include:spf.mtasv.net mx ~all')
  })

  it('counts its lookups (RFC 7208, 4.6.4)', () => {
    expect(spfCosts('v=spf1 a mx:x.example include:one.example ?exists:%{i}.x ip4:192.0.2.0/24 -all')).toEqual({
      lookups: 4,
      names: ['one.example'],
    })
  })
})

describe('DKIM', () => {
  const value = (token: string) => records(`${token}.dkim.amazonses.com`)
  it.each([
    ['all keys are there', [value('t1'), value('T2')], 'ok'],
    ['one is missing', [value('t1'), none], 'fail'],
    ['one is another’s', [value('t1'), records('t9.dkim.amazonses.com')], 'fail'],
    ['DNS is silent', [value('t1'), lost], 'unknown'],
  ])('where %s', (_what, answers, verdict) => {
    expect(checkDkim(answers, ses).verdict).toBe(verdict)
  })

  it('says what to publish, and what nobody but the provider can tell', () => {
    expect(checkDkim([value('t1'), none], ses).publish).toEqual([
      { name: `t2._domainkey.${domain}`, type: 'CNAME', value: 't2.dkim.amazonses.com' },
    ])
    expect(checkDkim([], postmark)).toMatchObject({ verdict: 'unknown', text: expect.stringContaining('Postmark') })
    expect(checkDkim([none, none], needsOf('sendgrid', domain, null)).verdict).toBe('fail')
  })
})

describe('DMARC', () => {
  it('is looked for at the domain and at its parents, but not at the top', () => {
    expect(dmarcNames(domain)).toEqual(['_dmarc.mail.acme.example.com', '_dmarc.acme.example.com', '_dmarc.example.com'])
    expect(dmarcNames('example.com')).toEqual(['_dmarc.example.com'])
  })

  it.each([
    ['asks to reject', [records('v=DMARC1; p=reject; rua=mailto:x@example.com')], 'ok'],
    ['stands at the parent', [none, records('v=DMARC1;p=quarantine')], 'ok'],
    ['only watches', [records('v=DMARC1; p=none')], 'warn'],
    ['names no policy', [records('v=DMARC1; rua=mailto:x@example.com')], 'fail'],
    ['is there twice', [records('v=DMARC1; p=none', 'v=DMARC1; p=reject')], 'fail'],
    ['is not there', [none, none], 'fail'],
    ['cannot be asked for', [lost], 'unknown'],
  ])('that %s', (_what, answers, verdict) => {
    expect(checkDmarc(answers, domain).verdict).toBe(verdict)
  })
})
