/** A mail that Resend received, as its API hands it out: https://resend.com/docs/api-reference/emails/retrieve-received-email. */
import * as z from 'zod'

const addresses = z.array(z.string()).nullish()

export const resendReceived = z.object({
  id: z.string().min(1).max(200),
  from: z.string().max(2_000),
  to: addresses,
  cc: addresses,
  bcc: addresses,
  subject: z.string().nullish(),
  message_id: z.string().max(2_000).nullish(),
  text: z.string().nullish(),
  html: z.string().nullish(),
  /** One that stands several times may come as a list. */
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])).nullish(),
  attachments: z.array(z.object({ id: z.string(), content_type: z.string().nullish() })).nullish(),
})
export type ResendReceived = z.infer<typeof resendReceived>

/** Where one of its parts lies for a while: https://resend.com/docs/api-reference/emails/retrieve-received-email-attachment. */
export const resendPart = z.object({ download_url: z.url() })

/** A mail with the parts that were asked for, as text. */
export interface ReceivedMail {
  mail: ResendReceived
  parts: { type: string; text: string }[]
}

/** Fetches a mail by its id, with its parts of these media types; null where Resend has none of that id. Throws where it cannot say now. */
export type FetchReceived = (id: string, types: ReadonlySet<string>) => Promise<ReceivedMail | null>
