import { describe, expect, it } from 'vitest'
import { callState, readCallState } from '../../functions/contract/call-state.ts'
import { enrollmentIdFrom, messageIdOf } from '../../functions/domain/ids.ts'

const enrollmentId = enrollmentIdFrom(Date.parse('2026-11-20T15:00:00Z'), 7n << 10n)
const of = { contactKey: 'ck1', enrollmentId, messageId: messageIdOf(enrollmentId, 2), attemptId: 'A1', step: 's2', sequenceId: 'SEQ1' }

describe('what a steered call carries with it', () => {
  it('is read back, with who was heard and without', () => {
    expect(readCallState(callState({ of }))).toEqual({ of })
    expect(readCallState(callState({ of, heard: 'machine' }))).toEqual({ of, heard: 'machine' })
    const unsaid = { of, heard: 'human', unsaid: 'opted_out' } as const
    expect(readCallState(callState(unsaid))).toEqual(unsaid)
  })

  it('is base64, as the provider asks for it', () => {
    expect(callState({ of, heard: 'human' })).toMatch(/^[A-Za-z0-9+/]+=*$/)
  })

  it.each([
    '',
    'no base64 ~',
    btoa('other.traffic'),
    btoa(`${atob(callState({ of }))}~robot`),
    btoa(`${atob(callState({ of }))}~human~more`),
    btoa(`${atob(callState({ of }))}~human~opted_out~more`),
  ])('is none of ours where it is %s', (text) => {
    expect(readCallState(text)).toBeNull()
  })
})
