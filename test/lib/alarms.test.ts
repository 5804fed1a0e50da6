import type { Template } from 'aws-cdk-lib/assertions'
import { readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { runbookHeadings } from '../../lib/monitoring.ts'
import { everyFunction, refOf, resourcesOf, templateOf } from './stacks.ts'

let template: Template
beforeAll(() => {
  template = templateOf('acme', { alarmEmail: 'operations@acme.example.com', ...everyFunction })
}, 60_000)
const alarms = () => resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties)

/** A heading's anchor, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s/g, '-')

it('every alarm says what breaks for whom, and names a heading that the runbook has', () => {
  const runbook = readFileSync('docs/runbook.md', 'utf8')
  const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!))
  for (const { AlarmDescription } of alarms()) {
    const [, impact, anchor] = /^(.+[.]) Runbook: docs\/runbook\.md#([\w-]+)$/.exec(String(AlarmDescription)) ?? []
    expect(impact?.split(' ').length, String(AlarmDescription)).toBeGreaterThan(6)
    expect(anchors).toContain(anchor)
  }
})

it('the runbook calls functions and queues as the stack does', () => {
  const named = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/(?:`|\$\(id )(\w+(?:Function|Queue|Requests))\b/g)].map(
    ([, name]) => name!,
  )
  const logicalIds = Object.keys((template.toJSON() as { Resources: object }).Resources)
  expect(named.length).toBeGreaterThan(10)
  for (const name of named)
    expect(
      logicalIds.some((id) => /^[0-9A-F]{8}$/.test(id.replace(name, ''))),
      name,
    ).toBe(true)
})

it('the runbook has no heading for an alarm that is never raised', () => {
  const raised = new Set(alarms().map(({ AlarmDescription }) => String(AlarmDescription).split('#')[1]))
  expect([...raised].toSorted()).toEqual([...runbookHeadings].toSorted())
})

it('every dead-letter queue is watched from its first message on', () => {
  const watched = alarms()
    .filter(({ MetricName, Threshold }) => MetricName === 'ApproximateNumberOfMessagesVisible' && Threshold === 1)
    .map(({ Dimensions }) => refOf(JSON.parse(JSON.stringify(Dimensions))[0].Value))
  const dead = resourcesOf(template, 'AWS::SQS::Queue').filter(([, { Properties }]) => !Properties['RedrivePolicy'])
  expect(watched.toSorted()).toEqual(dead.map(([id]) => id).toSorted())
})

it('alarms are mailed where the tenant names an address, and only there', () => {
  for (const { AlarmActions } of alarms()) expect(AlarmActions).toHaveLength(1)
  template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'operations@acme.example.com' })
  templateOf('newcomer').resourceCountIs('AWS::SNS::Topic', 0)
})
