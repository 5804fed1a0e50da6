/** What each type of state does when it is visited. */
import { assignedBy, statesOf } from './asl-bindings.ts'
import type { AslPorts, Exit, Scope, Visit } from './asl-ports.ts'
import { evaluate, StateError, type Bindings } from './asl-query.ts'
import { together } from './asl-together.ts'
import type { Choice, State } from './asl-types.ts'

export type RunBlock = (scope: Scope, input: unknown, ports: AslPorts) => Promise<unknown>

/** `runBlock` runs the states inside a Map or a Parallel. */
export const carryOut = async (visit: Visit, state: State, runBlock: RunBlock): Promise<Exit> => {
  const { input } = visit
  switch (state.Type) {
    case 'Task': {
      const result = await task(visit, state)
      return exitWith(visit, state, result, { result })
    }
    case 'Map': {
      const result = await map(visit, state, runBlock)
      return exitWith(visit, state, result, { result })
    }
    case 'Parallel': {
      const own = state.Arguments === undefined ? input : await evaluate(state.Arguments, statesOf(visit))
      const branches = state.Branches ?? []
      const result = await together(visit.ports, branches, branches.length, (block, index) =>
        runBlock({ ...visit.scope, place: `${visit.scope.place}:${index}`, block }, own, visit.ports),
      )
      return exitWith(visit, state, result, { result })
    }
    case 'Choice':
      return choose(visit, state)
    case 'Wait':
      await visit.ports.sleep(visit.scope.place, await wakeTime(visit, state))
      return exitWith(visit, state, input)
    case 'Pass':
    case 'Succeed':
      return exitWith(visit, state, input)
    case 'Fail': {
      const bindings = statesOf(visit)
      const say = async (text: string | undefined): Promise<string> => (text === undefined ? '' : String(await evaluate(text, bindings)))
      throw new StateError(await say(state.Error), await say(state.Cause))
    }
    default:
      return state.Type satisfies never
  }
}

const exitWith = async (visit: Visit, state: State, usual: unknown, more: Bindings = {}): Promise<Exit> => {
  const bindings = statesOf(visit, more)
  return {
    output: state.Output === undefined ? usual : await evaluate(state.Output, bindings),
    assigned: await assignedBy(state.Assign, bindings),
    next: state.Next ?? null,
  }
}

const task = async (visit: Visit, state: State): Promise<unknown> => {
  const { ports, input } = visit
  const given = state.Arguments === undefined ? input : await evaluate(state.Arguments, statesOf(visit))
  const limit = state.TimeoutSeconds === undefined ? Infinity : Number(await evaluate(state.TimeoutSeconds, statesOf(visit)))
  const began = ports.now()
  const about = { resourceType: 'lambda', resource: 'invoke' }
  ports.note('TaskScheduled', { ...about, parameters: JSON.stringify(given) })
  ports.note('TaskStarted', about)
  try {
    const result = await ports.invoke(state.Resource ?? '', given)
    if (ports.now() - began > limit * 1000) throw new StateError('States.Timeout', '')
    ports.note('TaskSucceeded', { ...about, output: JSON.stringify(result) })
    return result
  } catch (error) {
    if (error instanceof StateError) ports.note('TaskFailed', { ...about, error: error.error, cause: error.reason })
    throw error
  }
}

const map = async (visit: Visit, state: State, runBlock: RunBlock): Promise<unknown[]> => {
  const { ports, scope } = visit
  const items = state.Items === undefined ? visit.input : await evaluate(state.Items, statesOf(visit))
  if (!Array.isArray(items)) throw new StateError('States.QueryEvaluationError', `Map ${visit.name}: Items must be an array`)
  const limit = state.MaxConcurrency === undefined ? 0 : Number(await evaluate(state.MaxConcurrency, statesOf(visit)))
  const processor = state.ItemProcessor
  if (!processor) throw new StateError('States.Runtime', `Map ${visit.name} has no ItemProcessor`)
  ports.note('MapStateStarted', { length: items.length })
  const result = await together(ports, items, limit, async (value: unknown, index) => {
    const mapItem = { Index: index, Value: value }
    const own =
      state.ItemSelector === undefined ? value : await evaluate(state.ItemSelector, statesOf({ ...visit, scope: { ...scope, mapItem } }))
    ports.note('MapIterationStarted', { name: visit.name, index })
    const output = await runBlock({ place: `${scope.place}:${index}`, block: processor, variables: scope.variables, mapItem }, own, ports)
    ports.note('MapIterationSucceeded', { name: visit.name, index })
    return output
  })
  ports.note('MapStateSucceeded', {})
  return result
}

const choose = async (visit: Visit, state: State): Promise<Exit> => {
  const bindings = statesOf(visit)
  const leave = async (choice: Pick<Choice, 'Output' | 'Assign'>, next: string): Promise<Exit> => ({
    output: choice.Output === undefined ? visit.input : await evaluate(choice.Output, bindings),
    assigned: await assignedBy(choice.Assign, bindings),
    next,
  })
  for (const choice of state.Choices ?? []) {
    const holds = await evaluate(choice.Condition, bindings)
    if (typeof holds !== 'boolean')
      throw new StateError('States.QueryEvaluationError', `Choice ${visit.name}: a Condition must be true or false`)
    if (holds) return leave(choice, choice.Next)
  }
  if (state.Default === undefined) throw new StateError('States.NoChoiceMatched', `no choice of ${visit.name} holds and it has no Default`)
  return leave(state, state.Default)
}

const wakeTime = async (visit: Visit, state: State): Promise<number> => {
  const place = `${visit.scope.place}!until`
  const kept = visit.ports.recall<number>(place)
  if (kept !== undefined) return kept
  const value = await evaluate(state.Seconds ?? state.Timestamp, statesOf(visit))
  const until = state.Seconds === undefined ? Date.parse(String(value)) : visit.ports.now() + Number(value) * 1000
  if (!Number.isFinite(until))
    throw new StateError('States.QueryEvaluationError', `Wait ${visit.name}: ${JSON.stringify(value)} is no time`)
  visit.ports.record(place, until)
  return until
}
