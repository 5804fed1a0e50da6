/** What a person wrote themselves: the mail without what it quotes and without its signature. Best effort, and the whole is kept beside it. */
import {
  beginForwarded,
  closing,
  contactDetail,
  disclaimer,
  headerFirst,
  headerLater,
  originalMessage,
  sentFromDevice,
  wroteBeginning,
  wroteEnding,
} from './quote-words.ts'

/** Never empty where the text is not, but for a mail that only quotes. Line ends are `\n`. */
export const ownWords = (text: string): string => {
  const lines = linesOf(text)
  return tidy(withoutSignature(withoutQuotes(lines)))
}

/** Whether a text quotes another mail: a machine's answer seldom does. */
export const quotesMail = (text: string): boolean => {
  const lines = linesOf(text)
  return withoutQuotes(lines).length < lines.length - 1
}

/** Nobody writes more, and patterns are to be quick on what nobody wrote. */
const mostCharacters = 300_000
/** Of a line, what patterns look at. */
const mostOfLine = 400

const linesOf = (text: string): string[] =>
  text
    .slice(0, mostCharacters)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\u{200B}-\u{200F}\u{FEFF}\u{2060}]/gu, '')
    .replaceAll('\u{A0}', ' ')
    .split('\n')
    .map((line) => line.trimEnd())

const says = (pattern: RegExp, line: string | undefined): boolean => pattern.test((line ?? '').slice(0, mostOfLine))

const isQuoted = (line: string): boolean => /^\s*[>|]/.test(line) && !/^\s*>[._]</.test(line)

/**
 * Lines that begin with `>` go, wherever they stand, and so does what introduces them. Where a mail program quotes without marking the lines,
 * everything behind the introduction goes.
 */
const withoutQuotes = (lines: readonly string[]): string[] => {
  const kept: string[] = []
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (isQuoted(line)) continue
    const introduced = introducesQuote(lines, i)
    if (introduced > 0) {
      const next = lines.slice(i + introduced).find((other) => other.trim() !== '')
      if (next === undefined || !isQuoted(next)) return kept
      i += introduced - 1
      continue
    }
    if (says(originalMessage, line) || says(beginForwarded, line) || isHeaderBlock(lines, i)) return trimmedRule(kept)
    kept.push(line)
  }
  return kept
}

/** How many lines from here introduce a quoted mail: `On …, Dana wrote:`, which mail programs break over up to four lines. 0 = none. */
const introducesQuote = (lines: readonly string[], at: number): number => {
  const first = (lines[at] ?? '').trim()
  if (first === '' || first.length > 200) return 0
  let joined = ''
  for (let count = 1; count <= 4; count++) {
    const line = (lines[at + count - 1] ?? '').trim()
    if (line === '' && count > 1) return 0
    if (isQuoted(line)) return 0
    joined = `${joined} ${line}`.trim()
    if (joined.length > 320) return 0
    if (wroteEnding.test(joined) && (wroteBeginning.test(joined) || /\S@\S/.test(joined)) && /\d/.test(joined)) return count
    // Without a verb: `2026年12月7日(月) 10:00 Dana <dana@example.com>:` and `Dana Reyes <dana@example.com>, 7 Dec 2026 10:00:`
    if (/[:：]$/.test(joined) && /<\S+@\S+>/.test(joined) && /\d{1,2}[:.h]\d{2}|\d{4}/.test(joined)) return count
  }
  return 0
}

/** `From: … / Sent: … / To: …`: its first line, and at least two of the others in the next five. */
const isHeaderBlock = (lines: readonly string[], at: number): boolean => {
  if (!says(headerFirst, lines[at])) return false
  const following = lines.slice(at + 1, at + 7).filter((line) => says(headerLater, line))
  return following.length >= 2
}

/** The line that Outlook draws over a header block. */
const trimmedRule = (lines: readonly string[]): string[] => {
  const last = lines.findLastIndex((line) => line.trim() !== '')
  return last >= 0 && /^[\s*]*[_-]{5,}[\s*]*$/.test(lines[last] ?? '') ? lines.slice(0, last) : [...lines]
}

const withoutSignature = (lines: readonly string[]): string[] => {
  const end = lines.findIndex(
    (line, i) =>
      (/^\s*(?:--|—|__)\s*$/.test(line) || says(sentFromDevice, line) || says(disclaimer, line) || isRule(lines, i)) &&
      hasText(lines.slice(0, i)),
  )
  return withoutCard(end < 0 ? lines : lines.slice(0, end))
}

/** A drawn line with contact details under it. */
const isRule = (lines: readonly string[], at: number): boolean =>
  /^\s*[_*=—–-]{5,}\s*$/.test(lines[at] ?? '') && lines.slice(at + 1, at + 8).some((line) => says(contactDetail, line))

/** Behind the closing stays the name: title, company and numbers go. */
const withoutCard = (lines: readonly string[]): string[] => {
  const at = lines.findLastIndex((line) => says(closing, line))
  if (at < 0 || !hasText(lines.slice(0, at))) return [...lines]
  const name = lines.findIndex((line, i) => i > at && line.trim() !== '')
  const card = lines.slice(name + 1)
  const isCard = name > 0 && card.length <= 25 && card.some((line) => says(contactDetail, line)) && !card.some((line) => line.length > 240)
  if (!isCard) return [...lines]
  return says(contactDetail, lines[name]) ? lines.slice(0, at + 1) : lines.slice(0, name + 1)
}

const hasText = (lines: readonly string[]): boolean => lines.some((line) => line.trim() !== '')

const tidy = (lines: readonly string[]): string =>
  lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
