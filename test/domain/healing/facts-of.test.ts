import { describe, expect, it } from 'vitest'
import type { LineType } from '../../../functions/domain/contact.ts'
import { closedOf, factsOf } from '../../../functions/domain/healing/facts-of.ts'
import { enrollment, head, now, profile, rules, version } from '../builders.ts'

const at = new Date(now).toISOString()
const withLine = (lineType: LineType) => head({ addresses: { phone: { key: 'ap1', value: '+13125550142', lineType } } })

describe('what keeps healing off a channel', () => {
  it('nobody texts a landline; it may be called', () => {
    expect(closedOf(withLine('landline'), {})).toEqual({ email: 'no_address', sms: 'landline', call: null })
    expect(closedOf(withLine('mobile'), {})).toMatchObject({ sms: null, call: null })
    expect(closedOf(withLine('unknown'), {})).toMatchObject({ sms: null })
  })

  it('the person’s own word goes before the kind of their line', () => {
    const left = { ...withLine('landline'), suppressed: { sms: { reason: 'opted_out' as const, at } } }
    expect(closedOf(left, {})).toMatchObject({ sms: 'suppressed', call: null })
    expect(closedOf({ ...withLine('landline'), consent: {} }, {})).toMatchObject({ sms: 'no_consent', call: 'no_consent' })
  })

  it('the diagnosis of a mail that bounced sees it', () => {
    const one = enrollment()
    const [item] = one.plan
    const facts = factsOf(withLine('landline'), one, item, undefined, {
      kind: 'heal',
      enrollmentId: one.id,
      failure: 'email_bounced_hard',
      step: 's1',
      version: version(),
      records: {},
      rules,
      profile,
    })
    expect(facts).toMatchObject({ closed: { sms: 'landline', call: null }, lineType: 'landline' })
  })
})
