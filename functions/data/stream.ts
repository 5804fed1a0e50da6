/** The table's stream as tallying reads it: only rows that are counted, and of these only what is counted. */
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda'
import * as z from 'zod'
import { stuckOf } from '../domain/stuck.ts'
import { keys, prefixes } from './keys.ts'
import { plannedMessage } from './plan-text.ts'

const optional = z.string().optional()
const messageImage = z
  .object({
    sequenceId: z.string(),
    stepId: z.string(),
    status: z.string(),
    channel: optional,
    sentAt: optional,
    events: z
      .object({
        deliveredAt: optional,
        openedByPersonAt: optional,
        clickedByPersonAt: optional,
        repliedAt: optional,
        bouncedAt: optional,
        bounceKind: optional,
        complainedAt: optional,
        unsubscribedAt: optional,
      })
      .default({}),
  })
  // Openings and clicks of scanners are shown on the message, and are no rate.
  .transform(({ events: { openedByPersonAt, clickedByPersonAt, ...events }, ...row }) => ({
    kind: 'message' as const,
    ...row,
    ...events,
    openedAt: openedByPersonAt,
    clickedAt: clickedByPersonAt,
  }))
const headImage = z
  .object({
    enrollments: z.array(
      z
        .object({
          id: z.string(),
          sequenceId: z.string(),
          enrolledAt: z.string(),
          status: z.enum(['active', 'paused']).default('active'),
          pauseReason: z.string().exactOptional(),
          ending: z.unknown().exactOptional(),
          plan: z.array(z.string()).default([]),
        })
        .transform(({ id, sequenceId, enrolledAt, plan, ending, ...stands }) => ({
          id,
          sequenceId,
          enrolledAt,
          stuck: ending === undefined ? stuckOf({ ...stands, plan: plan.map(plannedMessage) }) : null,
        })),
    ),
  })
  .transform(({ enrollments }) => ({ kind: 'head' as const, enrollments }))
const finishedImage = z
  .object({ sequenceId: z.string(), enrolledAt: z.string(), finishedAt: z.string(), exitReason: z.string() })
  .transform((row) => ({ kind: 'finished' as const, ...row }))

const imageOf = (pk: string, sk: string) => {
  if (sk.startsWith(prefixes.messages)) return messageImage
  if (sk.startsWith(prefixes.finished)) return finishedImage
  if (sk === keys.head('').sk && pk.startsWith(keys.head('').pk)) return headImage
  return null
}

/** One record, with both its images as counted rows; a row that is not counted has none. */
export const readRecord = (record: DynamoDBRecord) => {
  const change = record.dynamodb
  if (!change?.SequenceNumber) throw new Error(`stream record ${record.eventID ?? '?'} has no sequence number`)
  const image = imageOf(change.Keys?.['pk']?.S ?? '', change.Keys?.['sk']?.S ?? '')
  const read = (raw: Image | undefined) => (image && raw ? image.parse(textsOf(raw)) : null)
  return {
    sequenceNumber: change.SequenceNumber,
    at: new Date((change.ApproximateCreationDateTime ?? 0) * 1000).toISOString(),
    before: read(change.OldImage),
    after: read(change.NewImage),
  }
}

type Image = Record<string, AttributeValue>

/** The texts of an image, in its maps and lists too: nothing else of a row is counted. */
const textsOf = (image: Image): Record<string, unknown> => {
  const texts: Record<string, unknown> = {}
  for (const [name, { S, M, L }] of Object.entries(image)) {
    if (S !== undefined) texts[name] = S
    else if (M) texts[name] = textsOf(M)
    else if (L) texts[name] = L.flatMap(({ M: entry, S: text }): unknown[] => (entry ? [textsOf(entry)] : text === undefined ? [] : [text]))
  }
  return texts
}
