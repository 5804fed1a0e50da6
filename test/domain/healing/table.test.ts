import { describe, expect, it } from 'vitest'
import { diagnose } from '../../../functions/domain/healing/table.ts'
import type { Closed, Facts } from '../../../functions/domain/healing/facts.ts'
import { healFailures, type HealFailure } from '../../../functions/domain/signal.ts'
import { healingText } from './table-text.ts'

const facts = (overrides: Partial<Facts> = {}): Facts => ({
  failure: 'sms_undelivered',
  policy: 'heal',
  nth: 1,
  closed: { email: null, sms: null, call: null },
  lineType: 'mobile',
  otherSender: false,
  alternative: { email: false, phone: false },
  enrichable: { email: false, phone: false },
  triesLeft: true,
  exhausted: false,
  complained: false,
  ...overrides,
})
const actions = (overrides: Partial<Facts>): string => diagnose(facts(overrides)).remedies.map(remedyText).join(' + ')
const remedyText = (remedy: ReturnType<typeof diagnose>['remedies'][number]): string => {
  const { action, ...more } = remedy
  const words = Object.values(more).flatMap((value) => value)
  return [action, ...words].join(' ')
}
const without = (...channels: (keyof Facts['closed'])[]): Pick<Facts, 'closed'> => ({
  closed: {
    email: channels.includes('email') ? 'no_address' : null,
    sms: channels.includes('sms') ? 'no_consent' : null,
    call: channels.includes('call') ? 'no_consent' : null,
  },
})

