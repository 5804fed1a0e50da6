import { describe, expect, it } from 'vitest'
import { sweep, type SweepPorts } from '../../functions/sweep/sweep.ts'
import { now } from '../domain/builders.ts'

const ports = (due: string[], leads: string[], chunks: { job: string; chunk: number }[] = []) => {
  const asked: unknown[] = []
  const queued: unknown[] = []
  const made: SweepPorts = {
    dueBefore: async (...args) => {
      asked.push(['due', ...args])
      return due
    },
    pendingLeads: async (...args) => {
      asked.push(['leads', ...args])
      return leads
    },
    waitingChunks: async (...args) => {
      asked.push(['chunks', ...args])
      return chunks
    },
    dispatchQueue: { send: async (work) => void queued.push(...work) },
    enrollQueue: { send: async (work) => void queued.push(...work) },
    dueDeliveries: async () => [{ endpoint: 'W1', delivery: 'D1' }],
    deliverQueue: null,
    now: () => now,
  }
  return { made, asked, queued }
}

describe('the sweep', () => {
  it('hands over deliveries to webhooks that waited longer than a queue can, where there are any', async () => {
    const { made, queued } = ports([], [])
    await sweep(made, {})
    expect(queued).toEqual([])
    await sweep({ ...made, deliverQueue: { send: async (work) => void queued.push(...work) } }, {})
    expect(queued).toEqual([{ kind: 'deliver', endpoint: 'W1', delivery: 'D1' }])
  })

  it('hands over contacts with something overdue and leads that were taken in more than two minutes ago', async () => {
    const { made, asked, queued } = ports(['ck1', 'ck2'], ['lead-1'])
    expect(await sweep(made, {})).toEqual({ looked: 3, handedOver: 3, resent: 1 })
    expect(queued).toEqual([
      { kind: 'wake', contact: 'ck1' },
      { kind: 'wake', contact: 'ck2' },
      { kind: 'missed_lead', leadId: 'lead-1' },
    ])
    expect(asked).toEqual([
      ['due', now / 1000, 250],
      ['leads', '2026-11-19T15:00:00.000Z', '2026-11-20T14:58:00.000Z', 250],
      ['chunks', '2026-11-19T15:00:00.000Z', '2026-11-20T14:30:00.000Z', 100],
    ])
  })

  it('queues nothing when nothing is due', async () => {
    const { made, queued } = ports([], [])
    expect(await sweep(made, {})).toEqual({ looked: 0, handedOver: 0, resent: 0 })
    expect(queued).toEqual([])
  })

  it('looks at one kind alone when it is asked to', async () => {
    const { made, asked } = ports(['ck1'], ['lead-1'])
    expect(await sweep(made, { only: 'leads' })).toEqual({ looked: 1, handedOver: 1, resent: 1 })
    expect(await sweep(made, { only: 'messages' })).toEqual({ looked: 1, handedOver: 1, resent: 0 })
    expect(asked.map((one) => (one as unknown[])[0])).toEqual(['leads', 'chunks', 'due'])
  })

  it('hands over rows of bulk jobs that nobody carried out for half an hour', async () => {
    const { made, queued } = ports([], [], [{ job: 'J1', chunk: 7 }])
    await sweep(made, {})
    expect(queued).toEqual([{ kind: 'enroll_rows', job: 'J1', chunk: 7 }])
  })
})
