import { describe, expect, it } from 'vitest'
import { callAdapter } from '../../../functions/adapters/call/adapter.ts'
import { simulatorNumbers } from '../../../functions/contract/simulator-numbers.ts'
import { messageEventWork, type MessageEventWork } from '../../../functions/contract/work.ts'
import { secretsOf } from '../providers/texted.ts'
import { called } from './called.ts'

const now = () => Date.parse('2026-11-20T15:00:00Z')
const call = async (to: string) => {
  const told: [MessageEventWork, number][] = []
  const later = async (work: MessageEventWork, seconds: number) => void told.push([work, seconds])
  const adapter = callAdapter({ settings: { adapter: 'mock' }, secrets: secretsOf({}), publicUrl: 'https://acme.example.com', later })
  return { result: await adapter.send(called({ to }), now), told }
}

describe('a call while no provider is configured', () => {
  it('is accepted, and nothing more is heard of it', async () => {
    expect(await call('+13125550142')).toMatchObject({ result: { kind: 'accepted' }, told: [] })
  })

  it('to a number that nobody has is refused for good', async () => {
    const { result, told } = await call(simulatorNumbers.invalid)
    expect(result).toMatchObject({ kind: 'refused', cls: 'permanent', failure: 'invalid_number' })
    expect(told).toEqual([])
  })

  it.each([
    ['noAnswer', 'no_answer'],
    ['busy', 'busy'],
    ['callFailed', 'failed'],
    ['voicemail', 'voicemail'],
    ['capacityExhausted', 'capacity_exhausted'],
    ['answered', 'answered'],
  ] as const)('to the simulator number %s comes to %s a few seconds later', async (name, outcome) => {
    const { result, told } = await call(simulatorNumbers[name])
    expect(result.kind).toBe('accepted')
    expect(told).toHaveLength(1)
    expect(messageEventWork.parse(told[0]?.[0])).toMatchObject({ channel: 'call', event: { type: 'call_ended', outcome } })
    expect(told[0]?.[1]).toBeGreaterThan(0)
  })
})
