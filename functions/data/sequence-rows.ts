/** How sequences, versions and triggers are stored, and read back whatever release wrote them. */
import * as z from 'zod'
import { channels } from '../domain/channel.ts'
import { sequenceStatuses, type Sequence, type SequenceVersion } from '../domain/sequence.ts'

const step = z.object({
  id: z.string(),
  number: z.int(),
  name: z.string(),
  channel: z.enum(channels),
  delayMinutes: z.int(),
  subject: z.string().exactOptional(),
  body: z.string().exactOptional(),
  smsText: z.string().exactOptional(),
  onFailure: z.enum(['heal', 'skip', 'end']),
})

const content = {
  name: z.string(),
  description: z.string(),
  triggerStage: z.string().nullable(),
  goalStages: z.array(z.string()),
  policies: z.object({
    reentry: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('never') }),
      z.object({ kind: z.literal('afterDays'), days: z.number() }),
      z.object({ kind: z.literal('always') }),
    ]),
    onReply: z.enum(['finish', 'review']),
    onStageLeft: z.enum(['finish', 'continue']),
    completeAfterDays: z.number(),
    stopWholeLead: z.boolean(),
    onConflict: z.enum(['replace', 'parallel', 'skip']),
  }),
  steps: z.array(step),
}

export const sequenceRow: z.ZodType<Sequence> = z.object({
  ...content,
  id: z.string(),
  slug: z.string(),
  owner: z.string(),
  status: z.enum(sequenceStatuses),
  version: z.int(),
  draftChanged: z.boolean(),
  nextStepNumber: z.int(),
  activatedAt: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  revision: z.int(),
})

export const versionRow: z.ZodType<SequenceVersion> = z.object({
  ...content,
  sequenceId: z.string(),
  version: z.int(),
  publishedAt: z.string(),
})

export const triggerRow = z.object({ sequenceId: z.string(), version: z.int(), activatedAt: z.string() })
