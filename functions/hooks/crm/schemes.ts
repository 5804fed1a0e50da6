/** How each CRM's vendor lets itself be believed, as its reference says. All signatures are over the bytes as they came. */
import type { CrmSecret, HmacSource } from '../../contract/crm.ts'
import { readOutboundMessage, UnreadableCall } from '../../contract/crm-items.ts'
import { hookWindowSeconds } from '../../contract/hooks.ts'
import { basicCredentials, hmac, sameBytes } from '../signatures.ts'
import type { HookCall, Verdict } from '../source.ts'

/**
 * HubSpot's third version: method, address, body and time in milliseconds, HMAC-SHA256 under the app's client secret, base64.
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 */
export const judgeHubspot = (call: HookCall, { clientSecret }: CrmSecret<'hubspot'>, now: number): Verdict => {
  const signature = call.headers['x-hubspot-signature-v3']
  const timestamp = call.headers['x-hubspot-request-timestamp']
  if (!signature) return { refused: 'unsigned' }
  if (!timestamp) return { refused: 'not_timed' }
  if (!isNear(timestamp, 1, now, hookWindowSeconds)) return { refused: 'outside_window' }
  const expected = hmac('sha256', clientSecret, 'POST', hubspotAddress(call.url), call.bytes, timestamp).toString('base64')
  return judged(sameBytes(expected, signature))
}

/** The characters that HubSpot decodes in an address before it signs it, and no others. */
const decodedByHubspot: Record<string, string> = {
  '%3a': ':',
  '%2f': '/',
  '%3f': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2a': '*',
  '%2c': ',',
  '%3b': ';',
}

const hubspotAddress = (url: string): string =>
  url.replaceAll(/%[0-9a-f]{2}/gi, (encoded) => decodedByHubspot[encoded.toLowerCase()] ?? encoded)

/** Pipedrive signs nothing: the user and password of the webhook come with each call. https://pipedrive.readme.io/docs/guide-for-webhooks-v2 */
export const judgePipedrive = ({ headers }: HookCall, { webhookUser, webhookPassword }: CrmSecret<'pipedrive'>): Verdict => {
  const given = basicCredentials(headers['authorization'])
  if (!given) return { refused: 'unsigned' }
  const [rightUser, rightPassword] = [sameBytes(given.user, webhookUser), sameBytes(given.password, webhookPassword)]
  return judged(rightUser && rightPassword)
}

/**
 * Follow Up Boss: HMAC-SHA256 of the body in base64, under the registered system's key, in hex. There is no time in it.
 * https://docs.followupboss.com/reference/webhooks-guide
 */
export const judgeFollowUpBoss = ({ headers, bytes }: HookCall, { systemKey }: CrmSecret<'follow-up-boss'>): Verdict => {
  const signature = headers['fub-signature']
  if (!signature) return { refused: 'unsigned' }
  return judged(sameBytes(hmac('sha256', systemKey, bytes.toString('base64')).toString('hex'), signature.toLowerCase()))
}

/** Attio: HMAC-SHA256 of the body under the webhook's secret, in hex. There is no time in it. https://docs.attio.com/rest-api/guides/webhooks */
export const judgeAttio = ({ headers, bytes }: HookCall, { webhookSecret }: CrmSecret<'attio'>): Verdict => {
  const signature = headers['attio-signature'] ?? headers['x-attio-signature']
  if (!signature) return { refused: 'unsigned' }
  return judged(sameBytes(hmac('sha256', webhookSecret, bytes).toString('hex'), signature.toLowerCase()))
}

/**
 * Salesforce signs nothing that can be checked here: an outbound message names its organisation, and the address that it was set up with
 * carries `?key=`. The key is looked at first, so that nobody without it has anything parsed.
 */
export const judgeSalesforce = ({ query, bytes }: HookCall, { organizationId, key }: CrmSecret<'salesforce'>): Verdict => {
  const given = new URLSearchParams(query).get('key')
  if (given === null) return { refused: 'unsigned' }
  if (!sameBytes(given, key)) return { refused: 'badly_signed' }
  // The last three of eighteen characters are a checksum over the case of the others.
  const named = organizationIn(bytes)?.slice(0, 15) ?? ''
  return judged(sameBytes(named, organizationId.slice(0, 15)))
}

const organizationIn = (bytes: Buffer): string | null => {
  try {
    return readOutboundMessage(bytes.toString('utf8')).organizationId
  } catch (error) {
    if (error instanceof UnreadableCall) return null
    throw error
  }
}

/** As the tenant's settings say. */
export const judgeHmac = (call: HookCall, settings: HmacSource, { secret }: CrmSecret<'hmac'>, now: number): Verdict => {
  const { header, algorithm, encoding, prefix = '', timestamp } = settings
  const signature = call.headers[header.toLowerCase()]
  if (!signature) return { refused: 'unsigned' }
  const time = timestamp ? call.headers[timestamp.header.toLowerCase()] : undefined
  if (timestamp && !time) return { refused: 'not_timed' }
  if (timestamp && time && !isNear(time, timestamp.unit === 'seconds' ? 1_000 : 1, now, timestamp.toleranceSeconds))
    return { refused: 'outside_window' }
  const signed = timestamp && time ? [time, timestamp.separator, call.bytes] : [call.bytes]
  const expected = prefix + hmac(algorithm, secret, ...signed).toString(encoding)
  return judged(sameBytes(expected, encoding === 'hex' ? signature.replace(/[0-9A-F]+$/i, lowered) : signature))
}

const lowered = (hex: string): string => hex.toLowerCase()

const judged = (genuine: boolean): Verdict => (genuine ? null : { refused: 'badly_signed' })

/** `unit`: milliseconds in one of the text's units. The future is refused like the past. */
const isNear = (text: string, unit: number, now: number, seconds: number): boolean =>
  /^\d{1,15}$/.test(text) && Math.abs(Number(text) * unit - now) <= seconds * 1_000
