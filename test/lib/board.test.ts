import { expect, it } from 'vitest'
import { everyFunction, resourcesOf, templateOf } from './stacks.ts'

it('one page in CloudWatch has every alarm, each adapter’s successes and failures, the queues and the sender’s reputation', () => {
  const template = templateOf('acme', { ...everyFunction })
  const boards = resourcesOf(template, 'AWS::CloudWatch::Dashboard')
  expect(boards).toHaveLength(1)
  const body = JSON.stringify(boards[0]?.[1].Properties['DashboardBody'])
  for (const metric of [
    'AttemptsSucceeded',
    'AttemptsFailed',
    'ApproximateAgeOfOldestMessage',
    'Reputation.BounceRate',
    'Reputation.ComplaintRate',
  ])
    expect(body).toContain(metric)
  for (const adapter of ['ses', 'twilio', 'mock-call']) expect(body).toContain(`\\"${adapter}\\"`)
  for (const [alarm] of resourcesOf(template, 'AWS::CloudWatch::Alarm')) expect(body).toContain(alarm)
})
