/** How a step's variants are stored, and which of its texts a message left in. */
import * as z from 'zod'
import type { Variant } from '../domain/sequence.ts'
import type { ChosenVariant } from '../domain/variants.ts'

const said = { id: z.string(), name: z.string(), share: z.int() }

export const chosenVariant: z.ZodType<ChosenVariant> = z.object(said)

export const variantRow: z.ZodType<Variant> = z.object({
  ...said,
  subject: z.string().exactOptional(),
  body: z.string().exactOptional(),
  smsText: z.string().exactOptional(),
})
