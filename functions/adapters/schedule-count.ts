/** How many one-time entries wait in the tenant's schedule group, counted page by page up to a bound. */
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler'

/** A page has at most 100, and each is asked for after the one before: 1,000 take about half a second. */
const mostPages = 10

export const openScheduleCount = (group: string): (() => Promise<{ waiting: number; more: boolean }>) => {
  const client = new SchedulerClient({ maxAttempts: 3 })
  return async () => {
    let waiting = 0
    let NextToken: string | undefined
    for (let page = 0; page < mostPages; page++) {
      const answer = await client.send(new ListSchedulesCommand({ GroupName: group, MaxResults: 100, ...(NextToken ? { NextToken } : {}) }))
      waiting += answer.Schedules?.length ?? 0
      NextToken = answer.NextToken
      if (!NextToken) return { waiting, more: false }
    }
    return { waiting, more: true }
  }
}
