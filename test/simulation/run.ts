/** Plays and judges one history; what its functions threw is a finding like any other. */
import { audit } from './audit/audit.ts'
import { nothingSeen, seenIn, type Seen } from './audit/seen.ts'
import type { Finding } from './ledger.ts'
import { play } from './play.ts'
import type { Product } from './product.ts'
import { writeScript, type Script } from './script.ts'
import type { Share } from './worker.ts'

export interface Judged {
  script: Script
  findings: Finding[]
  lines: string[]
  calls: number
  requests: number
  seen: Seen
}

export const judge = async (product: Product, script: Script, options: { told?: boolean } = {}): Promise<Judged> => {
  try {
    const { ledger, lines, calls } = await play(product, script, options)
    return { script, findings: audit(ledger), lines, calls, requests: ledger.requests.length, seen: seenIn(ledger) }
  } catch (error) {
    const detail = error instanceof Error ? `${error.message} ${error.stack?.split('\n')[1]?.trim() ?? ''}` : String(error)
    return { script, findings: [{ rule: 'could_not_be_played', detail }], lines: [], calls: 0, requests: 0, seen: nothingSeen() }
  }
}

/** The SDK and the template engine load parts of themselves when they are first used; what that takes must not be a history's. */
export const warmUp = async (product: Product): Promise<void> => {
  for (let seed = 1; seed <= 12; seed++) await judge(product, writeScript(seed))
}

/** Judges the histories of these seeds until one is wrong or all were right; `seen` hears of each. */
export const judgeSeeds = async (
  product: Product,
  { from, count, weights = {}, stopAt = 1, ended }: Pick<Share, 'from' | 'count'> & Partial<Pick<Share, 'weights' | 'stopAt' | 'ended'>>,
  seen: (judged: Judged) => void = () => undefined,
): Promise<Judged[]> => {
  const wrong: Judged[] = []
  for (let seed = from; seed < from + count; seed++) {
    const judged = await judge(product, writeScript(seed, weights))
    seen(judged)
    if (judged.findings.length > 0) wrong.push(judged)
    if (wrong.length >= stopAt || (ended && Atomics.load(ended, 0) !== 0)) break
  }
  return wrong
}
