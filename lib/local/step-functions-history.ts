/** The history of an execution: noted as it happens, written down with what it led to. */
import type { ServiceContext } from './service.ts'

export interface HistoryEvent {
  id: number
  previousEventId: number
  timestamp: number
  type: string
  [details: string]: unknown
}

export interface History {
  note(type: string, details: Record<string, unknown>): void
  /** Writes down what was noted since the last time. */
  flush(): void
  all(): HistoryEvent[]
  /** How many there are. */
  length(): number
}

const bucket = 'states.history'

export const historyOf = ({ store, clock }: ServiceContext, executionArn: string): History => {
  const written = (): HistoryEvent[] => store.list<HistoryEvent[]>(bucket, `${executionArn}#`).flatMap(({ value }) => value)
  let last = written().length
  let unsaved: HistoryEvent[] = []
  return {
    note: (type, details) => {
      const id = ++last
      unsaved.push({ id, previousEventId: id - 1, timestamp: clock.now() / 1000, type, [detailsField(type)]: details })
    },
    flush: () => {
      const first = unsaved[0]
      if (!first) return
      store.put(bucket, `${executionArn}#${String(first.id).padStart(8, '0')}`, unsaved)
      unsaved = []
    },
    all: () => [...written(), ...unsaved],
    length: () => last,
  }
}

export const forgetHistory = ({ store }: ServiceContext, executionArn: string): void => {
  for (const { key } of store.list(bucket, `${executionArn}#`)) store.remove(bucket, key)
}

/** `TaskStateEntered` → `stateEnteredEventDetails`, the rest by their own name. */
const detailsField = (type: string): string => {
  const name = type.endsWith('StateEntered') ? 'StateEntered' : type.endsWith('StateExited') ? 'StateExited' : type
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}EventDetails`
}
