import { listContacts } from '../api/people.ts'
import { pastedLines, type Candidate } from '../forms/enroll-check.ts'

export interface Unmatched {
  line: number
  text: string
  why: string
}

/** Requests that are under way at once, and the pages of one search that are looked through. */
const atOnce = 4
const mostPages = 50

/** Who is meant by pasted lines: an id stands for itself, an address or a number is searched for. `looked` is told how many are looked up. */
export const resolvePasted = async (
  text: string,
  looked: (done: number, of: number) => void,
): Promise<{ candidates: Candidate[]; unmatched: Unmatched[] }> => {
  const lines = pastedLines(text)
  const found = new Map<number, Candidate | string>()
  const addresses = lines.filter(({ kind }) => kind !== 'id')
  for (const { line, text: id, kind } of lines) if (kind === 'id') found.set(line, { id, name: id, leadId: null, line })
  if (addresses.length > 0) {
    // Heavy, for the numbers' plans.
    const { normaliseEmail, normalisePhone } = await import('../../functions/domain/addresses.ts')
    const left = [...addresses]
    let done = 0
    const work = async (): Promise<void> => {
      for (let next = left.shift(); next; next = left.shift()) {
        const { line, text: written, kind } = next
        const address = kind === 'email' ? normaliseEmail(written) : normalisePhone(written)
        found.set(
          line,
          address === null ? `It is no ${kind === 'email' ? 'email address' : 'phone number'}.` : await contactOf(address, line),
        )
        looked(++done, addresses.length)
      }
    }
    looked(0, addresses.length)
    await Promise.all(Array.from({ length: atOnce }, work))
  }
  const candidates: Candidate[] = []
  const unmatched: Unmatched[] = []
  const seen = new Map<string, number>()
  for (const { line, text: written } of lines) {
    const match = found.get(line) ?? 'It was not looked up.'
    if (typeof match === 'string') unmatched.push({ line, text: written, why: match })
    else if (seen.has(match.id)) unmatched.push({ line, text: written, why: `Line ${seen.get(match.id)} names the same contact.` })
    else {
      seen.set(match.id, line)
      candidates.push(match)
    }
  }
  return { candidates, unmatched }
}

/** The one contact with an address, or why there is none. */
const contactOf = async (address: string, line: number): Promise<Candidate | string> => {
  const matches: Candidate[] = []
  let cursor: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const answer = await listContacts({ query: { q: address, limit: 100, cursor } })
    for (const { id, name, email, phone, alternativeEmail, alternativePhone } of answer.items)
      if ([email?.toLowerCase(), phone, alternativeEmail?.toLowerCase(), alternativePhone].includes(address))
        matches.push({ id, name, leadId: null, line })
    if (answer.nextCursor === null) break
    cursor = answer.nextCursor
  }
  const [match] = matches
  if (!match) return 'No contact has it. Have the CRM publish them, or import them as a CSV.'
  return matches.length === 1
    ? match
    : `${matches.length} contacts have it: ${matches.map(({ id }) => id).join(', ')}. Paste the id that is meant.`
}