describe('the healing table', () => {
  it('reads as it is printed', async () => {
    await expect(healingText()).toMatchFileSnapshot('table.txt')
  })

  const rows: [HealFailure, string, Partial<Facts>, string][] = [
    ['sms_undelivered', 'the first', {}, 'retry 300'],
    ['sms_failed', 'the first', {}, 'retry 300'],
    ['sms_failed', 'the second, with another sender', { nth: 2, otherSender: true }, 'retry_alternative sender'],
    ['sms_failed', 'the second, without one', { nth: 2 }, 'switch_channel sms email this'],
    ['sms_failed', 'the third', { nth: 3, otherSender: true }, 'switch_channel sms email both'],
    ['sms_undelivered', 'to a landline', { nth: 2, lineType: 'landline' }, 'switch_channel sms email both'],
    [
      'sms_undelivered',
      'without an email address',
      { nth: 2, ...without('email'), enrichable: { email: true, phone: true } },
      'enrich_contact email',
    ],
    ['sms_undelivered', 'with nothing else', { nth: 2, ...without('email') }, 'skip_and_advance'],
    [
      'sms_undelivered',
      'with another number',
      { nth: 2, ...without('email'), alternative: { email: false, phone: true } },
      'retry_alternative phone',
    ],
    ['sms_undelivered', 'after the contact left SMS', { ...without('sms') }, 'switch_channel sms email this'],
    ['landline_detected', 'with email', { lineType: 'landline' }, 'switch_channel sms email both'],
    ['landline_detected', 'without email', { ...without('email') }, 'skip_and_advance'],
    ['email_bounced_hard', 'with consent to SMS', {}, 'switch_channel email sms remaining'],
    [
      'email_bounced_hard',
      'without, with another address',
      { ...without('sms'), alternative: { email: true, phone: false } },
      'retry_alternative email',
    ],
    [
      'email_bounced_hard',
      'without, with a source',
      { ...without('sms'), enrichable: { email: true, phone: false } },
      'enrich_contact email',
    ],
    ['email_bounced_hard', 'without anything', { ...without('sms') }, 'end_sequence'],
    ['email_bounced_soft', 'the first', {}, 'retry 3600'],
    [
      'email_bounced_soft',
      'the second, with another address',
      { nth: 2, alternative: { email: true, phone: false } },
      'retry_alternative email',
    ],
    ['email_bounced_soft', 'the second, with a source', { nth: 2, enrichable: { email: true, phone: false } }, 'enrich_contact email'],
    ['email_bounced_soft', 'the second', { nth: 2 }, 'skip_and_advance'],
    ['email_spam', 'whatever else', { alternative: { email: true, phone: true } }, 'end_sequence'],
    ['call_no_answer', 'the first', {}, 'inject_step missed_call'],
    ['call_no_answer', 'the first, without SMS', { ...without('sms') }, 'extend_delay'],
    ['call_no_answer', 'the second', { nth: 2 }, 'extend_delay'],
    ['call_no_answer', 'the third', { nth: 3 }, 'switch_channel call sms email remaining'],
    ['call_no_answer', 'the third, without SMS and email', { nth: 3, ...without('sms', 'email') }, 'skip_and_advance'],
    ['call_busy', 'the first', {}, 'retry 900'],
    ['call_busy', 'the third', { nth: 3 }, 'retry 900'],
    ['call_busy', 'the fourth', { nth: 4 }, 'extend_delay'],
    ['call_busy', 'the fifth', { nth: 5 }, 'skip_and_advance'],
    ['call_failed', 'the first', {}, 'inject_step call_failed + retry 3600'],
    ['call_failed', 'the first, without SMS', { ...without('sms') }, 'retry 3600'],
    ['capacity_exhausted', 'the second', { nth: 2 }, 'retry 14400'],
    ['capacity_exhausted', 'the third', { nth: 3 }, 'switch_channel call sms email remaining'],
    ['call_voicemail', 'the first', {}, 'inject_step voicemail'],
    ['call_voicemail', 'the third', { nth: 3 }, 'skip_and_advance'],
    [
      'invalid_number',
      'with a source',
      { enrichable: { email: false, phone: true } },
      'switch_channel sms call email both + enrich_contact phone',
    ],
    ['invalid_number', 'without one', {}, 'switch_channel sms call email both'],
    [
      'invalid_number',
      'without email, with a source',
      { ...without('email'), enrichable: { email: true, phone: true } },
      'enrich_contact phone',
    ],
    ['invalid_number', 'without anything', { ...without('email') }, 'skip_and_advance'],
  ]
  it.each(rows)('%s, %s', (failure, _which, overrides, expected) => {
    expect(actions({ failure, ...overrides })).toBe(expected)
  })

  describe('before any rule of a failure', () => {
    it.each(healFailures)('%s: nothing is healed after a complaint, and the step’s own policy goes first', (failure) => {
      const all = { failure, alternative: { email: true, phone: true }, enrichable: { email: true, phone: true } }
      expect(actions({ ...all, complained: true })).toBe('end_sequence')
      if (failure === 'email_spam') return
      expect(actions({ ...all, policy: 'end' })).toBe('end_sequence')
      expect(actions({ ...all, policy: 'skip' })).toBe('skip_and_advance')
      expect(actions({ ...all, policy: 'retry' })).toBe('retry step')
      expect(actions({ ...all, policy: 'retry', triesLeft: false })).toBe('skip_and_advance')
      expect(actions({ ...all, exhausted: true })).toBe('skip_and_advance')
    })
  })

  it('never plans onto a closed channel, whatever the failure, the history, the consent and the reachability', () => {
    const closings: Closed[] = [null, 'no_address', 'address_dead', 'suppressed', 'no_consent', 'landline']
    let asked = 0
    for (const failure of healFailures)
      for (const nth of [1, 2, 3, 4, 5])
        for (const email of closings.slice(0, 5))
          for (const sms of closings)
            for (const call of closings.slice(0, 5))
              for (const lineType of ['mobile', 'landline'] as const)
                for (const spare of [true, false]) {
                  const closed = { email, sms: lineType === 'landline' ? (sms ?? 'landline') : sms, call }
                  const given = facts({ failure, nth, closed, lineType, otherSender: spare })
                  for (const remedy of diagnose(given).remedies) {
                    asked++
                    if (remedy.action === 'switch_channel') expect(remedy.to.some((channel) => closed[channel] === null)).toBe(true)
                    if (remedy.action === 'inject_step') expect(closed.sms).toBe(null)
                    if (remedy.action === 'extend_delay') expect(closed.call).toBe(null)
                    if (remedy.action === 'retry_alternative' && remedy.by === 'sender') expect(closed.sms).toBe(null)
                    const own = failure.startsWith('email')
                      ? email
                      : failure.startsWith('sms') || failure === 'landline_detected'
                        ? closed.sms
                        : call
                    if (remedy.action === 'retry') expect(own).toBe(null)
                  }
                }
    expect(asked).toBeGreaterThan(30_000)
  })
})
