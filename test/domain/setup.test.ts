import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { setupItems, type SetupFacts } from '../../functions/domain/setup.ts'

const facts = (given: Partial<SetupFacts> = {}): SetupFacts => ({
  tenant: 'acme',
  admin: 'ann@acme.example',
  crmSources: ['hubspot'],
  leadsInStages: true,
  contacts: true,
  sequences: { active: 2, published: 3, drafts: 1 },
  domains: [{ domain: 'acme.example', verdict: 'ok', text: 'SPF, DKIM and DMARC are as they should be.' }],
  email: {
    adapter: 'ses',
    replyDomain: 'reply.acme.example',
    account: { sandbox: false, maxPerDay: 50_000, maxPerSecond: 14, enforcement: 'HEALTHY', at: '2026-11-20T15:00:00.000Z' },
  },
  adapters: [{ channel: 'email', adapter: 'ses', simulated: false }],
  controls: { sending: 'on', allowList: null },
  postalAddress: '1 Main St',
  suppressions: { imported: true, closed: true },
  alarmEmail: 'ops@acme.example',
  webhooks: [{ name: 'https://acme.example/hook', on: true }],
  ...given,
})
const item = (id: string, given: Partial<SetupFacts>) => setupItems(facts(given)).find((one) => one.id === id)
const account = (given: Partial<NonNullable<SetupFacts['email']['account']>>) => ({
  ...facts().email,
  account: { sandbox: false, maxPerDay: -1, maxPerSecond: 14, at: '2026-11-20T15:00:00.000Z', ...given },
})

describe('the setup checklist', () => {
  it('of a tenant where all is done leaves open nothing but what cannot be seen from here', () => {
    const left = setupItems(facts()).filter(({ state }) => state !== 'done')
    expect(left.map(({ id, state }) => [id, state])).toEqual([
      ['replies', 'unknown'],
      ['alarms', 'unknown'],
      ['custom-domain', 'unknown'],
      ['backups', 'unknown'],
    ])
    for (const { text } of left) expect(text).toMatch(/Ask with|Look|look/)
  })

  it.each<[string, Partial<SetupFacts>, string, RegExp]>([
    ['crm', { leadsInStages: false }, 'attention', /nothing is triggered/],
    ['crm', { leadsInStages: false, contacts: false }, 'open', /behind hubspot/],
    ['crm', { leadsInStages: false, contacts: false, crmSources: [] }, 'open', /bus touchline-acme/],
    ['postal-address', { postalAddress: null }, 'open', /tenants\/acme\.json/],
    ['sender-domain', { domains: null }, 'attention', /simulated/],
    ['sender-domain', { domains: [{ domain: 'a.example', verdict: 'fail', text: 'No SPF.' }] }, 'open', /a\.example: No SPF/],
    ['sender-domain', { domains: [{ domain: 'a.example', verdict: 'unknown', text: 'DNS.' }] }, 'unknown', /DNS/],
    ['ses-production', { email: { ...facts().email, account: null } }, 'unknown', /once an hour/],
    ['ses-production', { email: account({ sandbox: true }) }, 'open', /nobody is written to/],
    [
      'ses-production',
      { email: account({ sandbox: true }), controls: { sending: 'on', allowList: ['@a.example'] } },
      'open',
      /only the allow-list/,
    ],
    ['ses-production', { email: account({ enforcement: 'PROBATION' }) }, 'attention', /probation/],
    ['ses-production', { email: account({}) }, 'done', /as many mails as you like/],
    ['ses-production', { email: { ...facts().email, adapter: 'postmark', account: null } }, 'done', /by postmark/],
    ['adapters', { adapters: [{ channel: 'sms', adapter: 'mock-sms', simulated: true }] }, 'attention', /nothing leaves: sms/],
    ['suppressions', { suppressions: { imported: false, closed: false } }, 'open', /before the first sequence/],
    ['suppressions', { suppressions: { imported: false, closed: true } }, 'unknown', /cannot be told/],
    ['sequence', { sequences: { active: 0, published: 1, drafts: 0 } }, 'attention', /Activate one/],
    ['sequence', { sequences: { active: 0, published: 0, drafts: 1 } }, 'open', /Publish one/],
    ['allow-list', { controls: { sending: 'on', allowList: ['@a.example'] } }, 'attention', /one entry/],
    ['sending', { controls: { sending: 'stopped', allowList: null } }, 'attention', /every message waits/],
    ['replies', { email: { ...facts().email, replyDomain: null } }, 'open', /end no sequence/],
    ['webhooks', { webhooks: [] }, 'open', /none is registered/],
    ['webhooks', { webhooks: [{ name: 'write-back to the CRM', on: false }] }, 'attention', /Turned off: write-back/],
    ['alarms', { alarmEmail: null }, 'open', /Nobody is mailed/],
    ['alarms', { alarmEmail: undefined }, 'unknown', /older than this check/],
  ])('says of %s with %o: %s', (id, given, state, text) => {
    expect(item(id, given)).toMatchObject({ state, text: expect.stringMatching(text) as string })
  })

  it('does not speak of webhooks to a tenant that has none at all', () => {
    expect(item('webhooks', { webhooks: null })).toBeUndefined()
  })

  it('points to headings that the runbook has', () => {
    const book = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8')
    const headings = new Set([...book.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading))
    const named = [facts(), facts({ webhooks: [{ name: 'x', on: false }] })].flatMap(setupItems).flatMap(({ runbook }) => runbook ?? [])
    expect(named.length).toBeGreaterThan(5)
    for (const heading of named) expect([heading, headings.has(heading)]).toEqual([heading, true])
  })

  it('takes the worst of several sending domains', () => {
    const domains = [
      { domain: 'a.example', verdict: 'ok' as const, text: 'Good.' },
      { domain: 'b.example', verdict: 'warn' as const, text: 'Weak.' },
    ]
    expect(item('sender-domain', { domains })?.state).toBe('attention')
  })
})
