import jsonata from 'jsonata'
import { describe, expect, it } from 'vitest'
import { rollupDefinition } from '../../lib/rollup-definition.ts'

/** What a state machine's expression says of its input. */
const evaluate = (expression: string, input: unknown): Promise<unknown> =>
  jsonata(expression.replace(/^\{%(.*)%\}$/, '$1')).evaluate({}, { states: { input, result: input } })

describe('the hourly state machine', () => {
  const { Batches } = rollupDefinition.States

  it.each([0, 1, 2])('maps over %i batches as they are', async (count) => {
    const batches = Array.from({ length: count }, (_, at) => ({ sequenceIds: [`s${at}`] }))
    expect(JSON.parse(JSON.stringify(await evaluate(Batches.Items, { batches })))).toEqual(batches)
  })

  it('hands each batch to one rollup', async () => {
    const { Payload } = Batches.ItemProcessor.States.Rollup.Arguments
    expect(await evaluate(Payload, { sequenceIds: ['s1', 's2'] })).toEqual({ sequenceIds: ['s1', 's2'] })
  })

  it('tries again what AWS or a function failed at', () => {
    for (const state of [rollupDefinition.States.Changed, Batches.ItemProcessor.States.Rollup]) {
      expect(state.Retry.flatMap(({ ErrorEquals }) => ErrorEquals)).toEqual(
        expect.arrayContaining(['Lambda.TooManyRequestsException', 'States.TaskFailed']),
      )
    }
  })
})
