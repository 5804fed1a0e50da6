/** Everything that is kept of a person, as one document in as many pages as it takes. */
import * as z from 'zod'
import { suppressionView } from './suppressions.ts'

const kept = z.record(z.string(), z.unknown())
const list = (what: string) => z.array(kept).describe(what)

export const exportQuery = z.object({
  cursor: z.string().optional().describe('`nextCursor` of the page before, as it is. A person with much history takes several pages.'),
})

export const personExport = z.object({
  contactId: z.string().describe("The CRM's id of the contact."),
  exportedAt: z.string().describe('ISO 8601 in UTC.'),
  profile: list('Who the contact is, as the CRM last said; and each record that was merged into it.'),
  heads: list('Consent, addresses, opt-outs, touches and running enrollments with their plans.'),
  enrollments: list('Finished enrollments.'),
  messages: list('Messages with their texts, what became of them, and every attempt with what the gates saw.'),
  interactions: list('What came in and went on beside them, with whole texts.'),
  drafts: list('Texts that a person approves.'),
  gates: list('Hand-offs that wait for a person, or were decided.'),
  other: list('Whatever else lies with the contact.'),
  suppressions: z.array(suppressionView).describe('What is known of the addresses that the contact uses now; on the first page.'),
  leads: list('Leads that the contact belongs to, without their other contacts; on the first page.'),
  notifications: list('What people were told of the contact; on the first page.'),
  rawMails: z
    .array(z.object({ key: z.string(), until: z.string(), note: z.string() }))
    .describe('Mails as they came in: where they lie, and until when.'),
  retention: z.array(z.string()).describe('How long what is kept elsewhere stays, as sentences.'),
  nextCursor: z.string().nullable().describe('Where the document goes on; null at its end.'),
})
export type PersonExport = z.infer<typeof personExport>
