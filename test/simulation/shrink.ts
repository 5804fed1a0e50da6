/** Makes a failing history as short as it gets while the same rule is still broken: fewer events, fewer kinds of faults, fewer sequences. */
import { faultKinds } from './faults.ts'
import type { Finding } from './ledger.ts'
import type { Product } from './product.ts'
import { judge, type Judged } from './run.ts'
import type { Script } from './script.ts'

export const shrink = async (product: Product, failing: Judged): Promise<Judged> => {
  const rule = failing.findings[0]?.rule
  let best = failing
  const stillWrong = async (script: Script): Promise<boolean> => {
    const judged = await judge(product, script)
    if (!judged.findings.some((finding: Finding) => finding.rule === rule)) return false
    best = judged
    return true
  }
  for (let again = true; again; ) {
    again = false
    for (const shorter of shorterThan(best.script))
      if (await stillWrong(shorter)) {
        again = true
        break
      }
  }
  return judge(product, best.script, { told: true })
}

/** The histories that are one step shorter, those that leave most out first. */
function* shorterThan(script: Script): Generator<Script> {
  for (const kind of faultKinds) if (script.faults[kind] > 0) yield { ...script, faults: { ...script.faults, [kind]: 0 } }
  for (let i = script.events.length - 1; i >= 0; i--) yield { ...script, events: script.events.filter((_, other) => other !== i) }
  for (const [i, event] of script.events.entries())
    if (event.kind === 'stage' && event.copies > 1) yield { ...script, events: script.events.with(i, { ...event, copies: 1 }) }
  for (const [i, sequence] of script.sequences.entries())
    for (let step = sequence.steps.length - 1; step >= 0 && sequence.steps.length > 1; step--)
      yield { ...script, sequences: script.sequences.with(i, { ...sequence, steps: sequence.steps.filter((_, other) => other !== step) }) }
}
