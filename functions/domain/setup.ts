/** The checklist of setting a tenant up: what was found, as items that say what to do. Only what can be known is called done. */
import type { CheckVerdict } from './sender-check.ts'
import type { SendingAccount, TenantControls } from './signal.ts'

export type SetupState = 'done' | 'open' | 'attention' | 'unknown'

export interface SetupItem {
  id: string
  title: string
  state: SetupState
  text: string
  /** A heading of the runbook. */
  runbook?: string
  /** A page of the dashboard. */
  screen?: string
}

export interface SetupFacts {
  tenant: string
  /** The admin who asks. */
  admin: string
  /** Sources of the tenant file that call by webhook. */
  crmSources: string[]
  /** Leads that are in one of the stages of the settings, and contacts of whatever origin: whether there are any. */
  leadsInStages: boolean
  contacts: boolean
  sequences: { active: number; published: number; drafts: number }
  /** Domains that mails are sent from, each with the worst of its checks and what those say; null where no mail leaves. */
  domains: { domain: string; verdict: CheckVerdict; text: string }[] | null
  email: { adapter: string; replyDomain: string | null; account: SendingAccount | null }
  adapters: { channel: string; adapter: string; simulated: boolean }[]
  controls: Pick<TenantControls, 'sending' | 'allowList'>
  /** Null: none is set. */
  postalAddress: string | null
  /** A list was imported in the last thirty days; addresses are closed, whyever. */
  suppressions: { imported: boolean; closed: boolean }
  /** Null: none is set. Undefined: the deployment does not say. */
  alarmEmail: string | null | undefined
  /** Endpoints by what they are called; null where the tenant has none at all. */
  webhooks: { name: string; on: boolean }[] | null
}

const file = ({ tenant }: SetupFacts): string => `tenants/${tenant}.json`

/** In the order in which they are best done. */
export const setupItems = (facts: SetupFacts): SetupItem[] => [
  {
    id: 'first-admin',
    title: 'First admin signed in',
    state: 'done',
    text: `You are signed in as an admin (${facts.admin}). Members are made the same way, in the group member.`,
    runbook: 'The first administrator',
  },
  crm(facts),
  address(facts),
  domains(facts),
  account(facts),
  adapters(facts),
  suppressions(facts),
  published(facts),
  allowList(facts),
  sending(facts),
  replies(facts),
  ...webhooks(facts),
  alarms(facts),
  {
    id: 'custom-domain',
    title: 'A domain of your own',
    state: 'unknown',
    text: 'The stack serves the dashboard at the address of its distribution, which works as it is; whether a domain of yours leads there cannot be seen from here. Look at the address bar of people who use it.',
  },
  {
    id: 'backups',
    title: 'Backups',
    state: 'unknown',
    text: 'The stack turns on point-in-time recovery of the last 35 days and protects the table from deletion; whether somebody turned it off since cannot be seen from here. Ask with: aws dynamodb describe-continuous-backups --table-name and the output TableName.',
  },
]

const crm = (facts: SetupFacts): SetupItem => {
  const item = { id: 'crm', title: 'CRM connected', screen: 'leads' }
  if (facts.leadsInStages)
    return { ...item, state: 'done', text: 'Stage changes of the CRM have arrived: leads stand in the configured stages.' }
  const how =
    facts.crmSources.length > 0
      ? `Move a lead in the CRM behind ${new Intl.ListFormat('en', { type: 'disjunction' }).format(facts.crmSources)}, and look whether it arrives.`
      : `Publish a Pipeline Stage Changed event on the bus touchline-${facts.tenant}, or name the CRM under crm.sources in ${file(facts)} and deploy.`
  return facts.contacts
    ? {
        ...item,
        state: 'attention',
        text: `Contacts are known, but no lead stands in a configured stage, so that nothing is triggered. ${how}`,
      }
    : { ...item, state: 'open', text: `Nothing of the CRM has arrived yet. ${how}` }
}

