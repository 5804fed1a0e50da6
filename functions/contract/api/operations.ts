/** What an operator looks at: queues, schedules, the hourly rollups, adapters; and the checklist of setting a tenant up. */
import * as z from 'zod'
import { workQueues } from '../dead-letters.ts'
import { checkedSecondsAgo } from './sender-check.ts'
import { channel } from './channel.ts'

export const operationsView = z.object({
  queues: z
    .array(
      z.object({
        queue: z.enum(workQueues).describe('The queue, by the function that works it off.'),
        waiting: z.int().describe('Messages that wait to be worked off, approximately.'),
        inFlight: z.int().describe('Messages that are being worked on, or wait for another try.'),
        delayed: z.int().describe('Messages that were put in for later.'),
        dead: z.int().describe('Messages that were given up: GET /api/v1/dead-letters shows them.'),
      }),
    )
    .describe('Those that the tenant has.'),
  schedules: z
    .object({
      waiting: z.int().describe('One-time entries that wait for their time: a step, a draft, or the end of a wait.'),
      more: z.boolean().describe('Whether there are more than were counted.'),
    })
    .describe("The tenant's schedule group."),
  executions: z
    .array(
      z.object({
        id: z.string().describe('The ARN of the execution.'),
        name: z.string().describe('Its name.'),
        status: z.string().describe("In Step Functions' own words, such as SUCCEEDED or FAILED."),
        startedAt: z.string().describe('When it began, ISO 8601 in UTC.'),
        stoppedAt: z.string().optional().describe('When it ended, ISO 8601 in UTC.'),
        detail: z.string().optional().describe('What it means where it did not succeed, and what to do.'),
      }),
    )
    .describe('The last 20 hourly rollups, newest first.'),
  adapters: z
    .array(
      z.object({
        channel,
        adapter: z.string().describe('Who carries it out.'),
        simulated: z.boolean().describe('True for a mock: nothing leaves.'),
      }),
    )
    .describe('Each channel once.'),
})
export type OperationsView = z.infer<typeof operationsView>

export const setupStates = ['done', 'open', 'attention', 'unknown'] as const

export const setupItem = z.object({
  id: z.string().describe('A stable word.'),
  title: z.string().describe('What is to be done, in a few words.'),
  state: z
    .enum(setupStates)
    .describe(
      'done, or open; attention: it is set so that something does not work as one would think; unknown: it cannot be seen from here.',
    ),
  text: z.string().describe('What was found, and what to do; where it is unknown, how to check.'),
  runbook: z.string().optional().describe('The heading in docs/runbook.md that says how.'),
  screen: z.string().optional().describe('The page of the dashboard on which it is done.'),
})
export type SetupItem = z.infer<typeof setupItem>
export const setupView = z.object({
  items: z.array(setupItem).describe('In the order in which they are best done.'),
  checkedSecondsAgo: checkedSecondsAgo.optional().describe('Seconds since DNS was asked for it; nothing where no mail leaves.'),
})
