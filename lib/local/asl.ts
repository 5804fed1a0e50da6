/**
 * An interpreter for JSONata state machines (https://states-language.net). A definition is checked whole before it may run: what is not
 * interpreted here is refused by name.
 *
 * Each state's exit is recorded under its place in the execution. After a kill the execution runs again from its beginning, but a state whose
 * exit is on record is not carried out twice: it goes on at the state that it was in, as a Standard execution does.
 */
import { checkDefinition } from './asl-check.ts'
import { assignedBy, statesOf } from './asl-bindings.ts'
import type { AslPorts, Exit, Scope, Visit } from './asl-ports.ts'
import { evaluate, matches, StateError } from './asl-query.ts'
import { carryOut } from './asl-states.ts'
import type { Machine, Retrier, State } from './asl-types.ts'

export { StateError } from './asl-query.ts'
export type { AslPorts } from './asl-ports.ts'
export type { Machine } from './asl-types.ts'

export const parseMachine = (definition: string): Machine => checkDefinition(JSON.parse(definition))

/** Runs to the end and answers the output; a failed execution throws StateError. */
export const runMachine = (machine: Machine, input: unknown, ports: AslPorts): Promise<unknown> =>
  runStates({ place: '', block: machine, variables: {}, mapItem: undefined }, input, ports)

const runStates = async (scope: Scope, given: unknown, ports: AslPorts): Promise<unknown> => {
  const variables = { ...scope.variables }
  let name = scope.block.StartAt
  let input = given
  for (let turn = 0; ; turn++) {
    const state = scope.block.States[name]
    if (!state) throw new StateError('States.Runtime', `there is no state ${name}`)
    const place = `${scope.place}/${turn}`
    let exit = ports.recall<Exit>(place)
    if (!exit) {
      ports.checkpoint()
      ports.note(`${state.Type}StateEntered`, { name, input: JSON.stringify(input) })
      exit = await runState({ ...scope, place, variables }, name, state, input, ports)
      if (state.Type !== 'Fail') ports.note(`${state.Type}StateExited`, { name, output: JSON.stringify(exit.output) })
      ports.record(place, exit)
    }
    Object.assign(variables, exit.assigned)
    if (exit.next === null) return exit.output
    name = exit.next
    input = exit.output
  }
}

const runState = async (scope: Scope, name: string, state: State, input: unknown, ports: AslPorts): Promise<Exit> => {
  const enteredAt = new Date(ports.now()).toISOString()
  const retriesPlace = `${scope.place}!retries`
  for (;;) {
    const tries = ports.recall<number[]>(retriesPlace) ?? []
    const visit: Visit = { scope, name, input, ports, enteredAt, retries: tries.reduce((sum, count) => sum + count, 0) }
    try {
      return await carryOut(visit, state, runStates)
    } catch (error) {
      if (!(error instanceof StateError) || error.final) throw error
      const wait = nextTry(state.Retry ?? [], tries, error)
      if (wait) {
        ports.record(retriesPlace, wait.tries)
        await ports.sleep(scope.place, ports.now() + wait.seconds * 1000)
        continue
      }
      const catcher = state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, error))
      if (!catcher) throw error
      const errorOutput = { Error: error.error, Cause: error.reason }
      const bindings = statesOf(visit, { errorOutput })
      return {
        output: catcher.Output === undefined ? errorOutput : await evaluate(catcher.Output, bindings),
        assigned: await assignedBy(catcher.Assign, bindings),
        next: catcher.Next,
      }
    }
  }
}

/** Retry's own arithmetic: `IntervalSeconds` (1) × `BackoffRate` (2) ^ tries, at most `MaxDelaySeconds`, `MaxAttempts` (3) times per retrier. */
const nextTry = (retriers: Retrier[], tries: number[], error: StateError): { tries: number[]; seconds: number } | undefined => {
  const place = retriers.findIndex(({ ErrorEquals }) => matches(ErrorEquals, error))
  const retrier = retriers[place]
  if (!retrier) return undefined
  const count = tries[place] ?? 0
  if (count >= (retrier.MaxAttempts ?? 3)) return undefined
  const seconds = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** count
  return {
    tries: retriers.map((_retrier, index) => (tries[index] ?? 0) + (index === place ? 1 : 0)),
    seconds: Math.min(seconds, retrier.MaxDelaySeconds ?? Infinity),
  }
}
