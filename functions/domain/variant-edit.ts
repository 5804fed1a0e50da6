/** Editing a step's variants. Their letters are given out once for ever: what came of one text is never counted for another. */
import type { FieldError } from './sequence-edit.ts'
import type { Step, Variant } from './sequence.ts'
import { variantLetters } from './variants.ts'

/** A variant as an editor gives it: an `id` names one that is kept, or is a letter that was never given out; without one it gets the next. */
export type VariantInput = { id?: string | undefined; name: string; share: number } & {
  [K in 'subject' | 'body' | 'smsText']?: string | undefined
}

export interface Lettered extends Pick<Step, 'variants' | 'lastVariant'> {
  errors: FieldError[]
}

/** The variants with their letters. `kept`: the step as it was, undefined where it is new; `at` is where the step stands, `steps[2]`. */
export const letteredVariants = (
  inputs: readonly VariantInput[],
  kept: Pick<Step, 'variants' | 'lastVariant'> | undefined,
  at: string,
): Lettered => {
  const given = (letter: string): boolean => kept?.variants?.some(({ id }) => id === letter) ?? false
  const lastGiven = placeOf(kept?.lastVariant)
  const isFree = (letter: string): boolean => placeOf(letter) > lastGiven
  let last = Math.max(lastGiven, ...inputs.map(({ id }) => (id !== undefined && isFree(id) ? placeOf(id) : -1)))
  const errors: FieldError[] = []
  const variants = inputs.map(({ id, name, share, subject, body, smsText }, place): Variant => {
    if (id !== undefined && !given(id) && !isFree(id))
      errors.push({
        field: `${at}.variants[${place}].id`,
        message: `this step has no variant ${id} any more, and its letter is not given out again: leave out the id for the next one`,
      })
    return {
      id: id ?? variantLetters[++last] ?? '',
      name,
      share,
      ...(subject === undefined ? {} : { subject }),
      ...(body === undefined ? {} : { body }),
      ...(smsText === undefined ? {} : { smsText }),
    }
  })
  if (last >= variantLetters.length)
    errors.push({ field: `${at}.variants`, message: 'this step has used up its letters for variants: add a new step for the next one' })
  const lastLetter = variantLetters[last]
  return { errors, ...(variants.length > 0 ? { variants } : {}), ...(lastLetter === undefined ? {} : { lastVariant: lastLetter }) }
}

const placeOf = (letter: string | undefined): number => variantLetters.findIndex((one) => one === letter)
