/**
 * What Resend received, from its published description (GET /emails/receiving/{email_id} and its attachments,
 * https://resend.com/docs/api-reference/emails/retrieve-received-email): a bearer key with full access, a user agent, an id that is a UUID. A
 * part lies at an address of its own, which is signed and takes no key.
 */
import type { Answer, Contract, Received } from './contract-server.ts'
import { resendErrors, resendKey } from './resend.ts'

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

export const receivedId = '4ef9a417-02e9-4d39-ad75-9611e0fcc33c'
export const partId = '2a0c9ce0-3112-4728-976e-47ddcd16a318'

/** A mail with every field that Resend documents. */
export const receivedMail = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  object: 'email',
  id: receivedId,
  to: ['outreach@acme.example.com'],
  from: 'Dana Reyes <dana@example.com>',
  created_at: '2026-11-21T09:41:11.894719+00:00',
  subject: 'Re: Your project',
  html: null,
  text: 'Tell me more, please.',
  headers: { 'In-Reply-To': '<first@email.amazonses.com>', from: 'Dana Reyes <dana@example.com>' },
  bcc: [],
  cc: [],
  reply_to: [],
  message_id: '<answer@mail.example.com>',
  attachments: [],
  ...more,
})

const part = (type: string): Record<string, unknown> => ({
  id: partId,
  filename: null,
  content_type: type,
  content_disposition: 'attachment',
})
export const withPart = (type: string): Record<string, unknown> => receivedMail({ attachments: [part('image/png'), part(type)] })

const notFound: Answer = { status: 404, body: { statusCode: 404, name: 'not_found', message: 'Email not found' } }

/** `content`: what the part says, at the address that `host` tells. */
export const resendReceiving = (mail: Record<string, unknown>, content = ''): Contract => ({
  check: ({ method, path, headers }) => {
    if (method !== 'GET') return { status: 405, body: { name: 'method_not_allowed' } }
    if (!headers['user-agent']) return { status: 403, body: 'error code: 1010' }
    if (path.startsWith('/cdn/')) return headers['authorization'] ? { status: 400, body: 'Only one auth mechanism allowed' } : null
    if (headers['authorization'] !== `Bearer ${resendKey}`) return resendErrors.key
    const [, id = '', , at] =
      /^\/emails\/receiving\/([^/?]+)(\/attachments\/([^/?]+))?(?:\?html_format=(?:cid|data_uri))?$/.exec(path) ?? []
    if (!uuid.test(id)) return { status: 422, body: { statusCode: 422, name: 'validation_error', message: 'The id must be a valid UUID.' } }
    return id !== mail['id'] || (at !== undefined && at !== partId) ? notFound : null
  },
  accept: ({ path, headers }: Received) => {
    if (path.startsWith('/cdn/')) return { status: 200, body: content }
    if (!path.includes('/attachments/')) return { status: 200, body: mail }
    const lies = `http://${headers['host']}/cdn/${partId}?signature=sig-123`
    return { status: 200, body: { ...part(''), object: 'attachment', download_url: lies, expires_at: '2026-11-21T10:41:11.894Z' } }
  },
})
