/** The hourly rollup of a sequence, and beside it the exact counts as of now. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import { emptyTallies, ratesOf, stepsIn, talliesOf } from '../domain/tallies.ts'
import type { ApiPorts } from './ports.ts'

export const getAnalytics =
  ({ sequences, counters }: Pick<ApiPorts, 'sequences' | 'counters'>): Verb<'getAnalytics'> =>
  async ({ params: { id } }) => {
    const [sequence, rollup, [totals = {}]] = await Promise.all([sequences.get(id), counters.rollup(id), counters.totals([id])])
    if (!sequence) return notFound('sequence', id)
    const steps = [...new Set([...sequence.steps.map((step) => step.id), ...stepsIn(totals)])]
    return answer({
      sequenceId: id,
      rolledUpAt: rollup?.rolledUpAt ?? null,
      last24h: rollup?.last24h ?? nothingYet(),
      allTime: rollup?.allTime ?? nothingYet(),
      steps: rollup?.steps ?? [],
      live: steps.map((stepId) => ({ stepId, tallies: talliesOf(totals, stepId) })),
    })
  }

const nothingYet = () => {
  const tallies = emptyTallies()
  return { tallies, rates: ratesOf(tallies) }
}
