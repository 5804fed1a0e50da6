import { describe, expect, it } from 'vitest'
import { checkPattern, matchesPattern } from '../../../lib/local/events/pattern.ts'
import { inputFor } from '../../../lib/local/events/target-input.ts'

const event = {
  source: 'aws.ses',
  'detail-type': 'Email Bounced',
  detail: {
    mail: { tags: { 'ses:configuration-set': ['touchline-acme'], step: ['one'] }, size: 1200 },
    stage: 'Offer-Sent',
    address: '10.0.3.7',
    previousStage: null,
    contacts: [{ role: 'owner' }, { role: 'attorney' }],
  },
}

describe('an event pattern', () => {
  it.each([
    ['an exact value', { source: ['crm', 'aws.ses'] }, true],
    ['another value', { source: ['crm'] }, false],
    ['one value of a list', { detail: { mail: { tags: { 'ses:configuration-set': ['touchline-acme'] } } } }, true],
    ['another value of a list', { detail: { mail: { tags: { 'ses:configuration-set': ['touchline-other'] } } } }, false],
    ['null', { detail: { previousStage: [null] } }, true],
    ['a prefix', { source: [{ prefix: 'aws.' }] }, true],
    ['a prefix in any case', { detail: { stage: [{ prefix: { 'equals-ignore-case': 'offer' } }] } }, true],
    ['a suffix', { 'detail-type': [{ suffix: 'Bounced' }] }, true],
    ['equality in any case', { detail: { stage: [{ 'equals-ignore-case': 'offer-sent' }] } }, true],
    ['a wildcard', { 'detail-type': [{ wildcard: 'Email*unced' }] }, true],
    ['anything but a value', { source: [{ 'anything-but': 'aws.ses' }] }, false],
    ['anything but several', { source: [{ 'anything-but': ['crm', 'erp'] }] }, true],
    ['anything but a prefix', { source: [{ 'anything-but': { prefix: 'aws.' } }] }, false],
    ['a numeric range', { detail: { mail: { size: [{ numeric: ['>', 1000, '<=', 1200] }] } } }, true],
    ['outside a numeric range', { detail: { mail: { size: [{ numeric: ['<', 1000] }] } } }, false],
    ['presence', { detail: { stage: [{ exists: true }] } }, true],
    ['absence', { detail: { missing: [{ exists: false }] } }, true],
    ['absence below a missing part', { detail: { missing: { deeper: [{ exists: false }] } } }, true],
    ['an address range', { detail: { address: [{ cidr: '10.0.0.0/16' }] } }, true],
    ['one of two alternatives', { $or: [{ source: ['crm'] }, { detail: { stage: ['Offer-Sent'] } }] }, true],
    ['a key in one of several objects', { detail: { contacts: { role: ['attorney'] } } }, true],
    ['two keys, of which one does not match', { source: ['aws.ses'], 'detail-type': ['Email Opened'] }, false],
  ])('on %s', (_, pattern, matches) => {
    expect(matchesPattern(pattern, event)).toBe(matches)
  })

  it('is refused where it uses an operator that is not hosted', () => {
    expect(() => checkPattern({ detail: { a: [{ 'starts-with': 'x' }] } }, 'Rule')).toThrow('Rule: the pattern operator starts-with')
  })
})

describe('what a target gets', () => {
  const given = { id: 'e-1', detail: { leadId: 'lead-1', contacts: [{ id: 'c-1' }] } }
  it.each([
    ['all of the event', {}, JSON.stringify(given)],
    ['a constant', { Input: '{"a":1}' }, '{"a":1}'],
    ['a part', { InputPath: '$.detail.contacts[0]' }, '{"id":"c-1"}'],
    [
      'a text with parts put in',
      {
        InputTransformer: {
          InputPathsMap: { lead: '$.detail.leadId', all: '$.detail.contacts' },
          InputTemplate: '{"lead":"<lead>","contacts":<all>}',
        },
      },
      '{"lead":"lead-1","contacts":[{"id":"c-1"}]}',
    ],
  ])('is %s', (_, target, input) => {
    expect(inputFor(target, given)).toBe(input)
  })
})
