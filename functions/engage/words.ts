/** Answers that no person wrote, and what a person wrote themselves. */

/** An answer by a machine (RFC 3834, and the headers that mail programs used before it). Header names in any case. */
export const isAutoReply = (headers: Record<string, string> | undefined, subject: string | undefined): boolean => {
  const known = new Map(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value.trim().toLowerCase()]))
  const submitted = known.get('auto-submitted')
  if (submitted !== undefined && submitted !== 'no') return true
  if (['x-autoreply', 'x-autorespond', 'x-auto-response-suppress'].some((name) => known.has(name) && known.get(name) !== 'none'))
    return true
  if (['bulk', 'junk', 'list', 'auto_reply'].includes(known.get('precedence') ?? '')) return true
  return /^\s*(automatic reply|auto(matic)?[- ]?reply|out of (the )?office)\b/i.test(subject ?? '')
}

/** What was written, without the quoted mail under it. */
export const ownWords = (text: string): string => {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const quoted = lines.findIndex((line) => /^>|^On .{4,120} wrote:\s*$|^-{2,}\s*Original Message/i.test(line.trim()))
  return (quoted > 0 ? lines.slice(0, quoted) : lines).join('\n').trim()
}

/** The bare address in `Dana Reyes <dana@example.com>`. */
export const bareAddress = (from: string): string => /<([^<>]+)>/.exec(from)?.[1] ?? from
