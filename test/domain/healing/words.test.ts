import { describe, expect, it } from 'vitest'
import { failedChannels, healedText } from '../../../functions/domain/healing/words.ts'

const action = { at: '2026-11-20T15:00:00.000Z', failure: 'sms_failed', action: 'retry', step: 's1', reason: 'it is tried again' } as const

describe('what healing did, for a person', () => {
  it('names the channels on which something failed, each once', () => {
    expect(failedChannels([])).toEqual([])
    expect(failedChannels([action, action, { failure: 'email_bounced_hard' }])).toEqual(['email', 'sms'])
    expect(failedChannels([{ failure: 'invalid_number' }])).toEqual(['sms', 'call'])
  })

  it('says failure, diagnosis and action of one message', () => {
    expect(healedText([action, { ...action, step: 's2' }], 's1', () => '09:00')).toEqual([
      'Healed at 09:00: text failed; it is tried again (tried again).',
    ])
  })
})
