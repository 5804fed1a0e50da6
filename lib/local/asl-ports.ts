/** What the interpreter and its host, and the interpreter's own parts, hand to each other. */
import type { Bindings } from './asl-query.ts'
import type { StatesBlock } from './asl-types.ts'

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

/** Where a run of states stands: its place in the execution, its states and the variables it sees. */
export interface Scope {
  place: string
  block: StatesBlock
  variables: Bindings
  mapItem: { Index: number; Value: unknown } | undefined
}
/** How a state is left; `next` is null at the end. */
export interface Exit {
  output: unknown
  assigned: Bindings
  next: string | null
}

/** One visit of a state: where it is, what came in, and how often it was tried. */
export interface Visit {
  scope: Scope
  name: string
  input: unknown
  ports: AslPorts
  enteredAt: string
  retries: number
}
