/** A template's text cut into what is literal and what is merged in, so that a preview can show variables as chips. */
export type TemplatePart =
  | { kind: 'text'; text: string }
  | { kind: 'variable'; name: string; fallback: string | null }
  | { kind: 'tag'; text: string }

const token = /\{\{-?\s*(?<expression>.*?)\s*-?\}\}|\{%-?\s*(?<tag>.*?)\s*-?%\}/gs

/** `Hi {{first_name | default: "there"}}` → text `Hi `, variable `first_name` with the fallback `there`. */
export const templateParts = (template: string): TemplatePart[] => {
  const parts: TemplatePart[] = []
  let end = 0
  for (const match of template.matchAll(token)) {
    if (match.index > end) parts.push({ kind: 'text', text: template.slice(end, match.index) })
    const { expression, tag } = match.groups ?? {}
    parts.push(expression === undefined ? { kind: 'tag', text: tag ?? '' } : variable(expression))
    end = match.index + match[0].length
  }
  if (end < template.length) parts.push({ kind: 'text', text: template.slice(end) })
  return parts
}

const variable = (expression: string): TemplatePart => {
  const name = expression.split('|')[0]?.trim() ?? ''
  const fallback = /\|\s*default:\s*(["'])(?<value>.*?)\1/.exec(expression)?.groups?.['value']
  return { kind: 'variable', name, fallback: fallback ?? null }
}
