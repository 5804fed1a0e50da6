/** The tenant's CRMs that call us, each at `/hooks/crm/{source}`: believed by its vendor's own scheme, and queued event by event. */
import { createHash } from 'node:crypto'
import type { CrmSecret, CrmSource, CrmSources, CrmVendor } from '../../contract/crm.ts'
import { itemsOf, UnreadableCall } from '../../contract/crm-items.ts'
import { InvalidInput } from '../../runtime/errors.ts'
import type { HookCall, HookEvent, HookSource, Verdict } from '../source.ts'
import { judgeAttio, judgeFollowUpBoss, judgeHmac, judgeHubspot, judgePipedrive, judgeSalesforce } from './schemes.ts'

/** Null: not filled in yet. */
export type CrmSecretOf = <V extends CrmVendor>(source: string, vendor: V) => Promise<CrmSecret<V> | null>

/** By what stands after `/hooks/`. */
export const crmHookSources = (sources: CrmSources, secretOf: CrmSecretOf): Record<string, HookSource> =>
  Object.fromEntries(Object.entries(sources).map(([name, settings]) => [`crm/${name}`, sourceOf(name, settings, secretOf)]))

/** What signs its body as we ask it to is read as JSON whatever it calls it: small systems often name no type, or a wrong one. */
const typesOf = (vendor: CrmVendor): readonly string[] | null => {
  if (vendor === 'hmac') return null
  return vendor === 'salesforce' ? ['text/xml', 'application/xml', 'application/soap+xml'] : ['application/json']
}

const sourceOf = (name: string, settings: CrmSource, secretOf: CrmSecretOf): HookSource => ({
  // HubSpot's hundred events are some 40 KB; a message of the queue has a megabyte.
  mostBytes: 250_000,
  types: typesOf(settings.vendor),
  verify: (call, now) => verdictOn(name, settings, secretOf, call, now),
  read: (call, now) => eventsOf(name, settings, call, now),
  ...(settings.vendor === 'salesforce' ? { acknowledgement: () => soapAcknowledgement } : {}),
})

const verdictOn = async (name: string, settings: CrmSource, secretOf: CrmSecretOf, call: HookCall, now: number): Promise<Verdict> => {
  const notReady: Verdict = { refused: 'not_configured' }
  switch (settings.vendor) {
    case 'hubspot': {
      const secret = await secretOf(name, 'hubspot')
      return secret ? judgeHubspot(call, secret, now) : notReady
    }
    case 'pipedrive': {
      const secret = await secretOf(name, 'pipedrive')
      return secret ? judgePipedrive(call, secret) : notReady
    }
    case 'follow-up-boss': {
      const secret = await secretOf(name, 'follow-up-boss')
      return secret ? judgeFollowUpBoss(call, secret) : notReady
    }
    case 'attio': {
      const secret = await secretOf(name, 'attio')
      return secret ? judgeAttio(call, secret) : notReady
    }
    case 'salesforce': {
      const secret = await secretOf(name, 'salesforce')
      return secret ? judgeSalesforce(call, secret) : notReady
    }
    case 'hmac': {
      const secret = await secretOf(name, 'hmac')
      return secret ? judgeHmac(call, settings, secret, now) : notReady
    }
    default:
      return settings satisfies never
  }
}

const eventsOf = (source: string, settings: CrmSource, { bytes, headers }: HookCall, now: number): HookEvent[] => {
  const id = idIn(settings, headers)
  const call = { vendor: settings.vendor, body: bytes.toString('utf8'), receivedAt: new Date(now).toISOString(), ...(id ? { id } : {}) }
  try {
    return itemsOf(call, digest).map((item) => ({
      id: `${item.kind} ${item.id}`,
      work: [{ to: 'crm', work: { kind: 'crm_event', source, item } }],
    }))
  } catch (error) {
    if (error instanceof UnreadableCall) throw new InvalidInput('unexpected_body', error.message)
    throw error
  }
}

/** Where a header names the call, the same at each repetition. */
const idIn = (settings: CrmSource, headers: HookCall['headers']): string | undefined => {
  if (settings.vendor === 'attio') return headers['idempotency-key']
  return settings.vendor === 'hmac' && settings.idHeader !== undefined ? headers[settings.idHeader.toLowerCase()] : undefined
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Without it, Salesforce sends a message again for a day. */
const soapAcknowledgement = {
  type: 'text/xml',
  body: '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>',
}
