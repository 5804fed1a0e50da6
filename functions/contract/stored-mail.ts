/** What S3 says of an object that was created (event notification, version 2), as its queue delivers it. */
import * as z from 'zod'

/** Days for which a mail is kept as it came in; its text lives on in the contact's timeline. */
export const keptMailDays = 30

/** Where SES puts the mails that it receives, within the tenant's bucket. */
export const mailPrefix = 'inbound/'

/** Object keys come as in a form: `+` for a space, the rest percent-encoded. */
export const objectsCreated = z.object({
  Records: z.array(
    z.object({
      eventSource: z.literal('aws:s3'),
      eventName: z.string(),
      eventTime: z.iso.datetime({ offset: true }),
      s3: z.object({
        bucket: z.object({ name: z.string() }),
        object: z.object({ key: z.string().transform((key) => decodeURIComponent(key.replaceAll('+', ' '))), size: z.number().optional() }),
      }),
    }),
  ),
})

/** Receive queue, from our own functions: mails of a person who is erased are deleted as they came in. */
export const eraseMailsWork = z.object({ kind: z.literal('erase_mails'), keys: z.array(z.string().startsWith(mailPrefix)).max(100) })
export type EraseMailsWork = z.infer<typeof eraseMailsWork>

/** What S3 sends once when it is told where to send to. */
export const s3TestEvent = z.object({ Service: z.literal('Amazon S3'), Event: z.literal('s3:TestEvent') })

/** What SES puts under the prefix once, to see whether it may. */
export const isSetupObject = (key: string): boolean => key.endsWith('AMAZON_SES_SETUP_NOTIFICATION')
