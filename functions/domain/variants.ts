/**
 * Variants: other words for the same step, each for its share of the enrollments. Which one an enrollment gets follows from its id and the
 * step's alone, so that every retry, draft and preview says the same; who wins is nobody's business here.
 */
import type { Step, Variant } from './sequence.ts'
import { shareOf } from './spread.ts'

/** The step's own text. */
export const originalId = 'a'

/** What a step has beside its own text at a time. */
export const mostVariants = 4

/** Percent that one variant gets at most. */
export const mostShare = 98

/** Letters that a step can ever give out: one that was given is never given to another text. */
export const variantLetters: readonly string[] = 'bcdefghijklmnopqrstuvwxyz'.split('')

/** One of the texts of a step: what left keeps it as it was then. */
export interface ChosenVariant {
  /** `a` for the step's own text, else the variant's letter. */
  id: string
  name: string
  /** Whole percent of the enrollments, 1 to 99. */
  share: number
}

/** A step as one enrollment gets it: nothing is composed from a step that still has its variants beside it. */
export type WordedStep = Omit<Step, 'variants' | 'lastVariant'> & { variants?: never; variant?: ChosenVariant }

/** Percent that the variants leave to the step's own text. */
export const originalShare = (variants: readonly Pick<Variant, 'share'>[]): number =>
  variants.reduce((left, { share }) => left - share, 100)

/** Every text of a step with its share, the step's own first; empty where it has no variants. */
export const textsOf = ({ variants = [] }: Pick<Step, 'variants'>): ChosenVariant[] =>
  variants.length === 0
    ? []
    : [
        { id: originalId, name: 'Original', share: originalShare(variants) },
        ...variants.map(({ id, name, share }) => ({ id, name, share })),
      ]

/**
 * Which text of the step an enrollment gets: its own point of 0 to 100, held against the shares one after another, the step's own first.
 * Where shares change, whoever moves goes towards the text that grew, and nobody who had that leaves it. Worked: of 50, 30 and 20 the point
 * 79.9 is the second one's. Undefined where the step has no variants.
 */
export const variantFor = (step: Pick<Step, 'id' | 'variants'>, enrollmentId: string): ChosenVariant | undefined => {
  const texts = textsOf(step)
  let left = shareOf(enrollmentId, step.id, 'variant') * 100
  return texts.find(({ share }) => (left -= share) < 0) ?? texts.at(-1)
}

/** The step in the words of one of its texts; what a variant does not say is the step's own. */
export const wordedAs = (step: Step, chosen: ChosenVariant | undefined): WordedStep => {
  const { variants = [], lastVariant: _given, ...own } = step
  const found = variants.find(({ id }) => id === chosen?.id)
  return {
    ...own,
    ...(found?.subject === undefined ? {} : { subject: found.subject }),
    ...(found?.body === undefined ? {} : { body: found.body }),
    ...(found?.smsText === undefined ? {} : { smsText: found.smsText }),
    ...(chosen ? { variant: chosen } : {}),
  }
}

/** The step as this enrollment gets it; null stands for nobody who is enrolled, and gets the step's own words. */
export const wordedFor = (step: Step, enrollmentId: string | null): WordedStep =>
  wordedAs(step, enrollmentId === null ? undefined : variantFor(step, enrollmentId))

/** Every wording of the step, its own first: what somebody may get who is not enrolled yet. */
export const everyWording = (step: Step): WordedStep[] =>
  step.variants ? textsOf(step).map((chosen) => wordedAs(step, chosen)) : [wordedAs(step, undefined)]

/** `variant B · Short subject, 30 %`, as it goes on in a sentence. */
export const variantText = ({ id, name, share }: ChosenVariant): string =>
  id === originalId ? `the original, ${share} %` : `variant ${id.toUpperCase()} · ${name}, ${share} %`
