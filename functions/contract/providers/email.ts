/** What email providers answer: only what we read of it, for they add fields as they please. */
import * as z from 'zod'

/** https://postmarkapp.com/developer/api/email-api: `ErrorCode` 0 means taken. */
export const postmarkAnswer = z.object({ MessageID: z.string().min(1), ErrorCode: z.literal(0) })
export const postmarkError = z.object({ ErrorCode: z.int(), Message: z.string().default('') })

/** https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send: a 202 says nothing but its `X-Message-Id`. */
export const sendgridErrors = z.object({
  errors: z.array(z.object({ message: z.string().nullish(), field: z.string().nullish() })).min(1),
})

/** https://resend.com/docs/api-reference/emails/send-email */
export const resendAnswer = z.object({ id: z.string().min(1) })
/** https://resend.com/docs/api-reference/errors */
export const resendError = z.object({ name: z.string(), message: z.string().default('') })
