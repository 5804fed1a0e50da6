/** What the sweep function takes and answers. Its timer sends an empty object: both sweeps. */
import * as z from 'zod'

export const sweepRequest = z.object({ only: z.enum(['leads', 'messages']).optional() })
export type SweepRequest = z.infer<typeof sweepRequest>

/** `looked`: leads or contacts looked at. `handedOver`: work put into a queue. `resent`: of these, how many were asked for once already. */
export const sweepReport = z.object({ looked: z.int(), handedOver: z.int(), resent: z.int() })
export type SweepReport = z.infer<typeof sweepReport>
