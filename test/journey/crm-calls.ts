/** Calls as CRMs make them, at the public address of a running stack: each signed as its vendor's reference says. */
import { createHmac } from 'node:crypto'
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { CrmVendor } from '../../functions/contract/crm.ts'
import type { World } from './world.ts'

/** By the source's name, as tenants/demo.json names them. */
export const crmSecrets = {
  hubspot: { clientSecret: 'hubspot-client-secret' },
  pipedrive: { webhookUser: 'touchline', webhookPassword: 'pipedrive-password' },
  fub: { systemKey: 'follow-up-boss-system-key' },
  attio: { webhookSecret: 'attio-webhook-secret' },
  salesforce: { organizationId: '00D5g000004fakeEAA', key: 'salesforce-key-of-24-characters' },
  website: { secret: 'website-shared-secret' },
}
export type SourceName = keyof typeof crmSecrets

const vendors: Record<SourceName, CrmVendor> = {
  hubspot: 'hubspot',
  pipedrive: 'pipedrive',
  fub: 'follow-up-boss',
  attio: 'attio',
  salesforce: 'salesforce',
  website: 'hmac',
}

const mac = (key: string, text: string, encoding: 'hex' | 'base64'): string => createHmac('sha256', key).update(text).digest(encoding)

/** Fills the secrets in, as an operator does. `more`: tokens with which the CRM may be asked. */
export const fillCrmSecrets = async (world: World, tenant: string, more: Partial<Record<SourceName, object>> = {}): Promise<void> => {
  const client = new SecretsManagerClient({
    endpoint: world.awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'anyone', secretAccessKey: 'anything' },
  })
  for (const [name, secret] of Object.entries(crmSecrets)) {
    const SecretString = JSON.stringify({ ...secret, ...Object.entries(more).find(([source]) => source === name)?.[1] })
    await client.send(new PutSecretValueCommand({ SecretId: `touchline/${tenant}/crm-${name}`, SecretString }))
  }
  client.destroy()
}

export interface SignedCall {
  url: string
  headers: Record<string, string>
  body: string
}

/** `at` in epoch milliseconds. */
export const signCrm = (world: Pick<World, 'url'>, source: SourceName, body: string, at: number): SignedCall => {
  const url = `${world.url}/hooks/crm/${source}`
  const json = { 'content-type': 'application/json' }
  const vendor = vendors[source]
  switch (vendor) {
    case 'hubspot': {
      const signature = mac(crmSecrets.hubspot.clientSecret, `POST${url}${body}${at}`, 'base64')
      return { url, body, headers: { ...json, 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': String(at) } }
    }
    case 'pipedrive': {
      const { webhookUser, webhookPassword } = crmSecrets.pipedrive
      return { url, body, headers: { ...json, authorization: `Basic ${btoa(`${webhookUser}:${webhookPassword}`)}` } }
    }
    case 'follow-up-boss':
      return {
        url,
        body,
        headers: { ...json, 'fub-signature': mac(crmSecrets.fub.systemKey, Buffer.from(body).toString('base64'), 'hex') },
      }
    case 'attio':
      return { url, body, headers: { ...json, 'attio-signature': mac(crmSecrets.attio.webhookSecret, body, 'hex') } }
    case 'salesforce':
      return { url: `${url}?key=${crmSecrets.salesforce.key}`, body, headers: { 'content-type': 'text/xml; charset=utf-8' } }
    case 'hmac': {
      const time = String(Math.floor(at / 1000))
      return {
        url,
        body,
        headers: { ...json, 'x-signature': mac(crmSecrets.website.secret, `${time}.${body}`, 'hex'), 'x-timestamp': time },
      }
    }
    default:
      return vendor satisfies never
  }
}

export const sendCall = async ({ url, headers, body }: SignedCall): Promise<{ status: number; text: string }> => {
  const response = await fetch(url, { method: 'POST', headers, body })
  return { status: response.status, text: await response.text() }
}

/** Signs at the stack's own time, sends, and waits until what follows is carried out. */
export const callCrm = async (world: World, source: SourceName, body: unknown): Promise<{ status: number; text: string }> => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await sendCall(signCrm(world, source, text, Date.parse(await world.now())))
  await world.advance('PT1S')
  return answer
}

/** One event of ours, as a system of one's own says it. */
export const says = (type: string, detail: Record<string, unknown>, id = `${type} ${JSON.stringify(detail)}`) => ({ id, type, detail })

export const attioUpdate = (record: string) => ({
  webhook_id: '23e42eaf-0000-4000-8000-000000000012',
  events: [
    {
      event_type: 'record.updated',
      id: { workspace_id: 'w', object_id: 'people', record_id: record },
      actor: { type: 'system', id: null },
    },
  ],
})
export const followUpBossUpdate = (id: number, eventId = `event-${id}`) => ({
  eventId,
  eventCreated: '2026-11-20T16:00:00+00:00',
  event: 'peopleUpdated',
  resourceIds: [id],
  uri: null,
})
