/**
 * Whether a sending domain says in DNS what mailbox providers ask for: who may send (SPF, RFC 7208), by which key mails are signed (DKIM,
 * RFC 6376), and what becomes of those that are neither (DMARC, RFC 7489 with the tree walk of its successor). Gmail and Yahoo ask all three
 * of whoever sends in bulk.
 */

/** What the resolver answered: the records, none, or that it could not be asked. */
export type DnsAnswer = { kind: 'records'; values: string[] } | { kind: 'none' } | { kind: 'unreachable'; why: string }

export type CheckVerdict = 'ok' | 'warn' | 'fail' | 'unknown'

export interface Check {
  check: 'spf' | 'dkim' | 'dmarc'
  verdict: CheckVerdict
  /** What was found and what to do, as a sentence. */
  text: string
  found: string[]
  /** What to publish where it is not as it should be. */
  publish?: { name: string; type: 'TXT' | 'CNAME'; value: string }[]
}

/** How a provider's mails pass: what SPF includes, and which keys sign them; null where only the provider's own page tells. */
export interface SenderNeeds {
  provider: string
  include: string | null
  dkim: { name: string; type: 'TXT' | 'CNAME'; value: string | null }[] | null
}

/** `tokens`: of the SES identity. */
export const needsOf = (adapter: string, domain: string, tokens: readonly string[] | null): SenderNeeds => {
  switch (adapter) {
    case 'ses':
      return {
        provider: 'SES',
        include: 'amazonses.com',
        dkim:
          tokens === null
            ? null
            : tokens.map((token) => ({ name: `${token}._domainkey.${domain}`, type: 'CNAME', value: `${token}.dkim.amazonses.com` })),
      }
    case 'postmark':
      return { provider: 'Postmark', include: 'spf.mtasv.net', dkim: null }
    case 'sendgrid':
      return {
        provider: 'SendGrid',
        include: 'sendgrid.net',
        dkim: ['s1', 's2'].map((selector) => ({ name: `${selector}._domainkey.${domain}`, type: 'CNAME', value: null })),
      }
    case 'resend':
      return { provider: 'Resend', include: null, dkim: [{ name: `resend._domainkey.${domain}`, type: 'TXT', value: null }] }
    default:
      return { provider: adapter, include: null, dkim: null }
  }
}

/** Lookups that SPF may cost at most (RFC 7208, 4.6.4). */
export const mostSpfLookups = 10

/** `lookups`: how many the whole record costs, its includes included. */
export const checkSpf = (answer: DnsAnswer, needs: SenderNeeds, domain: string, lookups: number): Check => {
  const checked = (verdict: CheckVerdict, text: string, found: string[] = [], value?: string): Check => ({
    check: 'spf',
    verdict,
    text,
    found,
    ...(value === undefined ? {} : { publish: [{ name: domain, type: 'TXT' as const, value }] }),
  })
  if (answer.kind === 'unreachable') return checked('unknown', `DNS could not be asked (${answer.why}). Try again later.`)
  const include = needs.include === null ? '' : `include:${needs.include} `
  const records = spfRecords(answer)
  const [record] = records
  if (record === undefined) return checked('fail', 'There is no SPF record. Publish one.', [], `v=spf1 ${include}~all`)
  if (records.length > 1) return checked('fail', 'There are several SPF records, which counts as none. Join them into one.', records)
  const terms = record.toLowerCase().split(/\s+/)
  if (terms.includes('+all') || terms.includes('all'))
    return checked('fail', 'The SPF record lets everybody send (+all). End it with ~all.', records, record.replace(/\s\+?all\b/i, ' ~all'))
  if (lookups > mostSpfLookups)
    return checked(
      'fail',
      `The SPF record costs ${lookups} lookups, and ${mostSpfLookups} are allowed. Remove includes that are not used.`,
      records,
    )
  if (needs.include !== null && !terms.includes(`include:${needs.include}`))
    return checked(
      needs.provider === 'SES' ? 'warn' : 'fail',
      `The SPF record does not name ${needs.provider}. Add include:${needs.include}.`,
      records,
      record.replace(/^v=spf1/i, `v=spf1 include:${needs.include}`),
    )
  if (!terms.some((term) => term === '~all' || term === '-all' || term.startsWith('redirect=')))
    return checked('warn', 'The SPF record does not say what becomes of others. End it with ~all.', records, `${record} ~all`)
  return checked('ok', needs.include === null ? 'There is one SPF record.' : `The SPF record names ${needs.provider}.`, records)
}

/** The SPF records among a domain's texts. */
export const spfRecords = (answer: DnsAnswer): string[] =>
  answer.kind === 'records' ? answer.values.filter((value) => /^v=spf1(\s|$)/i.test(value)) : []

