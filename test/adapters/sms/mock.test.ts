import { describe, expect, it } from 'vitest'
import { telling } from '../../../functions/adapters/mock.ts'
import { mockSms } from '../../../functions/adapters/sms/mock.ts'
import { simulatorAnswerSeconds, simulatorNumbers } from '../../../functions/contract/simulator-numbers.ts'
import { messageEventWork, type MessageEventWork } from '../../../functions/contract/work.ts'
import { isSimulatorAddress, normalisePhone } from '../../../functions/domain/addresses.ts'
import { texted } from '../providers/texted.ts'

const now = () => Date.parse('2026-11-20T15:00:00Z')

const sendTo = async (to: string, more = {}) => {
  const told: { work: MessageEventWork; delay: number }[] = []
  const adapter = telling(mockSms, (work, delay) => {
    told.push({ work: messageEventWork.parse(work), delay })
    return Promise.resolve()
  })
  return { result: await adapter.send(texted({ to, ...more }), now), told }
}

describe('simulator numbers', () => {
  it.each(Object.values(simulatorNumbers))("%s is a number that a CRM can name, and nobody else's", (number) => {
    expect(normalisePhone(number)).toBe(number)
    expect(isSimulatorAddress(number)).toBe(true)
  })

  it('are told apart from ordinary ones', () => {
    expect(['+13125550142', '+15005550', '+445005550001'].some(isSimulatorAddress)).toBe(false)
  })
})

describe('a text without a provider', () => {
  it('to an ordinary number is accepted, and nothing follows', async () => {
    expect(await sendTo('+13125550142')).toMatchObject({ result: { kind: 'accepted' }, told: [] })
  })

  it.each([
    [simulatorNumbers.invalid, 'invalid_number'],
    [simulatorNumbers.landline, 'landline_detected'],
    [simulatorNumbers.optedOut, 'opted_out'],
  ])('to %s is refused at once: %s', async (to, failure) => {
    expect(await sendTo(to)).toMatchObject({ result: { kind: 'refused', cls: 'permanent', failure }, told: [] })
  })

  it('is delivered, or is not, a few seconds later, as its number says', async () => {
    const { result, told } = await sendTo(simulatorNumbers.good)
    expect(result).toMatchObject({ kind: 'accepted' })
    expect(told).toMatchObject([
      { delay: simulatorAnswerSeconds, work: { provider: 'mock-sms', channel: 'sms', event: { type: 'delivered' } } },
    ])
    expect(told[0]?.work.of).toMatchObject({ contactKey: 'ck1', attemptId: texted().attemptId, step: 's2', sequenceId: 'SEQ1' })
    expect((await sendTo(simulatorNumbers.undelivered)).told[0]?.work.event).toMatchObject({ failure: 'sms_undelivered' })
  })

  it('that failed once is delivered when it is sent again', async () => {
    expect((await sendTo(simulatorNumbers.failedOnce)).told[0]?.work.event).toMatchObject({ type: 'undelivered', failure: 'sms_failed' })
    expect((await sendTo(simulatorNumbers.failedOnce, { earlier: 1 })).told[0]?.work.event).toEqual({ type: 'delivered' })
  })

  it('stays accepted where what becomes of it cannot be told', async () => {
    const adapter = telling(mockSms, () => Promise.reject(new Error('the queue is away')))
    expect(await adapter.send(texted({ to: simulatorNumbers.good }), now)).toMatchObject({ kind: 'accepted' })
  })
})
