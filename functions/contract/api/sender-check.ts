/** What DNS says of the domains that mails are sent from. */
import * as z from 'zod'

/** GET /settings/sender-check, and GET /setup. */
export const checkQuery = z.object({
  fresh: z.stringbool().default(false).describe('true: DNS is asked anew; otherwise its answers of the last five minutes will do.'),
})
export const checkedSecondsAgo = z.int().describe('Seconds since DNS was asked.')

export const senderCheckView = z.object({
  adapter: z.string().describe('The provider that mails leave by.'),
  checkedSecondsAgo,
  domains: z
    .array(
      z.object({
        domain: z.string().describe('A domain that mails are sent from.'),
        checks: z
          .array(
            z.object({
              check: z.enum(['spf', 'dkim', 'dmarc']),
              verdict: z.enum(['ok', 'warn', 'fail', 'unknown']).describe('unknown: DNS could not be asked, or only the provider knows.'),
              text: z.string().describe('What was found and what to do.'),
              found: z.array(z.string()).describe('The records found.'),
              publish: z
                .array(z.object({ name: z.string(), type: z.enum(['TXT', 'CNAME']), value: z.string() }))
                .optional()
                .describe('Records to publish.'),
            }),
          )
          .describe('SPF, DKIM and DMARC.'),
      }),
    )
    .describe('Each domain once.'),
})
