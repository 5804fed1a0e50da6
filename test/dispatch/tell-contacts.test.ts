import { describe, expect, it } from 'vitest'
import type { DispatchWork } from '../../functions/contract/work.ts'
import { tellContacts, type ContactTellPorts } from '../../functions/dispatch/tell-contacts.ts'
import type { ContactHead } from '../../functions/domain/contact.ts'
import { noControls } from '../../functions/domain/signal.ts'
import { enrollment, head, now, rules, seconds, withPlan } from '../domain/builders.ts'

const held = withPlan(enrollment(), { s1: { state: 'held', reason: 'sending_stopped', heldAt: seconds(now) } })
const keyed = (n: number): ContactHead => head({ key: String(n).padStart(4, '0'), enrollments: n % 2 === 0 ? [held] : [enrollment()] })

const portsOver = (all: ContactHead[], sending: 'on' | 'stopped' = 'on') => {
  const told: string[] = []
  const asked: DispatchWork[] = []
  const ports: ContactTellPorts = {
    engine: {
      now: () => now,
      settle: async (key, signalsFor) => {
        const found = all.find((one) => one.key === key) ?? null
        if ((await signalsFor(found)).length > 0) told.push(key)
        return { head: found, decided: [] }
      },
    },
    controls: async () => ({ ...noControls, sending }),
    contacts: async ({ limit, after = '' }) => {
      const rest = all.filter(({ key }) => key > after)
      const heads = rest.slice(0, limit)
      return { heads, next: rest.length > limit ? (heads.at(-1)?.key ?? null) : null }
    },
    dispatchQueue: { send: async (work) => void asked.push(...work) },
    rulesInForce: async () => rules,
  }
  return { ports, told, asked }
}

describe('telling that sending goes on', () => {
  it('reaches every contact that waits, page by page', async () => {
    const { ports, told, asked } = portsOver(Array.from({ length: 250 }, (_, n) => keyed(n)))
    expect(await tellContacts(ports, { kind: 'sending_resumed' })).toBe('told')
    for (const work of asked) if (work.kind === 'sending_resumed') await tellContacts(ports, work)
    expect(asked).toEqual([
      { kind: 'sending_resumed', after: '0099' },
      { kind: 'sending_resumed', after: '0199' },
    ])
    expect(told.toSorted()).toEqual(Array.from({ length: 125 }, (_, n) => String(n * 2).padStart(4, '0')))
  })

  it('tells nobody where sending is stopped again', async () => {
    const { ports, told, asked } = portsOver([keyed(0)], 'stopped')
    expect(await tellContacts(ports, { kind: 'sending_resumed' })).toBe('still_stopped')
    expect([...told, ...asked]).toEqual([])
  })
})
