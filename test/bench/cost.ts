/** What work was done, read off the local stack's meters, and what it costs at public prices. */
import type { MeterReading } from '../../lib/local/meters.ts'
import { prices } from './prices.ts'

/** Sums over all callers. Requests by service are those that our functions made; what AWS does for us is counted with its price. */
export interface Work {
  writeUnits: number
  readUnits: number
  requests: Record<string, number>
  invocations: number
  milliseconds: number
  logBytes: number
  /** Requests that one SQS delivery takes beside its send: receive and delete, each of a batch. */
  queueInvocations: number
  /** Scheduler entries that were made: each is invoked once. */
  schedules: number
}

/** Memory of every function, GB (lib/handler-function.ts). */
const functionGb = 0.5
/** Functions that a queue feeds: each invocation is one receive and one delete call. */
const fedByQueue = /Enroll|Dispatch|Engage|Heal/

export const total = (reading: MeterReading): Work => {
  const units = Object.values(reading.units).flatMap((tables) => Object.values(tables))
  const requests: Record<string, number> = {}
  let schedules = 0
  for (const [caller, calls] of Object.entries(reading.calls)) {
    if (caller === 'root') continue
    for (const [operation, count] of Object.entries(calls)) {
      const service = operation.split(':')[0] ?? operation
      requests[service] = (requests[service] ?? 0) + count
      if (operation === 'scheduler:POST schedules') schedules += count
    }
  }
  const functions = Object.entries(reading.functions)
  const sum = (pick: (meter: MeterReading['functions'][string]) => number): number =>
    functions.reduce((all, [, meter]) => all + pick(meter), 0)
  return {
    writeUnits: units.reduce((all, { write }) => all + write, 0),
    readUnits: units.reduce((all, { read }) => all + read, 0),
    requests,
    schedules,
    invocations: sum(({ invocations }) => invocations),
    milliseconds: sum(({ milliseconds }) => milliseconds),
    logBytes: sum(({ logBytes }) => logBytes),
    queueInvocations: functions.filter(([name]) => fedByQueue.test(name)).reduce((all, [, { invocations }]) => all + invocations, 0),
  }
}

export const minus = (later: Work, earlier: Work): Work => ({
  writeUnits: later.writeUnits - earlier.writeUnits,
  readUnits: later.readUnits - earlier.readUnits,
  requests: Object.fromEntries(
    Object.entries(later.requests).map(([service, count]) => [service, count - (earlier.requests[service] ?? 0)]),
  ),
  schedules: later.schedules - earlier.schedules,
  invocations: later.invocations - earlier.invocations,
  milliseconds: later.milliseconds - earlier.milliseconds,
  logBytes: later.logBytes - earlier.logBytes,
  queueInvocations: later.queueInvocations - earlier.queueInvocations,
})

/** One line each, in dollars per million touches: the enrollments' share and the touches' own. */
export const dollarsOf = (enrolling: Work, walking: Work, touches: number): { line: string; dollars: number }[] => {
  const each = (pick: (work: Work) => number): number => (pick(enrolling) + pick(walking)) / touches
  // Beside what our functions send: Scheduler and the mail event rule send one message each, and a batch is received and deleted.
  const queueRequests = each(({ requests, queueInvocations, schedules }) => (requests['sqs'] ?? 0) + schedules + 2 * queueInvocations) + 1
  const gbSeconds = (each(({ milliseconds }) => milliseconds) / 1000) * functionGb
  return [
    { line: 'DynamoDB writes', dollars: each(({ writeUnits }) => writeUnits) * prices.writeUnits },
    { line: 'DynamoDB reads', dollars: each(({ readUnits }) => readUnits) * prices.readUnits },
    { line: 'Scheduler', dollars: each(({ schedules }) => schedules) * prices.schedulerInvocations },
    { line: 'SQS', dollars: queueRequests * prices.sqsRequests },
    { line: 'bus events', dollars: each(({ requests }) => requests['events'] ?? 0) * prices.busEvents },
    { line: 'Lambda requests', dollars: each(({ invocations }) => invocations) * prices.lambdaRequests },
    { line: 'Lambda time', dollars: gbSeconds * 1e6 * prices.lambdaGbSecond },
    { line: 'logs', dollars: (each(({ logBytes }) => logBytes) / 1e9) * 1e6 * prices.logsGb },
  ]
}
