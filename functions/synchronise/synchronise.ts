/**
 * Once an hour, the lists of addresses that the providers do not reach and our own are brought together: what was opened here is taken off
 * theirs, what was closed here is put on them, and what is new on theirs is closed here, known or not. Each part may be repeated: it
 * looks at what stands already.
 */
import type { ListedThere, ProviderList } from '../contract/provider-list.ts'
import type { AddressClosedWork, SendingResumedWork } from '../contract/work.ts'
import { isSimulatorAddress, normaliseEmail, normalisePhone } from '../domain/addresses.ts'
import type { AddressKind } from '../domain/channel.ts'
import type { AddressRecord } from '../domain/contact.ts'
import type { SendingAccount } from '../domain/signal.ts'

export interface SynchronisePorts {
  now(): number
  lists: readonly ProviderList[]
  /** What SES says of the account; null where another provider sends. */
  account: (() => Promise<SendingAccount>) | null
  /** As it was noted last; null before the first time. */
  noted(): Promise<SendingAccount | null>
  noteAccount(account: SendingAccount): Promise<void>
  /** Everybody whose mails waited is told that sending goes on. */
  dispatchQueue: { send(work: SendingResumedWork[], delaySeconds?: number): Promise<void> }
  checkpoint: {
    get(): Promise<{ read: Record<string, string>; told: string }>
    put(to: { read: Record<string, string>; told: string }): Promise<void>
  }
  addressKey(kind: AddressKind, value: string): Promise<string>
  /** Up to 100 at once. */
  records(keys: readonly string[]): Promise<(AddressRecord | null)[]>
  /** Records heard of after a place, the oldest first. */
  closedSince(place: string, limit: number): Promise<{ records: AddressRecord[]; next: string | null }>
  opened(limit: number): Promise<AddressRecord[]>
  forgetOpened(addressKey: string): Promise<unknown>
  /** The address in plain, as a contact who uses it has it; null where nobody does: the record has but its hash. */
  valueOf(record: AddressRecord): Promise<string | null>
  engageQueue: { send(work: AddressClosedWork[]): Promise<void> }
}

/** How many were closed here, put on a list, and taken off one. */
export interface SynchroniseReport {
  closed: number
  put: number
  taken: number
}

/** A list says late what it took in: the last hour and a half is read again. */
const overlapMs = 90 * 60_000
/** Pages that one run looks through; what is left comes with the next. */
const mostPages = 500
const batch = 100

/**
 * Seconds after which everybody is told once more: longer than a dispatch may take that held a message on the old word.
 */
const tellAgainAfter = 120

/**
 * Once SES has released the account, what its sandbox held goes on. Queued before it is noted, so that a crash in between leaves nobody waiting:
 * the next hour finds it noted as before, and tells again.
 */
const noteAccount = async (ports: SynchronisePorts, account: SendingAccount): Promise<void> => {
  const released = !account.sandbox && (await ports.noted())?.sandbox === true
  if (released) await ports.dispatchQueue.send([{ kind: 'sending_resumed' }], tellAgainAfter)
  await ports.noteAccount(account)
  if (released) await ports.dispatchQueue.send([{ kind: 'sending_resumed' }])
}

export const synchronise = async (ports: SynchronisePorts): Promise<SynchroniseReport> => {
  if (ports.account) await noteAccount(ports, await ports.account())
  const before = await ports.checkpoint.get()
  const startedAt = new Date(ports.now()).toISOString()
  const taken = await takeOff(ports)
  const { put, told } = await putOn(ports, before.told, new Date(ports.now() - overlapMs).toISOString())
  const read = { ...before.read }
  let closed = 0
  for (const list of ports.lists) {
    const since = read[list.source]
    closed += await readList(ports, list, since === undefined ? null : new Date(Date.parse(since) - overlapMs).toISOString())
    read[list.source] = startedAt
    await ports.checkpoint.put({ read, told })
  }
  return { closed, put, taken }
}

/** First of all: what stays on a list would be closed here again. */
const takeOff = async (ports: SynchronisePorts): Promise<number> => {
  const records = await ports.opened(batch)
  for (const record of records) {
    const lists = ports.lists.filter(({ kind }) => kind === record.kind)
    const value = lists.length > 0 ? await ports.valueOf(record) : null
    if (value !== null) for (const list of lists) await list.open(value)
    await ports.forgetOpened(record.key)
  }
  return records.length
}

/** `upTo`: what was heard of later may still be joined by earlier ones, and is looked at again the next time. */
const putOn = async (ports: SynchronisePorts, from: string, upTo: string): Promise<{ put: number; told: string }> => {
  let place = from
  let put = 0
  for (let page = 0; page < mostPages && ports.lists.length > 0; page++) {
    const { records, next } = await ports.closedSince(place, batch)
    for (const record of records)
      for (const list of ports.lists.filter(({ kind }) => kind === record.kind)) {
        const reason = list.takes(record)
        const value = reason === null ? null : await ports.valueOf(record)
        if (reason === null || value === null || isSimulatorAddress(value)) continue
        await list.close(value, reason)
        put++
      }
    if (next === null) return { put, told: from > upTo ? from : upTo }
    place = next
  }
  return { put, told: place }
}

const readList = async (ports: SynchronisePorts, list: ProviderList, since: string | null): Promise<number> => {
  let closed = 0
  let next: string | null = null
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await list.page(since, next)
    for (let from = 0; from < page.listed.length; from += batch) closed += await close(ports, list, page.listed.slice(from, from + batch))
    if (page.next === null) return closed
    next = page.next
  }
  // What this run did not come to has to be found by the next, which begins at the same place.
  throw new Error(`the list ${list.source} has more than ${mostPages} pages that are new here`)
}

/** What is closed here already is left as it is, but that a complaint outweighs any other reason. */
const close = async (ports: SynchronisePorts, { source, kind, channel }: ProviderList, listed: readonly ListedThere[]): Promise<number> => {
  const usable = listed.flatMap((entry) => {
    const value = kind === 'email' ? normaliseEmail(entry.value) : normalisePhone(entry.value)
    return value === null || isSimulatorAddress(value) ? [] : [{ ...entry, value }]
  })
  if (usable.length === 0) return 0
  const keys = await Promise.all(usable.map(({ value }) => ports.addressKey(kind, value)))
  const records = await ports.records(keys)
  const learntAt = new Date(ports.now()).toISOString()
  const work = usable.flatMap(({ reason, at }, i): AddressClosedWork[] => {
    const known = records[i]?.suppressed[channel]?.reason
    if (known !== undefined && (reason !== 'complained' || known === 'complained')) return []
    const address = { key: keys[i] ?? '', kind }
    const channels = reason === 'complained' ? (['email', 'sms', 'call'] as const) : [channel]
    return [
      { kind: 'address_closed', address, channels: [...channels], reason, at, learntAt, source, detail: 'on the provider’s own list' },
    ]
  })
  await ports.engageQueue.send(work)
  return work.length
}
