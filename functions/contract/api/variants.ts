/** Variants of a step: other texts for shares of its enrollments, and which of them a message left in. */
import * as z from 'zod'
import { mostShare, mostVariants } from '../../domain/variants.ts'

const name = z.string().trim().min(1, 'give the variant a name').max(60).describe('What the team calls it, 1 to 60 characters.')
const share = z
  .int('a share is a whole percent')
  .min(1, 'a variant gets at least 1 %')
  .max(mostShare, `a variant gets at most ${mostShare} %`)
  .describe("Percent of the enrollments that get it, 1 to 98; the step's own text has what is left of 100.")
const texts = {
  subject: z.string().max(500).optional().describe("Its subject; left out: the step's own."),
  body: z.string().max(20_000).optional().describe("Its text; left out: the step's own."),
  smsText: z.string().max(1_000).optional().describe("Its text where healing sends the step by SMS; left out: the step's own."),
}
const id = z
  .string()
  .regex(/^[b-z]$/, 'a variant is named by a letter, b to z')
  .describe('Its letter, b to z, for ever: it is never given to another text of the step.')

const mostTogether = 99

export const variantsBody = z
  .array(z.strictObject({ id: id.optional().describe('Names a variant that is kept; without it, it is new.'), name, share, ...texts }))
  .max(mostVariants, `a step has at most ${mostVariants} variants beside its own text`)
  .superRefine((variants, context) => {
    const sum = variants.reduce((all, one) => all + one.share, 0)
    if (sum > mostTogether)
      context.addIssue({ code: 'custom', message: `the variants get ${sum} % together: leave at least 1 % to the step's own text` })
    const named = variants.flatMap((one) => one.id ?? [])
    for (const letter of new Set(named))
      if (named.indexOf(letter) !== named.lastIndexOf(letter))
        context.addIssue({ code: 'custom', message: `variant ${letter} is named twice: leave out the id of the new one` })
  })
  .describe(
    "At most 4 other texts of the step, each for its share of the enrollments; which one an enrollment gets is drawn from its id, and stays. Given, they replace all: a variant that is left out is removed. Left out: the step's own text alone.",
  )

export const variantView = z.object({ id, name, share, ...texts })

/** In whose words a message is. */
export const chosenVariant = z.object({
  id: z.string().describe("`a`: the step's own text. Else the letter of its variant."),
  name: z.string().describe('What the team calls it.'),
  share: z.int().describe('Percent of the enrollments that get it.'),
})
