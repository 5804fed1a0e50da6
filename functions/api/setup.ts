/** The checklist of setting a tenant up, computed from what is found at this moment. */
import { answer } from '../contract/api/outcome.ts'
import { setupView } from '../contract/api/operations.ts'
import type { Verb } from '../contract/api/requests.ts'
import { crmDestination } from '../contract/write-back.ts'
import { isUnset } from '../domain/email-body.ts'
import type { CheckVerdict } from '../domain/sender-check.ts'
import { setupItems, type SetupFacts } from '../domain/setup.ts'
import { readInForce } from './in-force.ts'
import { checkedDomains } from './sender-check.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<
  ApiPorts,
  | 'tenant'
  | 'settings'
  | 'adapters'
  | 'controls'
  | 'file'
  | 'crm'
  | 'stages'
  | 'contacts'
  | 'sequences'
  | 'jobs'
  | 'suppressions'
  | 'webhooks'
  | 'senderCheck'
  | 'now'
>

/** Sequences and jobs that are looked through, each of them the newest. */
const mostLookedAt = 100

export const setup =
  (ports: Ports): Verb<'setup'> =>
  async ({ caller, query }) => {
    const { stored, settings } = await readInForce(ports)
    const { controls } = stored
    const [leadsInStages, contacts, sequences, domains, suppressions, webhooks] = await Promise.all([
      hasLeads(ports, settings.stages),
      ports.contacts.list(1),
      countSequences(ports),
      domainsOf(ports, query.fresh),
      suppressionsOf(ports),
      ports.webhooks?.list() ?? null,
    ])
    const facts: SetupFacts = {
      tenant: ports.tenant,
      admin: caller.name,
      crmSources: Object.keys(ports.crm.sources),
      leadsInStages,
      contacts: contacts.items.length > 0,
      sequences,
      domains: domains?.facts ?? null,
      email: { adapter: settings.channels.email.adapter, replyDomain: settings.replyDomain ?? null, account: controls.account ?? null },
      adapters: ports.adapters,
      controls,
      postalAddress: isUnset(settings.postalAddress) ? null : settings.postalAddress,
      suppressions,
      alarmEmail: settings.alarmEmail,
      webhooks:
        webhooks?.map(({ id, url, active }) => ({ name: id === crmDestination ? 'write-back to the CRM' : url, on: active })) ?? null,
    }
    const checkedSecondsAgo = domains?.checkedSecondsAgo
    return answer(setupView.parse({ items: setupItems(facts), ...(checkedSecondsAgo === undefined ? {} : { checkedSecondsAgo }) }))
  }

const hasLeads = async (ports: Ports, stages: readonly string[]): Promise<boolean> => {
  const pages = await Promise.all(stages.map((stage) => ports.stages.idsIn(stage, 1, null)))
  return pages.some(({ ids }) => ids.length > 0)
}

const countSequences = async ({ sequences }: Ports): Promise<SetupFacts['sequences']> => {
  const [active, all] = await Promise.all([
    sequences.list({ limit: mostLookedAt, status: 'active' }),
    sequences.list({ limit: mostLookedAt }),
  ])
  const published = all.items.filter(({ version }) => version > 0).length
  return { active: active.items.length, published, drafts: all.items.length - published }
}

const worst: CheckVerdict[] = ['fail', 'warn', 'unknown', 'ok']

/** Of each domain its worst verdict, and what the checks of that verdict say. */
const domainsOf = async (
  ports: Ports,
  fresh: boolean,
): Promise<{ facts: NonNullable<SetupFacts['domains']>; checkedSecondsAgo: number } | null> => {
  if (ports.settings.channels.email.adapter === 'mock') return null
  const { domains, checkedSecondsAgo } = await checkedDomains(ports, fresh)
  const facts = domains.map(({ domain, checks }) => {
    const verdict = worst.find((one) => checks.some((check) => check.verdict === one)) ?? 'unknown'
    const text = checks.filter((check) => check.verdict === verdict).map((check) => check.text)
    return { domain, verdict, text: verdict === 'ok' ? 'SPF, DKIM and DMARC are as they should be.' : text.join(' ') }
  })
  return { facts, checkedSecondsAgo }
}

const suppressionsOf = async ({ jobs, suppressions }: Ports): Promise<SetupFacts['suppressions']> => {
  const [newest, closed] = await Promise.all([jobs.list(mostLookedAt), suppressions.list(1)])
  return { imported: newest.items.some(({ kind, enrolled }) => kind === 'suppressions' && enrolled > 0), closed: closed.records.length > 0 }
}
