import { describe, expect, it } from 'vitest'
import type { ContactHead } from '../../functions/domain/contact.ts'
import type { Signal } from '../../functions/domain/signal.ts'
import { settle, type CarriedEffect, type ShellPorts } from '../../functions/runtime/shell.ts'
import { dueSignal, enrollSignal, head, now } from '../domain/builders.ts'

/** A head in memory whose first `losses` commits are lost to someone else. */
const shell = (stored: ContactHead | null, losses = 0) => {
  const carried: CarriedEffect[][] = []
  const trace: string[] = []
  let current = stored
  let left = losses
  const ports: ShellPorts = {
    heads: {
      load: async () => {
        trace.push('load')
        return structuredClone(current)
      },
      commit: async (next) => {
        if (left-- > 0) {
          trace.push('lost')
          if (current) current = { ...current, revision: current.revision + 1 }
          return false
        }
        trace.push('commit')
        if ((current?.revision ?? 0) !== next.revision) return false
        current = { ...next, revision: next.revision + 1 }
        return true
      },
    },
    carryOut: async (effects) => {
      if (effects.length > 0) trace.push(effects.map(({ kind }) => kind).join(','))
      carried.push(effects)
    },
    send: async () => {
      trace.push('send')
      return { kind: 'accepted', providerId: 'P1', at: '2026-11-20T15:00:01.000Z' }
    },
    now: () => now,
    pause: async () => void trace.push('pause'),
  }
  return { ports, trace, carried, stored: () => current }
}

describe('settling signals on a contact', () => {
  it('stores why a route was not followed with the commit that drops it, so that a crash between the two loses neither', async () => {
    const route = { from: 'E9', leadId: 'lead-1', exit: 'completed' as const, to: 'gone', at: 1 }
    const { ports, carried } = shell(head({ routing: [route] }))
    const joint: unknown[] = []
    const commit = ports.heads.commit.bind(ports.heads)
    ports.heads.commit = (next, wakeAt, effects) => {
      joint.push(...effects)
      return commit(next, wakeAt, effects)
    }
    await settle(ports, 'ck1', () => [{ kind: 'route_dropped', from: 'E9', why: 'There is no such sequence any more.' }])
    expect(joint).toMatchObject([{ kind: 'put_interaction', interaction: { kind: 'routed', enrollmentId: 'E9' } }])
    expect(carried.flat()).toEqual([])
  })

  it('decides again on the newer head when a race is lost, and commits once', async () => {
    const { ports, trace, stored } = shell(head(), 3)
    const { decided } = await settle(ports, 'ck1', () => [enrollSignal()])
    expect(decided[0]?.decision.kind).toBe('changed')
    expect(stored()?.revision).toBe(5)
    expect(trace.filter((step) => step === 'load')).toHaveLength(4)
    expect(trace.filter((step) => step === 'pause')).toHaveLength(3)
    expect(trace.filter((step) => step === 'commit')).toHaveLength(1)
  })

  it('sends by the claim that it made when only the answer to its commit was lost', async () => {
    const { ports, trace, stored } = shell(head())
    await settle(ports, 'ck1', () => [enrollSignal()])
    const commit = ports.heads.commit.bind(ports.heads)
    let answers = 0
    ports.heads.commit = async (...written) => (await commit(...written)) && answers++ > 0
    await settle(ports, 'ck1', () => [dueSignal('s1')])
    expect(trace.filter((step) => step === 'send')).toHaveLength(1)
    expect(stored()?.enrollments[0]?.plan[0]?.state).toBe('sent')
  })

  it('sends nothing by such a claim where an opt-out was committed before the answer was missed', async () => {
    const { ports, trace, stored } = shell(head())
    await settle(ports, 'ck1', () => [enrollSignal()])
    const commit = ports.heads.commit.bind(ports.heads)
    let first = true
    ports.heads.commit = async (...written) => {
      const taken = await commit(...written)
      if (!first) return taken
      first = false
      const optOut: Signal = {
        kind: 'opted_out',
        address: 'email',
        addressKey: 'ae1',
        channels: ['email'],
        reason: 'unsubscribed',
        detail: '',
      }
      await settle(ports, 'ck1', () => [optOut])
      return false
    }
    await settle(ports, 'ck1', () => [dueSignal('s1')])
    expect(trace).not.toContain('send')
    expect(stored()?.suppressed.email?.reason).toBe('unsubscribed')
  })

  it('gives up loudly when it never wins', async () => {
    const { ports } = shell(head(), 100)
    await expect(settle(ports, 'ck1', () => [enrollSignal()])).rejects.toThrow('12 times in a row')
  })

  it('writes ahead of the commit what must stand before it, and follows up after it', async () => {
    const { ports, trace } = shell(head())
    await settle(ports, 'ck1', () => [enrollSignal()], { ahead: async () => void trace.push('reference') })
    expect(trace.slice(0, 3)).toEqual(['load', 'reference', 'commit'])
    expect(trace[3]).toContain('schedule')
  })

  it('makes a claim’s one call after the commit and records the answer without reading again', async () => {
    const enrolled = shell(head())
    await settle(enrolled.ports, 'ck1', () => [enrollSignal()])
    const { ports, trace, stored } = shell(enrolled.stored())
    await settle(ports, 'ck1', () => [dueSignal('s1')])
    expect(trace).toEqual(['load', 'commit', 'send', 'put_message', 'commit'])
    expect(stored()?.enrollments[0]?.plan[0]?.state).toBe('sent')
    expect(stored()?.inFlight).toBeUndefined()
  })

  it('records the answer even when another effect of the same decision fails', async () => {
    const enrolled = shell(head())
    await settle(enrolled.ports, 'ck1', () => [enrollSignal()])
    const { ports, stored } = shell(enrolled.stored())
    let first = true
    const failing: ShellPorts = {
      ...ports,
      carryOut: async (effects, key) => {
        await ports.carryOut(effects, key)
        // The claim's own follow-up comes after its (empty) write-ahead.
        if (effects.length === 0 && stored()?.inFlight && first) {
          first = false
          throw new Error('the queue is away')
        }
      },
    }
    await expect(settle(failing, 'ck1', () => [dueSignal('s1')])).rejects.toThrow('the queue is away')
    expect(stored()?.enrollments[0]?.plan[0]?.state).toBe('sent')
  })

  it('leaves the head alone where no signal is named', async () => {
    const { ports, trace } = shell(head())
    expect((await settle(ports, 'ck1', () => [])).decided).toEqual([])
    expect(trace).toEqual(['load'])
  })
})
