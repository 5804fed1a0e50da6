/** The sender check: what DNS says of each domain that mails are sent from. */
import { answer } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import {
  checkDkim,
  checkDmarc,
  checkSpf,
  dmarcNames,
  mostSpfLookups,
  needsOf,
  spfCosts,
  spfRecords,
  type DnsAnswer,
} from '../domain/sender-check.ts'
import type { ApiPorts } from './ports.ts'

export interface SenderCheckPorts {
  dns: { txt(name: string): Promise<DnsAnswer>; cname(name: string): Promise<DnsAnswer> }
  /** DKIM tokens of the SES identity; null where there is none. */
  dkimTokens(domain: string): Promise<string[] | null>
  /** The last look, in the memory of one instance of the function: another instance may have looked at another time. */
  memory: { last?: { at: number; domains: CheckedDomain[] } }
}

type Ports = Pick<ApiPorts, 'senderCheck' | 'settings' | 'now'>
type CheckedDomain = Awaited<ReturnType<typeof checked>>

/** Milliseconds for which an answer of DNS is kept. One that could not be had is asked for again at the next look. */
const keptFor = 300_000

export const senderCheck =
  (ports: Ports): Verb<'senderCheck'> =>
  async ({ query }) =>
    answer({ adapter: ports.settings.channels.email.adapter, ...(await checkedDomains(ports, query.fresh)) })

/** What DNS says of each domain that mails are sent from, and how many seconds ago it said so; asked anew where `fresh`. */
export const checkedDomains = async (
  { senderCheck: ports, settings, now }: Ports,
  fresh: boolean,
): Promise<{ checkedSecondsAgo: number; domains: CheckedDomain[] }> => {
  const at = now()
  const { last } = ports.memory
  if (last && !fresh && at >= last.at && at - last.at < keptFor)
    return { checkedSecondsAgo: Math.floor((at - last.at) / 1000), domains: last.domains }
  const domains = await lookedUp(ports, settings)
  if (domains.every(({ checks }) => checks.every(({ verdict }) => verdict !== 'unknown'))) ports.memory.last = { at, domains }
  else delete ports.memory.last
  return { checkedSecondsAgo: 0, domains }
}

const lookedUp = (ports: SenderCheckPorts, settings: Ports['settings']): Promise<CheckedDomain[]> => {
  const addresses = [settings.fromAddress, ...settings.senders.map(({ address }) => address)]
  const domains = [...new Set(addresses.map((address) => (address.split('@')[1] ?? address).toLowerCase()))]
  return Promise.all(domains.map((domain) => checked(ports, settings.channels.email.adapter, domain)))
}

const checked = async (ports: SenderCheckPorts, adapter: string, domain: string) => {
  const needs = needsOf(adapter, domain, adapter === 'ses' ? await ports.dkimTokens(domain) : null)
  const [spf, dkim, dmarc] = await Promise.all([
    ports.dns.txt(domain),
    Promise.all((needs.dkim ?? []).map(({ name, type }) => (type === 'CNAME' ? ports.dns.cname(name) : ports.dns.txt(name)))),
    Promise.all(dmarcNames(domain).map((name) => ports.dns.txt(name))),
  ])
  const lookups = await lookupsOf(ports, spfRecords(spf)[0], new Set([domain]))
  return { domain, checks: [checkSpf(spf, needs, domain, lookups), checkDkim(dkim, needs), checkDmarc(dmarc, domain)] }
}

/** What the record costs with all that it includes; stops counting once it is too much. */
const lookupsOf = async (ports: SenderCheckPorts, record: string | undefined, seen: Set<string>): Promise<number> => {
  if (record === undefined) return 0
  const { lookups, names } = spfCosts(record)
  let sum = lookups
  for (const name of names) {
    if (sum > mostSpfLookups || seen.has(name)) continue
    seen.add(name)
    sum += await lookupsOf(ports, spfRecords(await ports.dns.txt(name))[0], seen)
  }
  return sum
}
