/** A hand-off's sequences: what can be picked, the suggested ones first. */
import type { GateView } from '../../functions/contract/api/gates.ts'
import { exitReasonText } from '../../functions/domain/reasons.ts'
import type { SequenceView } from '../../functions/contract/api/views.ts'

export interface Target {
  slug: string
  name: string
  suggested: boolean
  /** Why it cannot be picked; null where it can. */
  closed: string | null
  /** Its page, where what closes it can be put right. */
  open: string | null
}

type Known = Pick<SequenceView, 'id' | 'slug' | 'name' | 'status'>

const statusWords = { draft: 'a draft', active: 'active', paused: 'paused', archived: 'archived' } as const satisfies Record<
  SequenceView['status'],
  string
>

/** A suggested sequence is shown also where it cannot be entered, with the reason; any other only where it can. */
export const targetsOf = (gate: Pick<GateView, 'suggested'>, sequences: readonly Known[]): Target[] => {
  const suggested = gate.suggested.map((slug): Target => {
    const sequence = sequences.find((one) => one.slug === slug)
    return {
      slug,
      name: sequence?.name ?? slug,
      suggested: true,
      closed: !sequence
        ? 'It does not exist any more.'
        : sequence.status === 'active'
          ? null
          : `It is ${statusWords[sequence.status]}: activate it first.`,
      open: sequence && sequence.status !== 'active' ? sequence.id : null,
    }
  })
  const others = sequences.filter(({ slug, status }) => status === 'active' && !gate.suggested.includes(slug))
  return [...suggested, ...others.map(({ slug, name }): Target => ({ slug, name, suggested: false, closed: null, open: null }))]
}

/** How a sequence ended, as a sentence. */
export const routedExitText = (exit: GateView['exit']): string => exitReasonText(exit)
