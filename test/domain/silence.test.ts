import { describe, expect, it } from 'vitest'
import { noControls } from '../../functions/domain/signal.ts'
import { silenceOf, type SilenceInput } from '../../functions/domain/silence.ts'
import { now, rules, seconds } from './builders.ts'

const at = seconds(now)
const one = { id: 'SEQ1', name: 'Outreach', owner: 'sam', status: 'active' as const, running: 3 }
/** Everything is well, and the next message is due in an hour. */
const input = (overrides: Partial<SilenceInput> = {}): SilenceInput => ({
  at,
  timeZone: 'America/New_York',
  rules,
  controls: noControls,
  mailsBySes: true,
  hasPostalAddress: true,
  sequences: [one],
  sentToday: 0,
  drafts: 0,
  tasks: 0,
  next: { at: at + 3600, channel: 'email', zones: ['America/Chicago'] },
  ...overrides,
})
const reasons = (overrides: Partial<SilenceInput>) => silenceOf(input(overrides)).map(({ reason }) => reason)

describe('why nothing is sent', () => {
  it('is not asked while something is', () => {
    expect(reasons({ sentToday: 1, drafts: 4, controls: { ...noControls, allowList: [] }, hasPostalAddress: false })).toEqual([])
  })

  it('is told whatever left today, where everything is stopped', () => {
    expect(reasons({ sentToday: 9, controls: { ...noControls, sending: 'stopped' } })).toEqual(['sending_stopped'])
  })

  it.each([
    ['there is no sequence', [], 'no_sequences'],
    ['all were archived', [{ ...one, status: 'archived' as const }], 'no_sequences'],
    ['all are drafts', [{ ...one, status: 'draft' as const }], 'none_active'],
    ['all are paused', [{ ...one, status: 'paused' as const }], 'none_active'],
    ['nobody is enrolled', [{ ...one, running: 0 }], 'nobody_enrolled'],
  ])('is that %s', (_what, sequences, reason) => {
    expect(reasons({ sequences })).toEqual([reason])
  })

  it('says nothing of all sequences where there are too many to know', () => {
    expect(reasons({ sequences: null })).toEqual(['nothing_due'])
  })

  it('names who may be reached', () => {
    const account = { sandbox: true, maxPerDay: 200, maxPerSecond: 1, at: '2026-11-20T00:00:00.000Z' }
    const limited = { ...noControls, allowList: ['@example.com'], account }
    expect(reasons({ controls: limited, hasPostalAddress: false }).slice(0, 3)).toEqual([
      'no_postal_address',
      'account_sandbox',
      'allow_list',
    ])
    expect(reasons({ controls: limited, mailsBySes: false })).not.toContain('account_sandbox')
  })

  it('waits for an owner until the morning after the absence', () => {
    const absences = [
      { owner: 'sam', from: '2026-11-18', to: '2026-11-20' },
      { owner: 'sam', from: '2026-11-20', to: '2026-11-22' },
      { owner: 'kim', from: '2026-11-01', to: '2026-12-31' },
    ]
    const [away] = silenceOf(input({ controls: { ...noControls, absences } }))
    expect(away).toMatchObject({ reason: 'owner_away', sequenceId: 'SEQ1', until: '2026-11-23T05:00:00.000Z' })
    expect(reasons({ controls: { ...noControls, absences: [{ owner: 'sam', from: '2026-11-10', to: '2026-11-19' }] } })).toEqual([
      'nothing_due',
    ])
  })

  it('waits for people', () => {
    expect(reasons({ drafts: 1, next: null })).toEqual(['waiting_for_approval', 'nothing_due'])
    expect(reasons({ tasks: 2, next: null })).toEqual(['waiting_for_tasks', 'nothing_due'])
    expect(reasons({ tasks: 2 })).toEqual(['nothing_due'])
  })

  it('is the hour of day at the next contact’s place, until it opens there', () => {
    const night = Date.parse('2026-11-20T04:00:00Z') / 1000
    const next = { at: night + 10 * 3600, channel: 'sms' as const, zones: ['America/Chicago'] as const }
    expect(silenceOf(input({ at: night, next }))).toMatchObject([{ reason: 'outside_window', until: '2026-11-20T14:00:00.000Z' }])
    expect(silenceOf(input())).toMatchObject([{ reason: 'nothing_due', until: '2026-11-20T16:00:00.000Z' }])
    expect(reasons({ next: { at: at - 5, channel: 'email', zones: ['America/Chicago'] } })).toEqual([])
  })
})
