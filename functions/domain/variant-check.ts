/** What keeps a step's variants from being published. */
import type { Step, Variant } from './sequence.ts'
import { complaintsIn, type TextField } from './text-complaints.ts'

/** `field`: `variants[0].body`. `known` are the attribute keys that contacts have. */
export const variantErrors = ({ variants = [] }: Pick<Step, 'variants'>, known: readonly string[]): { field: string; message: string }[] =>
  variants.flatMap((variant, place) =>
    variantComplaints(variant, known).map(({ field, message }) => ({ field: `variants[${place}].${field}`, message })),
  )

/** What is wrong with one variant's own texts; what it leaves to the step is complained of there. */
export const variantComplaints = (variant: Variant, known: readonly string[]): { field: TextField; message: string }[] =>
  [
    ...(['subject', 'body', 'smsText'] as const).flatMap((field) =>
      variant[field]?.trim() === ''
        ? [{ field, message: `its ${labels[field]} is empty: write one, or leave it out so that the step's own is used` }]
        : [],
    ),
    ...complaintsIn(variant, known),
  ].map(({ field, message }) => ({ field, message: `variant ${variant.id.toUpperCase()}: ${message}` }))

const labels: Record<TextField, string> = { subject: 'subject', body: 'text', smsText: 'SMS text' }
