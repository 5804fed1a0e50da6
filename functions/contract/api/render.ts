/** A step tried out on a contact, and the variables that its templates can name. */
import * as z from 'zod'
import { mergeFieldSources } from '../../domain/merge-fields.ts'
import { chosenVariant, variantsBody } from './variants.ts'
import { channel } from './channel.ts'
import { stepTexts } from './steps.ts'

export const renderBody = z.strictObject({
  channel,
  subject: z.string().max(500).optional().describe(stepTexts.subject),
  body: z.string().max(20_000).optional().describe(stepTexts.body),
  smsText: z.string().max(1_000).optional().describe(stepTexts.smsText),
  variants: variantsBody.optional(),
  variant: z
    .string()
    .regex(/^[a-z]$/, "a text is named by a letter: a is the step's own, b to z are its variants")
    .optional()
    .describe("Which text is shown: `a` the step's own, else a variant's letter. Default: the one that the contact gets."),
  contactId: z.string().min(1).max(200).describe("For whom, by the CRM's id."),
  sequenceId: z
    .string()
    .max(100)
    .optional()
    .describe('The sequence whose draft the step belongs to: who sends, and what a mail without a subject goes on with, follow from it.'),
  stepId: z
    .string()
    .max(10)
    .optional()
    .describe('Which of its steps this is (s1, s2 …), so that it stands at its place; without it, it is taken as a new last one.'),
})

const size = {
  segments: z.int().describe('SMS segments that it takes; providers take at most ten.'),
  encoding: z.enum(['GSM-7', 'UCS-2']).describe('GSM-7 holds 160 letters a segment, or 153 in several; UCS-2 70, or 67.'),
  characters: z.int().describe('What it has of the letters that a segment holds: of GSM-7 some count twice.'),
}

export const renderAnswer = z.object({
  contactId: z.string().describe("For whom, by the CRM's id."),
  variant: chosenVariant.nullable().describe("Which of the step's texts this is; null where it has but one."),
  gets: chosenVariant
    .nullable()
    .describe('The text that this contact gets, who runs in the sequence; null before they are enrolled, for it is drawn then.'),
  recipient: z.string().nullable().describe('The address or number; null where the contact has none, or a person carries it out.'),
  from: z
    .string()
    .nullable()
    .describe('Who sends: an address or a number of yours; null where a provider picks, or which one it is shows only at enrolling.'),
  subject: z.string().optional().describe('Of an email, as it would leave; a value that is missing stands as {{name}}.'),
  text: z
    .string()
    .nullable()
    .describe(
      'The plain text as it would leave, an email with its footer; a value that is missing stands as {{name}}. Null where it does not render.',
    ),
  html: z.string().nullable().describe('The HTML part of an email as it would leave; its unsubscribe link is a placeholder.'),
  sms: z.object(size).nullable().describe('Of a text: what it takes.'),
  smsText: z
    .object({ text: z.string().describe('As it would leave.'), ...size })
    .nullable()
    .describe('What is texted should healing move the step to SMS; null where there is no text for that.'),
  missing: z.array(z.string()).describe('Merge variables without a value for this contact: the message would wait for them.'),
  complaints: z
    .array(
      z.object({
        field: z.enum(['subject', 'body', 'smsText']).describe('Where.'),
        message: z.string().describe('What to write instead.'),
      }),
    )
    .describe('What keeps the step from being published, field by field.'),
})
export type RenderAnswer = z.infer<typeof renderAnswer>

const mergeFieldView = z.object({
  name: z.string().describe('As it is written between {{ and }}.'),
  description: z.string().describe('What it says.'),
  example: z.string().optional().describe('What it could be.'),
  source: z
    .enum(mergeFieldSources)
    .describe(
      'contact: the person, as the CRM has them. tenant: your settings. conversation: filled once there was one, so that it needs a default. attribute: what else the CRM sends of contacts.',
    ),
})
export const mergeFieldsAnswer = z.object({ items: z.array(mergeFieldView).describe('In the order of a picker.') })
