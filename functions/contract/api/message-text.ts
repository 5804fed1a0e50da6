/** A text that a person writes for one message that has not left. */
import * as z from 'zod'

export const messageTextBody = z.strictObject({
  subject: z.string().max(500).optional().describe('Of an email, at most 500 characters; left out, it stays.'),
  body: z
    .string()
    .max(20_000)
    .refine((text) => text.trim() !== '', 'write a text, or skip the message so that nothing is sent')
    .describe(
      'Exactly what leaves, 1 to 20000 characters: nothing in braces is filled in. A first text gets who writes and how to opt out beside it, a mail its footer.',
    ),
  revision: z
    .int()
    .min(0)
    .optional()
    .describe('`edited.revision` of the message as it was read, 0 where it was not edited: refused where somebody else was faster.'),
})

export const edited = z
  .object({
    by: z.string().describe('Who wrote it.'),
    at: z.string().describe('When, ISO 8601 in UTC.'),
    revision: z.int().describe('Rises with each text: the next edit names it.'),
  })
  .describe("Present where a person wrote this message's text in place of its step's template.")
