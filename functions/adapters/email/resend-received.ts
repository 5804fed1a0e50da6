/**
 * What a webhook of Resend's only announces: a mail that it received, fetched by its API. Fetching changes nothing there, so that it may be
 * repeated; it is given up within the time in which the webhook has to be answered.
 */
import { resendPart, resendReceived, type FetchReceived, type ResendReceived } from '../../contract/providers/resend-received.ts'
import type { ProviderSecrets } from '../provider-secrets.ts'

/** Milliseconds for one answer: Svix waits fifteen seconds for ours. */
const answerMilliseconds = 4_000
/** Bytes of a mail without its attachments, and of one part: what is longer is no answer of a person's. */
const mostMail = 4_000_000
const mostPart = 100_000
/** Parts that are fetched of one mail: a report has two. */
const mostParts = 4

export const openResendReceived =
  (url: string, secrets: Pick<ProviderSecrets, 'get'>): FetchReceived =>
  async (id, types) => {
    const { apiKey } = await secrets.get('resend')
    const headers = { accept: 'application/json', authorization: `Bearer ${apiKey}`, 'user-agent': 'touchline' }
    const base = `${url.replace(/\/$/, '')}/emails/receiving/${encodeURIComponent(id)}`
    // Inline images then stay out of the text.
    const answer = await ask(`${base}?html_format=cid`, headers, mostMail)
    if (answer === null) return null
    const mail = read(resendReceived.safeParse(jsonOf(answer)), 'a received mail')
    const partOf = async ({ id: part, type }: Wanted): Promise<{ type: string; text: string } | null> => {
      const where = await ask(`${base}/attachments/${encodeURIComponent(part)}`, headers, mostPart)
      if (where === null) return null
      const { download_url: lies } = read(resendPart.safeParse(jsonOf(where)), "a part's address")
      // The address is signed and lies elsewhere: our key stays here.
      if (new URL(lies).protocol !== new URL(url).protocol) throw new Error('Resend names an address that is not encrypted')
      const text = await ask(lies, { 'user-agent': 'touchline' }, mostPart, 'cut')
      return text === null ? null : { type, text }
    }
    const parts = await Promise.all(wantedOf(mail, types).map(partOf))
    return { mail, parts: parts.flatMap((part) => part ?? []) }
  }

interface Wanted {
  id: string
  type: string
}

const wantedOf = ({ attachments }: ResendReceived, types: ReadonlySet<string>): Wanted[] =>
  (attachments ?? [])
    .map(({ id, content_type }) => ({ id, type: content_type?.split(';')[0]?.trim().toLowerCase() ?? '' }))
    .filter(({ type }) => types.has(type))
    .slice(0, mostParts)

/** The body; null for a 404. Throws for whatever else is no 200: the webhook is then sent again. What is too long is refused, or `cut`. */
const ask = async (
  url: string,
  headers: Record<string, string>,
  most: number,
  over: 'refused' | 'cut' = 'refused',
): Promise<string | null> => {
  const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(answerMilliseconds) })
  if (response.status === 404) {
    await response.body?.cancel()
    return null
  }
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`Resend answered ${response.status} when it was asked for a received mail${hints[response.status] ?? ''}`)
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    chunks.push(chunk)
    if (size > most) {
      if (over === 'cut') break
      throw new Error(`Resend's answer is longer than ${most} bytes`)
    }
  }
  return Buffer.concat(chunks).subarray(0, most).toString('utf8')
}

const hints: Record<number, string | undefined> = {
  401: ': its key must have full access, for one that may only send cannot read',
  403: ': its key must have full access, for one that may only send cannot read',
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error("Resend's answer does not parse as JSON")
  }
}

const read = <T>(result: { success: true; data: T } | { success: false }, what: string): T => {
  if (!result.success) throw new Error(`Resend's answer is not ${what} as it documents one`)
  return result.data
}
