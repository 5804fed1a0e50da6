/** What an operator looks at: how much waits where, and whether the hourly work succeeds. */
import { operationsView } from '../contract/api/operations.ts'
import { answer } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import { workQueues } from '../contract/dead-letters.ts'
import { executionText } from '../domain/execution-text.ts'
import type { Execution } from './operations-ports.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'operations' | 'adapters'>

const lastExecutions = 20

export const operations =
  ({ operations: ports, adapters }: Ports): Verb<'operations'> =>
  async () => {
    const [depths, schedules, executions] = await Promise.all([
      Promise.all(workQueues.map(async (queue) => ({ queue, depth: await ports.depth(queue) }))),
      ports.schedules(),
      ports.executions(lastExecutions),
    ])
    return answer(
      operationsView.parse({
        queues: depths.flatMap(({ queue, depth }) => (depth ? [{ queue, ...depth }] : [])),
        schedules,
        executions: executions.map(executionOf),
        adapters: adapters.map(({ channel, adapter, simulated }) => ({ channel, adapter, simulated })),
      }),
    )
  }

const executionOf = (execution: Execution) => {
  const detail = executionText(execution.status)
  return detail === null ? execution : { ...execution, detail }
}
