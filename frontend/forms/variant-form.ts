/** A step's variants as the builder holds them: every text is a string, and an empty one is the original's. */
import type { SequencePatch } from '../../functions/contract/api/bodies.ts'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import type { Channel } from '../../functions/domain/channel.ts'
import { withOneMore } from '../../functions/domain/variant-shares.ts'
import { mostVariants, originalId, originalShare, variantLetters } from '../../functions/domain/variants.ts'

type VariantBody = NonNullable<NonNullable<SequencePatch['steps']>[number]['variants']>[number]
type VariantView = NonNullable<SequenceView['steps'][number]['variants']>[number]

/** What is written of a step, or of one of its variants. */
export interface Texts {
  subject: string
  body: string
  smsText: string
}

export interface VariantForm extends Texts {
  /** Its letter. */
  id: string
  name: string
  share: number
}

/** A step with its variants; `lastVariant` is the letter that was given last, empty where none was. */
export interface Varied extends Texts {
  variants: VariantForm[]
  lastVariant: string
}

export const variantFormOf = ({ id, name, share, subject = '', body = '', smsText = '' }: VariantView): VariantForm => ({
  id,
  name,
  share,
  subject,
  body,
  smsText,
})

/** Only the texts that the channel has, and that are the variant's own. */
export const variantBodyOf = (
  { id, name, share, subject, body, smsText }: VariantForm,
  channel: Channel,
): VariantBody & { id: string } => ({
  id,
  name: name.trim(),
  share,
  ...(channel === 'email' && subject.trim() !== '' ? { subject } : {}),
  ...(body.trim() === '' ? {} : { body }),
  ...((channel === 'email' || channel === 'call') && smsText.trim() !== '' ? { smsText } : {}),
})

/** The share of each text, the step's own first. */
export const sharesOf = ({ variants }: Pick<Varied, 'variants'>): number[] => [
  originalShare(variants),
  ...variants.map(({ share }) => share),
]

export const setShares = ({ variants }: Pick<Varied, 'variants'>, [, ...shares]: readonly number[]): void => {
  for (const [place, variant] of variants.entries()) variant.share = shares[place] ?? variant.share
}

/** Why a step gets no further variant; null where it may have one more. */
export const noMoreVariants = (step: Varied): string | null => {
  if (step.variants.length >= mostVariants) return `At most ${mostVariants} variants beside the original.`
  return nextLetter(step) === undefined ? 'This step has used up its letters: add a new step for the next text.' : null
}

/** A variant more, which begins as the original reads; its letter, or undefined where there can be none. */
export const addVariant = (step: Varied): string | undefined => {
  const id = nextLetter(step)
  if (id === undefined || step.variants.length >= mostVariants) return undefined
  const shares = withOneMore(sharesOf(step))
  const { subject, body, smsText } = step
  step.variants.push({ id, name: `Variant ${id.toUpperCase()}`, share: shares.at(-1) ?? 1, subject, body, smsText })
  step.lastVariant = id
  setShares(step, shares)
  return id
}

/** Whom it had gets the original. */
export const removeVariant = (step: Varied, id: string): void => void (step.variants = step.variants.filter((variant) => variant.id !== id))

/** A letter anew for the variant at `place`: its own belongs to a text that the stored step gave up. `last`: the letter it gave out last. */
export const reletter = (step: Varied, place: number, last: string | undefined): void => {
  const variant = step.variants[place]
  if (last !== undefined && last > step.lastVariant) step.lastVariant = last
  const id = nextLetter(step)
  if (!variant || id === undefined) return
  if (variant.name === `Variant ${variant.id.toUpperCase()}`) variant.name = `Variant ${id.toUpperCase()}`
  variant.id = id
  step.lastVariant = id
}

const nextLetter = ({ variants, lastVariant }: Varied): string | undefined => {
  const given = [lastVariant, ...variants.map(({ id }) => id)].toSorted().at(-1) ?? ''
  return variantLetters.find((letter) => letter > given)
}

/** The variant of this letter, or null for the step's own text. */
export const variantIn = ({ variants }: Pick<Varied, 'variants'>, id: string): VariantForm | null =>
  id === originalId ? null : (variants.find((variant) => variant.id === id) ?? null)
