/** A sequence as the API shows it: its draft content, its state, and its exact counts. */
import type { SequenceView, StatsRow } from '../contract/api/views.ts'
import { guardedText } from '../domain/guardrail.ts'
import { contentOf, type Sequence, type Step } from '../domain/sequence.ts'
import { ratesOf, talliesOf, wholeSequence, type Counters } from '../domain/tallies.ts'

export const sequenceViewOf = (sequence: Sequence, counters: Counters): SequenceView => {
  const { id, slug, status, version, draftChanged, owner } = sequence
  const { enrolled, finished, ...rest } = talliesOf(counters, wholeSequence)
  const { sent, delivered, opened, clicked, replied, bounced, unsubscribed, converted, moved } = rest
  return {
    id,
    slug,
    status,
    version,
    draftChanged,
    owner,
    pauseReason: guardedText(sequence),
    ...contentOf(sequence),
    steps: sequence.steps.map(stepViewOf),
    counts: {
      steps: sequence.steps.length,
      running: Math.max(0, enrolled - finished),
      enrolled,
      finished,
      sent,
      delivered,
      opened,
      clicked,
      replied,
      bounced,
      unsubscribed,
      converted,
      moved,
    },
    createdAt: sequence.createdAt,
    updatedAt: sequence.updatedAt,
    revision: sequence.revision,
  }
}

export const statsRowOf = (sequence: Sequence, counters: Counters): StatsRow => {
  const tallies = talliesOf(counters, wholeSequence)
  const rates = ratesOf(tallies)
  const { sent, enrolled, finished, moved, converted } = tallies
  return {
    sequenceId: sequence.id,
    name: sequence.name,
    status: sequence.status,
    triggerStage: sequence.triggerStage,
    steps: sequence.steps.length,
    running: Math.max(0, enrolled - finished),
    sent,
    enrolled,
    finished,
    moved,
    converted,
    openRate: rates.open,
    clickRate: rates.click,
    replyRate: rates.reply,
  }
}

export const stepViewOf = ({ number: _number, ...step }: Step, index: number): SequenceView['steps'][number] => ({
  ...step,
  order: index + 1,
})
