/** After a bounce or a complaint was counted: a sequence that breaks its guardrail is paused, and somebody is told. */
import { broken, guardCountsOf, guarded, guardedText, guardrails } from '../domain/guardrail.ts'
import type { NewNotification } from '../domain/notification.ts'
import type { Sequence } from '../domain/sequence.ts'
import { hourOf, type Counters } from '../domain/tallies.ts'
import type { CountedRow, RowChange } from './count.ts'

export interface GuardPorts {
  counters: {
    totals(sequenceId: string): Promise<Counters>
    /** Of the hours `from` to `to`, both included. */
    window(sequenceId: string, from: string, to: string): Promise<Counters>
  }
  sequences: {
    get(id: string): Promise<Sequence | null>
    /** False where somebody else wrote first. */
    put(sequence: Sequence): Promise<boolean>
  }
  notify(notification: NewNotification): Promise<void>
  now(): number
}

const mostTries = 4

/** The sequences of these changes whose mails bounced or were complained of: those counted already too, as a crash may have come in between. */
export const suspects = (changes: readonly RowChange[]): string[] => [
  ...new Set(changes.flatMap(({ before, after }) => (after?.kind === 'message' && isWorse(before, after) ? [after.sequenceId] : []))),
]

const isWorse = (before: CountedRow | null, after: Extract<CountedRow, { kind: 'message' }>): boolean => {
  const was = before?.kind === 'message' ? before : undefined
  return (
    (after.bouncedAt !== undefined && was?.bouncedAt === undefined) || (after.complainedAt !== undefined && was?.complainedAt === undefined)
  )
}

/** Answers whether it was paused. */
export const guard = async (ports: GuardPorts, sequenceId: string): Promise<boolean> => {
  for (let attempt = 0; attempt < mostTries; attempt++) {
    const sequence = await ports.sequences.get(sequenceId)
    if (sequence?.status !== 'active') return false
    const now = ports.now()
    const from = hourOf(new Date(now - guardrails.days * 86_400_000).toISOString())
    const [totals, window] = await Promise.all([
      ports.counters.totals(sequenceId),
      ports.counters.window(sequenceId, from, hourOf(new Date(now).toISOString())),
    ])
    const all = guardCountsOf(totals)
    const breach = broken(guardCountsOf(window), all, sequence.guarded?.totals)
    if (!breach) return false
    const paused = guarded(sequence, breach, all, now)
    if (!(await ports.sequences.put(paused))) continue
    await ports.notify({
      type: 'escalation',
      priority: 'urgent',
      at: paused.updatedAt,
      text: `"${sequence.name}": ${guardedText(paused) ?? ''}`,
      sequenceId,
      occasion: 'guardrail',
    })
    return true
  }
  throw new Error(`sequence ${sequenceId} breaks its guardrail, and somebody else wrote it ${mostTries} times`)
}
