/** A text cut into what is written out and what still stands in braces. */
export interface MarkedPart {
  text: string
  open: boolean
}

const braces = /\{\{.*?\}\}|\{%.*?%\}/gs

export const markedParts = (text: string): MarkedPart[] => {
  const parts: MarkedPart[] = []
  let end = 0
  for (const match of text.matchAll(braces)) {
    if (match.index > end) parts.push({ text: text.slice(end, match.index), open: false })
    parts.push({ text: match[0], open: true })
    end = match.index + match[0].length
  }
  if (end < text.length) parts.push({ text: text.slice(end), open: false })
  return parts
}
