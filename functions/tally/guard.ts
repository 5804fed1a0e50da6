/**
 * After a bounce, a complaint or a mail that left was counted: a sequence that breaks its guardrail is paused, and somebody is told. A mail breaks
 * it where it is the 50th, after bounces that were too few to judge by. What it costs where nothing is wrong is two reads for each sequence of a
 * batch: the hours of the window are read only where the totals say that they could break it.
 */
import { breakable, broken, guardCountsOf, guarded, guardedText, guardrails } from '../domain/guardrail.ts'
import type { NewNotification } from '../domain/notification.ts'
import type { Sequence } from '../domain/sequence.ts'
import { hourOf, type Counters } from '../domain/tallies.ts'
import type { CountedMessage, CountedRow, RowChange } from './count.ts'

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

/** The sequences of these changes whose mails left, bounced or were complained of: those counted already too, as a crash may have come in between. */
export const suspects = (changes: readonly RowChange[]): string[] => [
  ...new Set(changes.flatMap(({ before, after }) => (after?.kind === 'message' && isNews(before, after) ? [after.sequenceId] : []))),
]

const isNews = (before: CountedRow | null, after: CountedMessage): boolean => {
  const was = before?.kind === 'message' ? before : undefined
  return (
    (hasLeft(after) && !(was && hasLeft(was))) ||
    (after.bouncedAt !== undefined && was?.bouncedAt === undefined) ||
    (after.complainedAt !== undefined && was?.complainedAt === undefined)
  )
}

const hasLeft = ({ channel, sentAt }: CountedMessage): boolean => channel === 'email' && sentAt !== undefined

/** Answers whether it was paused. */
export const guard = async (ports: GuardPorts, sequenceId: string): Promise<boolean> => {
  for (let attempt = 0; attempt < mostTries; attempt++) {
    const [sequence, totals] = await Promise.all([ports.sequences.get(sequenceId), ports.counters.totals(sequenceId)])
    const all = guardCountsOf(totals)
    if (sequence?.status !== 'active' || !breakable(all, sequence.guarded?.totals)) return false
    const now = ports.now()
    const from = hourOf(new Date(now - guardrails.days * 86_400_000).toISOString())
    const window = await ports.counters.window(sequenceId, from, hourOf(new Date(now).toISOString()))
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
