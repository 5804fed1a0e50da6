/** One-time Scheduler entries: wake-ups that mirror the plan. They are never what decides whether a message is due. */
import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler'
import type { DispatchWork } from '../contract/work.ts'

export interface ScheduleOptions {
  group: string
  roleArn: string
  /** ARN of the queue that an entry's work goes to. */
  targetArn: string
}

export const openSchedules = ({ group, roleArn, targetArn }: ScheduleOptions) => {
  const client = new SchedulerClient({ maxAttempts: 5 })
  return {
    /** An entry at `at` (epoch seconds), gone once it has fired. One of this name that exists already is success. */
    create: async ({ name, at, work }: { name: string; at: number; work: DispatchWork }): Promise<void> => {
      try {
        await client.send(
          new CreateScheduleCommand({
            Name: name,
            GroupName: group,
            ScheduleExpression: `at(${new Date(at * 1000).toISOString().slice(0, 19)})`,
            ScheduleExpressionTimezone: 'UTC',
            FlexibleTimeWindow: { Mode: 'OFF' },
            ActionAfterCompletion: 'DELETE',
            Target: { Arn: targetArn, RoleArn: roleArn, Input: JSON.stringify(work) },
          }),
        )
      } catch (error) {
        if (!(error instanceof ConflictException)) throw error
      }
    },
    /** An entry that is not there any more is success. */
    remove: async (name: string): Promise<void> => {
      try {
        await client.send(new DeleteScheduleCommand({ Name: name, GroupName: group }))
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) throw error
      }
    },
  }
}