const address = (facts: SetupFacts): SetupItem => {
  const item = { id: 'postal-address', title: 'Postal address in the footer', runbook: 'The first mail' }
  return facts.postalAddress === null
    ? {
        ...item,
        state: 'open',
        text: `None is set, and mails wait for it: the law asks for one. Set postalAddress in ${file(facts)} and deploy.`,
      }
    : { ...item, state: 'done', text: `Each mail closes with: ${facts.postalAddress}` }
}

const stateOf: Record<CheckVerdict, SetupState> = { ok: 'done', warn: 'attention', fail: 'open', unknown: 'unknown' }
const severity: SetupState[] = ['open', 'attention', 'unknown', 'done']

const domains = ({ domains: checked }: SetupFacts): SetupItem => {
  const item = { id: 'sender-domain', title: 'Sender domain in DNS', runbook: 'The first mail', screen: 'operations' }
  if (checked === null) return { ...item, state: 'attention', text: 'Mails are simulated, so there is nothing to verify yet.' }
  const states = checked.map(({ verdict }) => stateOf[verdict])
  const state = severity.find((one) => states.includes(one)) ?? 'unknown'
  return { ...item, state, text: checked.map(({ domain, text }) => `${domain}: ${text}`).join(' ') }
}

const account = ({ email, controls }: SetupFacts): SetupItem => {
  const item = { id: 'ses-production', title: 'SES production access', runbook: 'The first mail' }
  if (email.adapter !== 'ses') return { ...item, state: 'done', text: `Mails leave by ${email.adapter}, so SES is not asked.` }
  const said = email.account
  if (!said)
    return {
      ...item,
      state: 'unknown',
      text: 'SES was not asked yet: that happens once an hour. Look again then, or ask with: aws sesv2 get-account.',
    }
  if (said.enforcement !== undefined && said.enforcement !== 'HEALTHY')
    return {
      ...item,
      state: 'attention',
      text: `SES has the account under ${said.enforcement.toLowerCase()}. Answer its mail, and see the runbook: The sender reputation is at risk.`,
    }
  if (!said.sandbox) return { ...item, state: 'done', text: `SES takes ${perDay(said.maxPerDay)}, ${said.maxPerSecond} a second.` }
  const who = controls.allowList === null ? 'nobody is written to' : 'only the allow-list is written to'
  return {
    ...item,
    state: 'open',
    text: `The account is in the sandbox: until AWS grants production access, ${who}. Ask for it in the SES console.`,
  }
}

const perDay = (most: number): string => (most < 0 ? 'as many mails as you like' : `${most} mails in 24 hours`)

const adapters = (facts: SetupFacts): SetupItem => {
  const item = { id: 'adapters', title: 'Channels live', runbook: "A provider's secret", screen: 'operations' }
  const mocks = facts.adapters.filter(({ simulated }) => simulated).map(({ channel }) => channel)
  const live = facts.adapters.filter(({ simulated }) => !simulated).map(({ channel, adapter }) => `${channel} by ${adapter}`)
  return mocks.length === 0
    ? { ...item, state: 'done', text: `Every channel is live: ${live.join(', ')}.` }
    : {
        ...item,
        state: 'attention',
        text: `Simulated, so that nothing leaves: ${mocks.join(', ')}. Name a provider under channels in ${file(facts)}, deploy and fill in its secret; or leave it, where you do not use the channel.`,
      }
}

const suppressions = ({ suppressions: { imported, closed } }: SetupFacts): SetupItem => {
  const item = { id: 'suppressions', title: 'Earlier opt-outs imported', runbook: "Opt-outs and the providers' lists", screen: 'contacts' }
  if (imported) return { ...item, state: 'done', text: 'A list was imported in the last thirty days.' }
  return closed
    ? {
        ...item,
        state: 'unknown',
        text: 'Addresses are closed here, but no list was imported in the last thirty days: whether those of another system are among them cannot be told. Look up one that you know of.',
      }
    : {
        ...item,
        state: 'open',
        text: 'No address is closed yet. Where another system knows who opted out, import its list before the first sequence is active.',
      }
}

