/** What somebody types between `{{` and the caret, and what a picked merge field puts there. */

export interface OpenToken {
  /** Where its `{{` begins. */
  start: number
  /** What was typed of a name so far. */
  typed: string
}

/** The token that the caret stands in, as long as only a name has been begun; null elsewhere. */
export const openToken = (text: string, caret: number): OpenToken | null => {
  const found = /\{\{-?[ \t]*(?<typed>\w*)$/.exec(text.slice(0, caret))
  return found ? { start: found.index, typed: found.groups?.['typed'] ?? '' } : null
}

/** Whether the caret stands in a merge field that is begun and not closed before it. */
export const isWithinField = (text: string, caret: number): boolean => /\{\{[^}]*$/.test(text.slice(0, caret))

/** Those whose name or description has what was typed; names that begin with it first. */
export const matchingFields = <T extends { name: string; description: string }>(fields: readonly T[], typed: string): T[] => {
  const sought = typed.toLowerCase()
  const rank = ({ name, description }: T): number =>
    name.startsWith(sought) ? 0 : name.includes(sought) ? 1 : description.toLowerCase().includes(sought) ? 2 : 3
  return fields.filter((field) => rank(field) < 3).toSorted((a, b) => rank(a) - rank(b))
}

/**
 * The text with the token replaced by the field, and where the caret then stands: behind it, or with a default inside its quotes. A closing
 * `}}` that is there already is not doubled.
 */
export const withField = (
  text: string,
  { start }: OpenToken,
  caret: number,
  name: string,
  withDefault: boolean,
): { text: string; caret: number } => {
  const rest = text.slice(caret).replace(/^\w*[ \t]*-?\}\}/, '')
  const token = withDefault ? `{{ ${name} | default: "" }}` : `{{ ${name} }}`
  const at = start + (withDefault ? token.indexOf('""') + 1 : token.length)
  return { text: `${text.slice(0, start)}${token}${rest}`, caret: at }
}
