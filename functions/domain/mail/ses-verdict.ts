/**
 * What SES says of a mail that it received, in the headers that it writes above the sender's. Their order, as the Developer Guide shows it
 * ("Examples of notifications for email receiving", "Sample incoming email event"): Return-Path, SES's own Received
 * (`… by inbound-smtp.<region>.amazonaws.com …`), X-SES-Spam-Verdict, X-SES-Virus-Verdict, Received-SPF,
 * `Authentication-Results: amazonses.com; …`, X-SES-RECEIPT, X-SES-DKIM-SIGNATURE; then whatever the sender wrote, who may use the same names.
 *
 * So a header counts only where it stands above the first Received, which has to be SES's own, or under it in one row with nothing but headers
 * of these names, up to X-SES-RECEIPT; and of several with one name the topmost.
 */
import type { Mail, MailDoubt, MailHeader } from './mail.ts'

export interface SesVerdict {
  virus: boolean
  /** What speaks against it; nothing where SES says nothing, as in a mail that came another way. */
  doubts: MailDoubt[]
}

/** A verdict other than FAIL (PASS, GRAY, PROCESSING_FAILED) says nothing against a mail. */
export const sesVerdict = (mail: Pick<Mail, 'headers' | 'from'>): SesVerdict => {
  const own = ownHeaders(mail.headers)
  const fails = (name: string): boolean =>
    own
      .find((header) => header.name === name)
      ?.value.trim()
      .toUpperCase() === 'FAIL'
  const results = own.find(({ name, value }) => name === 'authentication-results' && /^\s*amazonses\.com\s*;/i.test(value))
  const unvouched = results !== undefined && !isVouched(results.value, domainOf(mail.from))
  return {
    virus: fails('x-ses-virus-verdict'),
    doubts: [...(fails('x-ses-spam-verdict') ? (['spam'] as const) : []), ...(unvouched ? (['unvouched'] as const) : [])],
  }
}

const written = new Set(['x-ses-spam-verdict', 'x-ses-virus-verdict', 'received-spf', 'authentication-results'])

const ownHeaders = (headers: readonly MailHeader[]): MailHeader[] => {
  const first = headers.findIndex(({ name }) => name === 'received')
  if (!/\sby\s+inbound-smtp\.[a-z0-9-]+\.amazonaws\.com\s/i.test(headers[first]?.value ?? '')) return []
  const under = headers.slice(first + 1)
  const end = under.findIndex(({ name }) => !written.has(name))
  return [...headers.slice(0, first), ...(end < 0 ? under : under.slice(0, end))]
}

/**
 * DMARC passed, or, where the domain publishes no policy, SPF or DKIM passed for it (RFC 7489, relaxed alignment). Domains are related where
 * one is the other or lies under it: two that lie side by side under a third are not, for that takes the public suffix list.
 */
const isVouched = (results: string, domain: string): boolean => {
  const read = readResults(results)
  if (!read || domain === '') return false
  const { dmarc, from, passed } = read
  if (dmarc === 'fail' || (from !== null && from !== domain)) return false
  return dmarc === 'pass' || passed.some((other) => isRelated(other, domain))
}

interface Results {
  dmarc: string
  /** The domain of the From that SES judged. */
  from: string | null
  /** Domains for which SPF or DKIM passed. */
  passed: string[]
}

/** SES writes each of these once, and DKIM's results behind them: the sender's own address and greeting stand there as they were given. */
const onceEach = ['spf', 'envelope-from', 'helo', 'dmarc']

/**
 * `amazonses.com; spf=pass (…) client-ip=…; envelope-from=…; helo=…; dkim=pass header.i=@example.com; dmarc=pass header.from=example.com;`
 * Null where an address or a greeting pretends to be a result.
 */
const readResults = (value: string): Results | null => {
  const said = value.split(';').flatMap((part) => {
    const [, name = '', result = ''] = /^\s*([a-z-]+)\s*=\s*(\S+)/i.exec(part) ?? []
    return name === '' ? [] : [{ name: name.toLowerCase(), result: result.toLowerCase(), part }]
  })
  const names = said.map(({ name }) => name)
  if (onceEach.some((name) => names.indexOf(name) !== names.lastIndexOf(name))) return null
  if (names.includes('dkim') && names.indexOf('dkim') < Math.max(names.indexOf('helo'), names.indexOf('envelope-from'))) return null
  const of = (name: string) => said.find((one) => one.name === name)
  const spf = of('spf')
  const envelope = of('envelope-from')?.result ?? propertyOf(spf?.part, 'smtp.mailfrom')
  const signed = said.filter(({ name, result }) => name === 'dkim' && result === 'pass')
  return {
    dmarc: of('dmarc')?.result ?? 'none',
    from: domainOf(propertyOf(of('dmarc')?.part, 'header.from')) || null,
    passed: [
      ...(spf?.result === 'pass' ? [domainOf(envelope)] : []),
      ...signed.map(({ part }) => domainOf(propertyOf(part, 'header.i') || propertyOf(part, 'header.d'))),
    ].filter((domain) => domain !== ''),
  }
}

const propertyOf = (part: string | undefined, name: string): string =>
  (part ?? '')
    .split(/\s+/)
    .find((word) => word.toLowerCase().startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? ''

/** Of `@example.com`, `dana@example.com` and `example.com`. */
const domainOf = (address: string): string =>
  address
    .slice(address.lastIndexOf('@') + 1)
    .replace(/\.$/, '')
    .toLowerCase()

const isRelated = (one: string, other: string): boolean => one === other || isUnder(one, other) || isUnder(other, one)

const isUnder = (domain: string, parent: string): boolean => parent.includes('.') && domain.endsWith(`.${parent}`)
