/** IAM's wildcards: `*` for any run of characters, `?` for one. */
export interface Matcher {
  text: string
  matches: (value: string) => boolean
}

export const matcher = (text: string, anyCase = false): Matcher => {
  if (!/[*?]/.test(text)) {
    const wanted = anyCase ? text.toLowerCase() : text
    return { text, matches: (value) => (anyCase ? value.toLowerCase() : value) === wanted }
  }
  if (text === '*') return { text, matches: () => true }
  const escaped = text
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const pattern = new RegExp(`^${escaped}$`, anyCase ? 'is' : 's')
  return { text, matches: (value) => pattern.test(value) }
}

export const asList = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])
