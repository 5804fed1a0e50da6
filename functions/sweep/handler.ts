/** The sweep function: run by its timer, or by an administrator through the API. */
import { openQueue } from '../adapters/queue.ts'
import { sweepRequest, type SweepReport } from '../contract/sweep.ts'
import type { DeliverWork } from '../contract/webhooks.ts'
import type { DispatchWork } from '../contract/work.ts'
import { listDueDeliveries } from '../data/deliveries.ts'
import { listDue } from '../data/due.ts'
import { listWaitingChunks } from '../data/jobs.ts'
import { listPending } from '../data/leads.ts'
import { openTable } from '../data/table.ts'
import { readEnvironment } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import { createCounting } from '../runtime/metrics.ts'
import { pipeline } from '../runtime/pipeline.ts'
import { sweep, type SweepPorts } from './sweep.ts'

const env = readEnvironment('sweep')
const table = openTable(env.TABLE_NAME)

const ports: SweepPorts = {
  dueBefore: (seconds, limit) => listDue(table, seconds, limit),
  pendingLeads: (from, to, limit) => listPending(table, from, to, limit),
  waitingChunks: (from, to, limit) => listWaitingChunks(table, from, to, limit),
  dispatchQueue: openQueue<DispatchWork>(env.DISPATCH_QUEUE_URL),
  enrollQueue: openQueue(env.ENROLL_QUEUE_URL),
  dueDeliveries: (seconds, limit) => listDueDeliveries(table, seconds, limit),
  deliverQueue: env.DELIVER_QUEUE_URL === '' ? null : openQueue<DeliverWork>(env.DELIVER_QUEUE_URL),
  now: () => Date.now(),
}

export const handler = pipeline<unknown, SweepReport>(createCounting(env.TENANT), async (event) => {
  const report = await sweep(ports, sweepRequest.parse(event ?? {}))
  if (report.looked > 0) logger.info('swept', { ...report })
  return report
})
