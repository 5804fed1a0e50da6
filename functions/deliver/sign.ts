/**
 * Signatures of the Standard Webhooks specification: HMAC-SHA256 over `id.timestamp.body`, base64, one for each secret that holds now.
 * https://www.standardwebhooks.com
 */
import { createHmac } from 'node:crypto'

export const signedHeaders = (
  { id, body, timestamp }: { id: string; body: string; /** Epoch seconds. */ timestamp: number },
  secrets: readonly Buffer[],
): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': secrets
    .map((secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`)
    .join(' '),
})
