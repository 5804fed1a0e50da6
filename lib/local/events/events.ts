/** EventBridge: events come in on a bus and leave to the targets of the rules that match them. */
import { randomUUID } from 'node:crypto'
import type { Iam } from '../iam/iam.ts'
import { AwsError, json, type AwsCall, type HostedService, type Principal, type ServiceContext } from '../service.ts'
import type { Deliver } from '../targets.ts'
import { matchesPattern } from './pattern.ts'
import { readBuses, readRules, type Rule, type Target } from './rules.ts'
import { inputFor } from './target-input.ts'

export interface Events extends HostedService {
  /** As an AWS service puts an event on the default bus. */
  publish: ServiceContext['publishServiceEvent']
}

interface PutEntry {
  Source?: string
  DetailType?: string
  Detail?: string
  EventBusName?: string
  Resources?: string[]
  Time?: number | string
}

const largestCall = 1_048_576

export const createEvents = (context: ServiceContext, iam: Iam, deliver: Deliver): Events => {
  const { template, clock, store, authorize, log } = context
  const buses = new Map(readBuses(template).map((bus) => [bus.name, bus]))
  const rules = readRules(template)

  const principalFor = (target: Target, ruleArn: string): Principal =>
    target.RoleArn === undefined
      ? { kind: 'service', name: 'events.amazonaws.com', sourceArn: ruleArn }
      : iam.assume(target.RoleArn, 'events.amazonaws.com', { 'aws:SourceArn': ruleArn })

  /** A queue has it in the same transaction; a function or state machine has it kept until it ran. What is refused goes to the dead letters. */
  const send = (target: Target, ruleArn: string, input: string): void => {
    try {
      deliver(target.Arn, input, principalFor(target, ruleArn))
    } catch (error) {
      log(`events: ${ruleArn} could not deliver to ${target.Arn}: ${String(error)}`)
      const dead = target.DeadLetterConfig?.Arn
      if (dead !== undefined) deliver(dead, input, { kind: 'service', name: 'events.amazonaws.com', sourceArn: ruleArn })
    }
  }

  const put = (busName: string, event: Record<string, unknown>): void =>
    store.transaction(() => {
      for (const rule of rules)
        if (rule.bus === busName && rule.enabled && matchesPattern(rule.pattern, event))
          for (const target of rule.targets) send(target, rule.arn, inputFor(target, event))
    })
  const envelope = (source: string, detailType: string, detail: unknown, time: number, resources: string[] = []) => ({
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: template.account,
    time: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: template.region,
    resources,
    detail,
  })

  const putEntry = (entry: PutEntry, principal: Principal): { EventId: string } | { ErrorCode: string; ErrorMessage: string } => {
    const { Source, DetailType, Detail } = entry
    const missing = Source === undefined ? 'Source' : DetailType === undefined ? 'DetailType' : Detail === undefined ? 'Detail' : null
    if (missing !== null)
      return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.` }
    const bus = buses.get(nameIn(entry.EventBusName))
    if (!bus) return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${entry.EventBusName} does not exist.` }
    authorize(principal, 'events:PutEvents', bus.arn, { 'events:source': Source ?? '', 'events:detail-type': DetailType ?? '' })
    if ((Source ?? '').startsWith('aws.'))
      return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' }
    let detail: unknown
    try {
      detail = JSON.parse(Detail ?? '')
    } catch {
      return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
    }
    if (typeof detail !== 'object' || detail === null || Array.isArray(detail))
      return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
    const time = entry.Time === undefined ? clock.now() : typeof entry.Time === 'number' ? entry.Time * 1000 : Date.parse(entry.Time)
    const event = envelope(Source ?? '', DetailType ?? '', detail, time, entry.Resources)
    put(bus.name, event)
    return { EventId: event.id }
  }

  const operations: Record<string, (input: Record<string, unknown>, principal: Principal) => unknown> = {
    PutEvents: (input, principal) => {
      const entries = (input.Entries ?? []) as PutEntry[]
      if (entries.length < 1 || entries.length > 10)
        throw new AwsError('ValidationException', '1 validation error detected: Entries must have between 1 and 10 members')
      const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0)
      if (bytes >= largestCall) throw new AwsError('ValidationException', `Total size of the entries in the request is over the limit.`)
      const answers = entries.map((entry) => putEntry(entry, principal))
      return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers }
    },
    ListEventBuses: (_input, principal) => {
      authorize(principal, 'events:ListEventBuses', '*')
      return { EventBuses: [...buses.values()].map(({ name, arn }) => ({ Name: name, Arn: arn })) }
    },
    DescribeEventBus: (input, principal) => {
      const bus = buses.get(nameIn(input.Name))
      if (!bus) throw new AwsError('ResourceNotFoundException', `Event bus ${String(input.Name)} does not exist.`)
      authorize(principal, 'events:DescribeEventBus', bus.arn)
      return { Name: bus.name, Arn: bus.arn }
    },
    ListRules: (input, principal) => {
      authorize(principal, 'events:ListRules', '*')
      const name = nameIn(input.EventBusName)
      return { Rules: rules.filter(({ bus }) => bus === name).map(describe) }
    },
    DescribeRule: (input, principal) => {
      authorize(principal, 'events:DescribeRule', '*')
      return describe(ruleOf(rules, input))
    },
    ListTargetsByRule: (input, principal) => {
      authorize(principal, 'events:ListTargetsByRule', '*')
      return { Targets: ruleOf(rules, { ...input, Name: input.Rule }).targets }
    },
  }

  return {
    name: 'events',
    types: ['AWS::Events::EventBus', 'AWS::Events::Rule', 'AWS::Events::EventBusPolicy'],
    publish: async ({ source, detailType, detail, time, resources }) =>
      put('default', envelope(source, detailType, detail, time, resources)),
    handle: async (call: AwsCall) => {
      const operation = operations[call.operation ?? '']
      if (!operation) throw new AwsError('UnknownOperationException', `EventBridge's ${String(call.operation)} is not hosted here`)
      return json(operation(JSON.parse(call.body.toString('utf8') || '{}') as Record<string, unknown>, call.principal))
    },
  }
}

/** As PutEvents counts an entry: its texts, and 14 bytes for a time. */
const sizeOf = ({ Source = '', DetailType = '', Detail = '', Resources = [], Time }: PutEntry): number =>
  [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14)

/** A bus by its name or ARN. */
const nameIn = (given: unknown): string => (typeof given === 'string' ? (given.split('/').at(-1) ?? given) : 'default')

const ruleOf = (rules: Rule[], input: Record<string, unknown>): Rule => {
  const bus = nameIn(input.EventBusName)
  const rule = rules.find((candidate) => candidate.name === input.Name && candidate.bus === bus)
  if (!rule) throw new AwsError('ResourceNotFoundException', `Rule ${String(input.Name)} does not exist on EventBus ${bus}.`)
  return rule
}

const describe = ({ name, arn, bus, enabled, description, pattern }: Rule) => ({
  Name: name,
  Arn: arn,
  EventBusName: bus,
  State: enabled ? 'ENABLED' : 'DISABLED',
  EventPattern: JSON.stringify(pattern),
  ...(description !== undefined && { Description: description }),
})