/** Names that an SPF record has looked up further, and how many lookups it costs itself. */
export const spfCosts = (record: string): { lookups: number; names: string[] } => {
  const terms = record.split(/\s+/).slice(1)
  const names = terms.flatMap((term) => {
    const name = /^[+?~-]?include:(.+)$/i.exec(term)?.[1] ?? /^redirect=(.+)$/i.exec(term)?.[1]
    return name === undefined ? [] : [name]
  })
  const others = terms.filter((term) => /^[+?~-]?(a|mx|ptr|exists)([:/].*)?$/i.test(term))
  return { lookups: names.length + others.length, names }
}

/** `answers`: one for each key of `needs.dkim`, in its order. */
export const checkDkim = (answers: readonly DnsAnswer[], needs: SenderNeeds): Check => {
  const checked = (verdict: CheckVerdict, text: string, found: string[], publish?: Check['publish']): Check => ({
    check: 'dkim',
    verdict,
    text,
    found,
    ...(publish && publish.length > 0 ? { publish } : {}),
  })
  if (needs.dkim === null)
    return checked('unknown', `Only ${needs.provider} itself knows the name of its key. Look whether the domain is verified there.`, [])
  const lost = answers.find((answer) => answer.kind === 'unreachable')
  if (lost?.kind === 'unreachable') return checked('unknown', `DNS could not be asked (${lost.why}). Try again later.`, [])
  const values = answers.map((answer) => (answer.kind === 'records' ? answer.values.map((value) => value.replace(/\.$/, '')) : []))
  const missing = needs.dkim.filter(({ value }, i) => {
    const found = values[i] ?? []
    return value === null ? found.length === 0 : !found.some((one) => one.toLowerCase() === value.toLowerCase())
  })
  const publish = missing.flatMap(({ name, type, value }) => (value === null ? [] : [{ name, type, value }]))
  if (missing.length === 0) return checked('ok', `Mails are signed by ${needs.provider} as this domain.`, values.flat())
  const names = missing.map(({ name }) => name).join(', ')
  return checked(
    'fail',
    `${missing.length} of ${needs.dkim.length} DKIM records are missing or name another key: ${names}.`,
    values.flat(),
    publish,
  )
}

/** `answers`: of `dmarcNames(domain)`, in their order; the first that has a record holds. */
export const checkDmarc = (answers: readonly DnsAnswer[], domain: string): Check => {
  const suggested = [{ name: `_dmarc.${domain}`, type: 'TXT' as const, value: `v=DMARC1; p=none; rua=mailto:dmarc@${domain}` }]
  const checked = (verdict: CheckVerdict, text: string, found: string[], publish?: Check['publish']): Check => ({
    check: 'dmarc',
    verdict,
    text,
    found,
    ...(publish ? { publish } : {}),
  })
  for (const answer of answers) {
    if (answer.kind === 'unreachable') return checked('unknown', `DNS could not be asked (${answer.why}). Try again later.`, [])
    const records = answer.kind === 'records' ? answer.values.filter((value) => /^v=DMARC1(\s*;|$)/i.test(value)) : []
    const [record] = records
    if (record === undefined) continue
    if (records.length > 1) return checked('fail', 'There are several DMARC records, which counts as none. Keep one.', records)
    const tags = tagsOf(record)
    const policy = tags.get('p')
    if (policy !== 'none' && policy !== 'quarantine' && policy !== 'reject')
      return checked('fail', 'The DMARC record names no policy (p=none, quarantine or reject).', records, suggested)
    if (policy === 'none')
      return checked('warn', 'DMARC only watches (p=none). Once its reports show nothing strange, ask for p=quarantine.', records)
    return checked('ok', `DMARC asks mailbox providers to ${policy === 'reject' ? 'reject' : 'quarantine'} what is not yours.`, records)
  }
  return checked('fail', 'There is no DMARC record. Publish one; p=none is a beginning.', [], suggested)
}

/** `v=DMARC1; p=none` as names and values, in small letters. */
const tagsOf = (record: string): Map<string, string> =>
  new Map(
    record.split(';').map((part) => {
      const [name = '', value = ''] = part.split('=', 2).map((text) => text.trim().toLowerCase())
      return [name, value]
    }),
  )

/** Where DMARC records are looked for: the domain, then each parent down to two labels. */
export const dmarcNames = (domain: string): string[] => {
  const labels = domain.split('.')
  return labels.slice(0, Math.max(1, labels.length - 1)).map((_, i) => `_dmarc.${labels.slice(i).join('.')}`)
}
