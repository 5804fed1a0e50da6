/** Step Functions' answers: an execution as it is described, and lists by the page. */
import type { Execution } from './step-functions-executions.ts'

export const describe = ({
  arn,
  machineArn,
  name,
  status,
  startedAt,
  stoppedAt,
  input,
  output,
  error,
  cause,
}: Execution): Record<string, unknown> => ({
  executionArn: arn,
  stateMachineArn: machineArn,
  name,
  status,
  startDate: startedAt / 1000,
  input,
  ...(stoppedAt !== undefined && { stopDate: stoppedAt / 1000 }),
  ...(output !== undefined && { output }),
  ...(error !== undefined && { error }),
  ...(cause !== undefined && { cause }),
})

export const page = <T>(
  all: T[],
  input: Record<string, unknown>,
  field: string,
  shape: (item: T) => unknown = (item) => item,
): Record<string, unknown> => {
  const from = Number(input.nextToken ?? 0)
  const size = Math.min(Number(input.maxResults || 100), 1_000)
  const rows = all.slice(from, from + size)
  return {
    [field]: rows.map(shape),
    ...(from + size < all.length && { nextToken: String(from + size) }),
  }
}
