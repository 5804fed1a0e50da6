import { describe, expect, it } from 'vitest'
import { lineAsking } from '../../functions/dispatch/line-type.ts'
import { context, dueSignal, enrollment, head, now, step, version } from '../domain/builders.ts'

const texts = version({ steps: [step(1, 'sms', 0)] })
const running = head({ enrollments: [enrollment({}, texts)] })
const due = (overrides: Parameters<typeof context>[0] = {}) => dueSignal('s1', 1, { ...context(), version: texts, ...overrides })

const asking = (found: { kind: 'typed'; lineType: 'landline' } | { kind: 'failed'; reason: string }) => {
  const asked: string[] = []
  const ask = lineAsking({
    lineTypes: {
      typeOf: (number) => {
        asked.push(number)
        return Promise.resolve(found)
      },
    },
  })
  return { asked, ask }
}
const landline = { kind: 'typed', lineType: 'landline' } as const

describe('before the first text to a number', () => {
  it('it is looked up once, however often the head is read anew', async () => {
    const { asked, ask } = asking(landline)
    const typed = [{ kind: 'line_typed', addressKey: 'ap1', lineType: 'landline' }]
    expect(await ask(running, due(), now)).toEqual(typed)
    expect(await ask({ ...running, revision: 2 }, due(), now)).toEqual(typed)
    expect(asked).toEqual(['+13125550142'])
  })

  it('a lookup that fails keeps no text back, and is tried before the next one', async () => {
    const failed = asking({ kind: 'failed', reason: '500' })
    expect(await failed.ask(running, due(), now)).toEqual([])
    expect(failed.asked).toHaveLength(1)
  })

  it('nothing is asked of a number that is known, of a text that a gate keeps back, or of a mail', async () => {
    const { asked, ask } = asking(landline)
    await ask({ ...running, addresses: { phone: { key: 'ap1', value: '+13125550142', lineType: 'mobile' } } }, due(), now)
    await ask({ ...running, consent: {} }, due(), now)
    await ask(running, due({ sequenceStatus: 'paused' }), now)
    await ask(head({ enrollments: [enrollment()] }), dueSignal('s1'), now)
    expect(asked).toEqual([])
    expect(await lineAsking({ lineTypes: null })(running, due(), now)).toEqual([])
    expect(await lineAsking({})(running, due(), now)).toEqual([])
  })
})
