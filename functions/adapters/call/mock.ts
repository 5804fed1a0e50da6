/** Voice calls until a provider is configured: simulator numbers come to what a provider would report of them. */
import { simulatorNumbers } from '../../contract/simulator-numbers.ts'
import type { CallOutcome } from '../../domain/call.ts'
import type { OutgoingMessage } from '../../domain/effect.ts'
import { mockAdapter, type MockFate } from '../mock.ts'

const fateOf = ({ to }: OutgoingMessage): MockFate => {
  switch (to) {
    case simulatorNumbers.invalid:
      return { kind: 'refused', answer: { cls: 'permanent', reason: 'the number does not exist', failure: 'invalid_number' } }
    case simulatorNumbers.noAnswer:
      return ends('no_answer')
    case simulatorNumbers.busy:
      return ends('busy')
    case simulatorNumbers.callFailed:
      return ends('failed')
    case simulatorNumbers.voicemail:
      return ends('voicemail', { durationSeconds: 24 })
    case simulatorNumbers.capacityExhausted:
      return ends('capacity_exhausted')
    case simulatorNumbers.answered:
      return ends('answered', { durationSeconds: 95, summary: 'A simulated call that was answered.' })
    default:
      return { kind: 'accepted' }
  }
}

const ends = (outcome: CallOutcome, more: { durationSeconds?: number; summary?: string } = {}): MockFate => ({
  kind: 'accepted',
  becomes: { type: 'call_ended', outcome, ...more },
})

export const mockCall = mockAdapter({ name: 'mock-call', channel: 'call', fateOf })
