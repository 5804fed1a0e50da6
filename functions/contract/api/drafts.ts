/** Drafts: texts that a person approves before they leave. */
import * as z from 'zod'
import { channel } from './views.ts'

const iso = z.string()

/** As it would leave now: the recipient and channel are those that the message has at this moment, and so is the hash. */
export const draftView = z.object({
  /** The message's id. */
  id: z.string(),
  enrollmentId: z.string(),
  sequenceId: z.string(),
  stepId: z.string(),
  contactId: z.string(),
  leadId: z.string(),
  channel,
  recipient: z.string().nullable(),
  subject: z.string().optional(),
  body: z.string(),
  brief: z.string().optional(),
  /** Merge variables that are still to be written out. */
  missing: z.array(z.string()),
  /** Whether it could be approved as it is. */
  complete: z.boolean(),
  /** What an approval names: of recipient, channel, subject and body. */
  hash: z.string(),
  status: z.enum(['pending', 'approved', 'dismissed']),
  madeAt: iso,
  dueAt: iso,
  revision: z.int(),
  decidedBy: z.string().optional(),
  decidedAt: iso.optional(),
})
export type DraftView = z.infer<typeof draftView>

export const draftBody = z.strictObject({
  /** Left out, it stays. */
  subject: z.string().max(500).optional(),
  body: z.string().max(20_000),
  /** The revision that was read; a stale one is refused. */
  revision: z.int(),
})
export const approveBody = z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/, 'the hash that the draft was shown with') })
export const dismissBody = z.strictObject({ reason: z.string().max(500).optional() })
