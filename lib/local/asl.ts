/**
 * An interpreter for JSONata state machines (https://states-language.net). A definition is checked whole before it may run: what is not
 * interpreted here is refused by name.
 *
 * Each state's exit is recorded under its place in the execution. After a kill the execution runs again from its beginning, but a state whose
 * exit is on record is not carried out twice: it goes on at the state that it was in, as a Standard execution does.
 */
import { checkDefinition } from './asl-check.ts'
import { evaluate, matches, StateError, type Bindings } from './asl-query.ts'
import type { Choice, Machine, Retrier, State, StatesBlock } from './asl-types.ts'

export { StateError } from './asl-query.ts'
export type { Machine } from './asl-types.ts'

/** What the interpreter needs of its host. */
export interface AslPorts {
  now(): number
  recall<T>(place: string): T | undefined
  record(place: string, value: unknown): void
  /** Carries a Task out; throws StateError. */
  invoke(resource: string, input: unknown): Promise<unknown>
  /** Until the clock reaches `until`; throws where the execution may not go on. */
  sleep(place: string, until: number): Promise<void>
  /** Throws where the execution was stopped or has run out of time. */
  checkpoint(): void
  /** The branch that called this waits for `count` others; the last of them to end lets it go on. */
  fork(count: number): { ended(): void }
  note(type: string, details: Record<string, unknown>): void
  /** `Execution` and `StateMachine` of the context object. */
  context: Record<string, unknown>
}

export const parseMachine = (definition: string): Machine => checkDefinition(JSON.parse(definition))

/** Runs to the end and answers the output; a failed execution throws StateError. */
export const runMachine = (machine: Machine, input: unknown, ports: AslPorts): Promise<unknown> =>
  runStates({ place: '', block: machine, variables: {}, mapItem: undefined }, input, ports)

interface Scope {
  place: string
  block: StatesBlock
  variables: Bindings
  mapItem: { Index: number; Value: unknown } | undefined
}
interface Exit {
  output: unknown
  assigned: Bindings
  next: string | null
}

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

type Visit = { scope: Scope; name: string; input: unknown; ports: AslPorts; enteredAt: string; retries: number }

const runState = async (scope: Scope, name: string, state: State, input: unknown, ports: AslPorts): Promise<Exit> => {
  const enteredAt = new Date(ports.now()).toISOString()
  const retriesPlace = `${scope.place}!retries`
  for (;;) {
    const tries = ports.recall<number[]>(retriesPlace) ?? []
    const visit: Visit = { scope, name, input, ports, enteredAt, retries: tries.reduce((sum, count) => sum + count, 0) }
    try {
      return await carryOut(visit, state)
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

const carryOut = async (visit: Visit, state: State): Promise<Exit> => {
  const { input } = visit
  switch (state.Type) {
    case 'Task': {
      const result = await task(visit, state)
      return exitWith(visit, state, result, { result })
    }
    case 'Map': {
      const result = await map(visit, state)
      return exitWith(visit, state, result, { result })
    }
    case 'Parallel': {
      const own = state.Arguments === undefined ? input : await evaluate(state.Arguments, statesOf(visit))
      const branches = state.Branches ?? []
      const result = await together(visit.ports, branches, branches.length, (block, index) =>
        runStates({ ...visit.scope, place: `${visit.scope.place}:${index}`, block }, own, visit.ports),
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

const map = async (visit: Visit, state: State): Promise<unknown[]> => {
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
    const output = await runStates({ place: `${scope.place}:${index}`, block: processor, variables: scope.variables, mapItem }, own, ports)
    ports.note('MapIterationSucceeded', { name: visit.name, index })
    return output
  })
  ports.note('MapStateSucceeded', {})
  return result
}

/** At most `limit` at once (0 = all, at most 40 as AWS does); the first failure is the whole's, and nothing new is begun after it. */
const together = async <T>(
  ports: AslPorts,
  items: T[],
  limit: number,
  work: (item: T, index: number) => Promise<unknown>,
): Promise<unknown[]> => {
  const results: unknown[] = []
  if (items.length === 0) return results
  const lanes = Math.min(items.length, limit > 0 ? limit : 40)
  const forked = ports.fork(lanes)
  const queue = items.entries()
  let failed: { error: unknown } | undefined
  const lane = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failed) break
      try {
        results[index] = await work(item, index)
      } catch (error) {
        failed ??= { error }
      }
    }
    forked.ended()
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  if (failed) throw failed.error
  return results
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

/** `$states` beside the variables. */
const statesOf = ({ scope, name, input, ports, enteredAt, retries }: Visit, more: Bindings = {}): Bindings => ({
  ...scope.variables,
  states: {
    input,
    ...more,
    context: {
      ...ports.context,
      State: { Name: name, EnteredTime: enteredAt, RetryCount: retries },
      ...(scope.mapItem && { Map: { Item: scope.mapItem } }),
    },
  },
})

const assignedBy = async (assign: Record<string, unknown> | undefined, bindings: Bindings): Promise<Bindings> =>
  assign === undefined ? {} : ((await evaluate(assign, bindings)) as Bindings)
