import { describe, expect, it } from 'vitest'
import { sesList } from '../../functions/adapters/email/ses-account.ts'
import { SESv2Client } from '@aws-sdk/client-sesv2'
import type { ListedThere, ProviderList } from '../../functions/contract/provider-list.ts'
import type { AddressClosedWork } from '../../functions/contract/work.ts'
import type { SendingAccount } from '../../functions/domain/signal.ts'
import type { AddressRecord, SuppressionReason } from '../../functions/domain/contact.ts'
import { synchronise, type SynchronisePorts } from '../../functions/synchronise/synchronise.ts'
import { now } from '../domain/builders.ts'

const iso = (ms: number): string => new Date(ms).toISOString()
const at = iso(now)
const record = (key: string, reason: SuppressionReason | null, source = 'email'): AddressRecord => ({
  key,
  kind: 'email',
  suppressed: reason === null ? {} : { email: { reason, at, source } },
  contacts: ['ck1'],
  simulator: false,
})

interface Given {
  pages?: ListedThere[][]
  known?: AddressRecord[]
  closed?: AddressRecord[]
  opened?: AddressRecord[]
}

const world = ({ pages = [[]], known = [], closed = [], opened = [] }: Given) => {
  const did: string[] = []
  const queued: AddressClosedWork[] = []
  const state = {
    to: { read: {} as Record<string, string>, told: '' },
    asked: [] as (string | null)[],
    noted: 0,
    before: null as SendingAccount | null,
  }
  const real = sesList(new SESv2Client({}))
  const list: ProviderList = {
    source: 'ses_list',
    kind: 'email',
    channel: 'email',
    page: async (since, next) => {
      if (next === null) state.asked.push(since)
      const number = Number(next ?? 0)
      return { listed: pages[number] ?? [], next: number + 1 < pages.length ? String(number + 1) : null }
    },
    takes: (one) => real.takes(one),
    close: async (value, reason) => void did.push(`close ${value} ${reason}`),
    open: async (value) => void did.push(`open ${value}`),
  }
  const ports: SynchronisePorts = {
    now: () => now,
    lists: [list],
    account: async () => ({ sandbox: true, maxPerDay: 200, maxPerSecond: 1, at }),
    noted: async () => state.before,
    noteAccount: async () => void state.noted++,
    dispatchQueue: { send: async (_work, seconds) => void did.push(`sending goes on${seconds === undefined ? '' : ` in ${seconds} s`}`) },
    checkpoint: { get: async () => state.to, put: async (to) => void (state.to = to) },
    addressKey: async (_kind, value) => `key of ${value}`,
    records: async (keys) => keys.map((key) => known.find((one) => one.key === key) ?? null),
    closedSince: async () => ({ records: closed, next: null }),
    opened: async () => opened,
    forgetOpened: async (key) => void did.push(`forget ${key}`),
    valueOf: async ({ key, contacts }) => (contacts.length > 0 ? key.replace('key of ', '') : null),
    engageQueue: { send: async (work) => void queued.push(...work) },
  }
  return { ports, did, queued, state }
}

describe('the account at SES', () => {
  const account = (sandbox: boolean): SendingAccount => ({ sandbox, maxPerDay: 200, maxPerSecond: 1, at })
  const run = async (before: SendingAccount | null, after: SendingAccount): Promise<string[]> => {
    const { ports, did, state } = world({})
    state.before = before
    await synchronise({ ...ports, account: async () => after })
    expect(state.noted).toBe(1)
    return did
  }

  it('once released lets go what its sandbox held, and tells it twice', async () => {
    expect(await run(account(true), account(false))).toEqual(['sending goes on in 120 s', 'sending goes on'])
  })

  it('that is as it was tells nobody', async () => {
    for (const [before, after] of [
      [null, account(false)],
      [null, account(true)],
      [account(true), account(true)],
      [account(false), account(false)],
      [account(false), account(true)],
    ] as const)
      expect(await run(before, after)).toEqual([])
  })
})

