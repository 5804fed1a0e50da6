/** A step's texts in words. */
import type { AnswerOf } from '../../functions/contract/api/routes.ts'
import { originalId, type ChosenVariant } from '../../functions/domain/variants.ts'

type Named = Pick<ChosenVariant, 'id' | 'name'>

/** `Original`, `B · Short subject`; a name that only says the letter again is left out: `B`. */
export const variantName = ({ id, name }: Named): string => {
  if (id === originalId) return 'Original'
  const letter = id.toUpperCase()
  return name === '' || name === `Variant ${letter}` ? `Variant ${letter}` : `${letter} · ${name}`
}

/** `B · Short subject, 30 %`: beside what left, or will. */
export const variantMark = (variant: ChosenVariant): string => `${variantName(variant)}, ${variant.share} %`

/** Whether this is the text that the contact of a preview gets. */
export const getsText = ({ variant, gets }: Pick<AnswerOf<'renderStep'>, 'variant' | 'gets'>, name: string): string => {
  if (!variant) return ''
  if (!gets) return `Which text ${name} gets is drawn when they are enrolled.`
  return gets.id === variant.id ? `This is the text that ${name} gets.` : `${name} gets another text: ${variantName(gets)}.`
}
