/** What the expressions of a state see, and what they assign. */
import type { Visit } from './asl-ports.ts'
import { evaluate, type Bindings } from './asl-query.ts'

/** `$states` beside the variables. */
export const statesOf = ({ scope, name, input, ports, enteredAt, retries }: Visit, more: Bindings = {}): Bindings => ({
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

/** What `Assign` gives its variables. */
export const assignedBy = async (assign: Record<string, unknown> | undefined, bindings: Bindings): Promise<Bindings> =>
  assign === undefined ? {} : ((await evaluate(assign, bindings)) as Bindings)
