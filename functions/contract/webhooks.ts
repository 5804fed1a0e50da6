/** Work of the deliver function: an event of ours from the bus, or one delivery's next try. */
import * as z from 'zod'

export const deliverWork = z.object({ kind: z.literal('deliver'), endpoint: z.string(), delivery: z.string() })
export type DeliverWork = z.infer<typeof deliverWork>

/** What a webhook receives as its body. */
export interface WebhookBody {
  /** The same for every try, and in the header `webhook-id`. */
  id: string
  type: string
  occurredAt: string
  data: Record<string, unknown>
}
