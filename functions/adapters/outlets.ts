/** Where decisions reach beyond the table, as the engine's ports take them. */
import type { DispatchWork, RouteWork } from '../contract/work.ts'
import { openBus } from './bus.ts'
import { openQueue } from './queue.ts'
import { openSchedules } from './schedules.ts'

export interface OutletVariables {
  BUS_NAME: string
  SCHEDULE_GROUP: string
  SCHEDULE_ROLE_ARN: string
  DISPATCH_QUEUE_URL: string
  DISPATCH_QUEUE_ARN: string
  ENROLL_QUEUE_URL: string
}

export const openOutlets = (env: OutletVariables) => ({
  schedules: openSchedules({ group: env.SCHEDULE_GROUP, roleArn: env.SCHEDULE_ROLE_ARN, targetArn: env.DISPATCH_QUEUE_ARN }),
  dispatchQueue: openQueue<DispatchWork>(env.DISPATCH_QUEUE_URL),
  enrollQueue: openQueue<RouteWork>(env.ENROLL_QUEUE_URL),
  bus: openBus(env.BUS_NAME),
})
