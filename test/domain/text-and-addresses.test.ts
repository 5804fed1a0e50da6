import { describe, expect, it } from 'vitest'
import { isSimulatorAddress, normaliseEmail, normalisePhone } from '../../functions/domain/addresses.ts'
import { emailBody } from '../../functions/domain/email-body.ts'
import { isShortForm, smsSize } from '../../functions/domain/sms.ts'

describe('an SMS', () => {
  it.each([
    ['a'.repeat(160), 'GSM-7', 160, 1],
    ['a'.repeat(161), 'GSM-7', 161, 2],
    ['a'.repeat(306), 'GSM-7', 306, 2],
    ['a'.repeat(307), 'GSM-7', 307, 3],
    ['€'.repeat(80), 'GSM-7', 160, 1],
    [`${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 306, 3],
    ['ж'.repeat(70), 'UCS-2', 70, 1],
    ['ж'.repeat(71), 'UCS-2', 71, 2],
    [`${'a'.repeat(66)}😀${'a'.repeat(60)}`, 'UCS-2', 128, 2],
    [`${'a'.repeat(66)}😀${'a'.repeat(66)}`, 'UCS-2', 134, 3],
    ['', 'GSM-7', 0, 1],
  ])('of %s', (text, encoding, units, segments) => {
    expect(smsSize(text)).toEqual({ encoding, units, segments })
  })

  it('of two segments is a short form, one of three or of nothing is not', () => {
    expect(['a'.repeat(306), 'a'.repeat(307), '  '].map(isShortForm)).toEqual([true, false, false])
  })
})

describe('an address', () => {
  it.each([
    [' Dana@Example.COM ', 'dana@example.com'],
    ['bounce+x@simulator.amazonses.com', 'bounce+x@simulator.amazonses.com'],
    ['dana@localhost', null],
    ['dana@@example.com', null],
    ['dana example.com', null],
    ['a..b@example.com', null],
    ['', null],
    [null, null],
  ])('%s is normalised to %s', (text, email) => {
    expect(normaliseEmail(text)).toBe(email)
  })

  it.each([
    ['(312) 555-0142', '+13125550142'],
    ['+44 20 7946 0018', '+442079460018'],
    ['555', null],
    ['call me', null],
    [undefined, null],
  ])('%s is the number %s', (text, phone) => {
    expect(normalisePhone(text)).toBe(phone)
  })

  it('of SES’s simulator is told apart', () => {
    expect([isSimulatorAddress('bounce+a@simulator.amazonses.com'), isSimulatorAddress('a@simulator.amazonses.com.evil.example')]).toEqual([
      true,
      false,
    ])
  })
})

describe('an email', () => {
  const footer = { company: 'Acme <Homes>', postalAddress: '1 Main St', unsubscribeUrl: 'https://t.example/u/a?b=1&c=2' }

  it('carries who writes and how to leave in both parts', () => {
    const { text, html } = emailBody('Hi Dana,\nhow are you?\n\nBye', footer)
    expect(text).toBe('Hi Dana,\nhow are you?\n\nBye\n\n--\nAcme <Homes>, 1 Main St\nUnsubscribe: https://t.example/u/a?b=1&c=2\n')
    expect(html).toContain('<p>Hi Dana,<br>how are you?</p><p>Bye</p>')
    expect(html).toContain('Acme &lt;Homes&gt;, 1 Main St<br><a href="https://t.example/u/a?b=1&amp;c=2">Unsubscribe</a>')
  })

  it('escapes what a contact’s own data says', () => {
    expect(emailBody('<img src=x onerror=alert(1)> "q"', footer).html).toContain('&lt;img src=x onerror=alert(1)&gt; &quot;q&quot;')
  })

  it('makes web addresses links, without the sentence’s full stop', () => {
    expect(emailBody('See (https://acme.example/a?x=1&y=2).', footer).html).toContain(
      '<p>See (<a href="https://acme.example/a?x=1&amp;y=2">https://acme.example/a?x=1&amp;y=2</a>).</p>',
    )
  })

  it('links nothing but web addresses', () => {
    expect(emailBody('javascript:alert(1) https://a.example/"onclick="x', footer).html).toContain(
      '<p>javascript:alert(1) <a href="https://a.example/">https://a.example/</a>&quot;onclick=&quot;x</p>',
    )
  })
})
