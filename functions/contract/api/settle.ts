/** A person's word on a message whose answer was lost. */
import * as z from 'zod'

export const settleBody = z.strictObject({
  arrived: z
    .boolean()
    .refine((arrived) => arrived, "only what arrived is settled: send what did not again, by the message's resend")
    .describe("Always true: the provider's own log or the contact says that it arrived. What did not arrive is sent again with `resend`."),
})

export const settled = z
  .object({
    by: z.string().describe('Who said so.'),
    at: z.string().describe('When, ISO 8601 in UTC.'),
  })
  .describe('Present where the answer was lost and a person said that it arrived.')
