/** What is wrong with templates before anyone is enrolled, in words that say what to write instead. */
import type { Step } from './sequence.ts'
import { checkTemplate } from './template.ts'

export type TextField = 'subject' | 'body' | 'smsText'

/** What is wrong with a step's templates, field by field; `known` are the attribute keys that contacts have. */
export const complaintsIn = (step: Pick<Step, TextField>, known: readonly string[]): { field: TextField; message: string }[] =>
  (['subject', 'body', 'smsText'] as const).flatMap((field) => {
    const check = checkTemplate(step[field] ?? '', known)
    return [
      ...(check.syntax === undefined ? [] : [check.syntax]),
      ...check.unknown.map(({ name, meant }) =>
        meant === undefined
          ? `no contact has {{${name}}}. Have the CRM send it in a contact's attributes, or write {{${name} | default: "…"}}`
          : `{{${name}}} is not known. Did you mean {{${meant}}}?`,
      ),
      ...check.needDefault.map((name) => `{{${name}}} is empty until there was a conversation. Write {{${name} | default: "…"}}`),
    ].map((message) => ({ field, message }))
  })