describe('what is on a provider’s list', () => {
  it('is closed here, page by page, known or not: a complaint for every channel, a dead mailbox for mail', async () => {
    const { ports, queued, state } = world({
      pages: [[{ value: 'Dana@Example.com', reason: 'complained', at }], [{ value: 'eli@example.com', reason: 'address_dead', at }]],
    })
    expect(await synchronise(ports)).toEqual({ closed: 2, put: 0, taken: 0 })
    expect(queued).toMatchObject([
      {
        address: { key: 'key of dana@example.com', kind: 'email' },
        channels: ['email', 'sms', 'call'],
        reason: 'complained',
        source: 'ses_list',
      },
      { address: { key: 'key of eli@example.com' }, channels: ['email'], reason: 'address_dead', learntAt: at },
    ])
    expect(state.noted).toBe(1)
  })

  it('is not closed again where it is, but where a complaint outweighs what stands', async () => {
    const entry = (value: string, reason: ListedThere['reason']): ListedThere => ({ value, reason, at })
    const { ports, queued } = world({
      pages: [[entry('a@x.com', 'address_dead'), entry('b@x.com', 'complained'), entry('c@x.com', 'complained')]],
      known: [record('key of a@x.com', 'unsubscribed'), record('key of b@x.com', 'complained'), record('key of c@x.com', 'unsubscribed')],
    })
    await synchronise(ports)
    expect(queued.map(({ address }) => address.key)).toEqual(['key of c@x.com'])
  })

  it('is nobody’s where it is a simulator’s address or no address at all', async () => {
    const { ports, queued } = world({
      pages: [
        [
          { value: 'bounce@simulator.amazonses.com', reason: 'address_dead', at },
          { value: 'nonsense', reason: 'address_dead', at },
        ],
      ],
    })
    await synchronise(ports)
    expect(queued).toEqual([])
  })

  it('is read from the beginning once, and from a while before the last time afterwards', async () => {
    const { ports, state } = world({})
    await synchronise(ports)
    await synchronise(ports)
    expect(state.asked).toEqual([null, iso(now - 90 * 60_000)])
  })

  it('is read again from the same place where it could not be read to its end', async () => {
    const { ports, state } = world({})
    const broken = {
      ...ports,
      engageQueue: { send: () => Promise.reject(new Error('queue')) },
      lists: world({ pages: [[{ value: 'a@x.com', reason: 'complained', at }]] }).ports.lists,
    }
    await expect(synchronise(broken)).rejects.toThrow('queue')
    expect(state.to.read).toEqual({})
  })
})

describe('what was closed here', () => {
  it('is put on the list where the provider cannot know it, and only what concerns it', async () => {
    const { ports, did } = world({
      closed: [
        record('key of a@x.com', 'complained', 'arf'),
        record('key of b@x.com', 'address_dead', 'import'),
        record('key of c@x.com', 'complained', 'ses'),
        record('key of d@x.com', 'address_dead', 'ses_list'),
        record('key of e@x.com', 'unsubscribed', 'one_click'),
        { ...record('key of f@x.com', 'complained', 'import'), contacts: [] },
      ],
    })
    expect(await synchronise(ports)).toMatchObject({ put: 2 })
    expect(did).toEqual(['close a@x.com complained', 'close b@x.com address_dead'])
  })

  it('and opened again is taken off the list before the list is read', async () => {
    const { ports, did, state } = world({ opened: [record('key of a@x.com', null)] })
    const order: string[] = []
    const [list] = ports.lists
    if (!list) throw new Error('no list')
    const lists = [
      {
        ...list,
        open: async (value: string) => void order.push(`open ${value}`),
        page: async () => (order.push('read'), { listed: [], next: null }),
      },
    ]
    expect(await synchronise({ ...ports, lists })).toMatchObject({ taken: 1 })
    expect(order).toEqual(['open a@x.com', 'read'])
    expect(did).toEqual(['forget key of a@x.com'])
    expect(state.to.told).toBe(iso(now - 90 * 60_000))
  })
})