const published = ({ sequences: { active, published: all, drafts } }: SetupFacts): SetupItem => {
  const item = { id: 'sequence', title: 'A sequence published', screen: 'sequences' }
  if (active > 0) return { ...item, state: 'done', text: active === 1 ? 'One sequence is active.' : `${active} sequences are active.` }
  if (all > 0) return { ...item, state: 'attention', text: 'Sequences were published, but none is active. Activate one.' }
  return {
    ...item,
    state: 'open',
    text: drafts > 0 ? 'There are drafts only. Publish one.' : 'There is none yet. Create one, or import an example.',
  }
}

const allowList = ({ controls }: SetupFacts): SetupItem => {
  const item = { id: 'allow-list', title: 'Allow-list lifted', screen: 'operations' }
  if (controls.allowList === null) return { ...item, state: 'done', text: 'Everyone may be reached.' }
  const count = controls.allowList.length
  const entries = count === 1 ? 'one entry' : `${count} entries`
  return {
    ...item,
    state: 'attention',
    text: `Only the allow-list is reached (${entries}): messages to anybody else are skipped for good. Lift it once you are through with trying.`,
  }
}

const sending = ({ controls }: SetupFacts): SetupItem => {
  const item = { id: 'sending', title: 'Sending is on', runbook: 'Stopping all sending', screen: 'operations' }
  return controls.sending === 'on'
    ? { ...item, state: 'done', text: 'The kill switch is off.' }
    : { ...item, state: 'attention', text: 'All sending is stopped: every message waits. Turn it on again when the reason is gone.' }
}

const replies = (facts: SetupFacts): SetupItem => {
  const item = { id: 'replies', title: 'Answers by mail taken in', runbook: 'Receiving mail', screen: 'inbox' }
  const { replyDomain } = facts.email
  return replyDomain === null
    ? {
        ...item,
        state: 'open',
        text: `Answers go to the sender's own mailbox and end no sequence. Set email.replyDomain in ${file(facts)} and deploy.`,
      }
    : {
        ...item,
        state: 'unknown',
        text: `Answers are expected at ${replyDomain}; whether its MX record and the receipt rule set lead here cannot be seen. Answer a mail of your own, and look for it in the inbox.`,
      }
}

/** Only where the tenant has any. */
const webhooks = ({ webhooks: all }: SetupFacts): SetupItem[] => {
  if (all === null) return []
  const item = { id: 'webhooks', title: 'Webhooks and write-back' }
  const off = all.filter(({ on }) => !on).map(({ name }) => name)
  if (off.length > 0)
    return [
      {
        ...item,
        state: 'attention',
        runbook: 'A webhook was turned off',
        text: `Turned off: ${off.join(', ')}. See its deliveries, mend the receiver, and turn it on again.`,
      },
    ]
  return all.length === 0
    ? [{ ...item, state: 'open', text: 'The tenant may have webhooks, and none is registered. Register one with POST /api/v1/webhooks.' }]
    : [{ ...item, state: 'done', text: all.length === 1 ? 'One receiver is told.' : `${all.length} receivers are told.` }]
}

const alarms = (facts: SetupFacts): SetupItem => {
  const item = { id: 'alarms', title: 'Alarms reach somebody' }
  if (facts.alarmEmail === undefined)
    return { ...item, state: 'unknown', text: `The deployment is older than this check. Look at alarmEmail in ${file(facts)}.` }
  return facts.alarmEmail === null
    ? {
        ...item,
        state: 'open',
        text: `Nobody is mailed: alarms are only shown in CloudWatch. Set alarmEmail in ${file(facts)} and deploy.`,
      }
    : {
        ...item,
        state: 'unknown',
        text: `Alarms are mailed to ${facts.alarmEmail} once the link in AWS's confirmation mail was followed; whether it was cannot be seen from here. Ask with: aws sns list-subscriptions.`,
      }
}
