/** SMS until a provider is configured: simulator numbers behave as a provider would let them. */
import { simulatorNumbers } from '../../contract/simulator-numbers.ts'
import type { OutgoingMessage } from '../../domain/effect.ts'
import { mockAdapter, type MockFate } from '../mock.ts'

const refused = (reason: string, failure: 'invalid_number' | 'opted_out' | 'landline_detected'): MockFate => ({
  kind: 'refused',
  answer: { cls: 'permanent', reason, failure },
})

const fateOf = ({ to, earlier = 0 }: OutgoingMessage): MockFate => {
  switch (to) {
    case simulatorNumbers.invalid:
      return refused('the number does not exist', 'invalid_number')
    case simulatorNumbers.landline:
      return refused('the number is a landline', 'landline_detected')
    case simulatorNumbers.optedOut:
      return refused('the number opted out at the provider', 'opted_out')
    case simulatorNumbers.undelivered:
      return undelivered('sms_undelivered', 'the phone could not be reached')
    case simulatorNumbers.failedOnce:
      return earlier === 0
        ? undelivered('sms_failed', 'the carrier failed to take it')
        : { kind: 'accepted', becomes: { type: 'delivered' } }
    case simulatorNumbers.good:
      return { kind: 'accepted', becomes: { type: 'delivered' } }
    default:
      return { kind: 'accepted' }
  }
}

const undelivered = (failure: 'sms_undelivered' | 'sms_failed', detail: string): MockFate => ({
  kind: 'accepted',
  becomes: { type: 'undelivered', failure, detail },
})

export const mockSms = mockAdapter({ name: 'mock-sms', channel: 'sms', fateOf })
