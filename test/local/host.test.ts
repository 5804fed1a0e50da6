import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { CreateScheduleCommand, GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import { afterEach, describe, expect, it } from 'vitest'
import type { LocalRuntime } from '../../lib/local/host.ts'
import { beginning, callAws, functionOf, smallStack, table, trust, type Resources, type SmallStack } from './small-stack.ts'

const account = 'us-east-1:123456789012'
const queueArn = `arn:aws:sqs:${account}:work`
const tableArn = `arn:aws:dynamodb:${account}:table/rows`
const reads = { Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], Resource: queueArn }
const writes = { Action: 'dynamodb:PutItem', Resource: tableArn }

const queues: Resources = {
  Work: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: 'work',
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 },
    },
  },
  Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
}
const fromQueue: Resources = {
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Work', 'Arn'] },
      FunctionName: { Ref: 'worker' },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  },
}
/** Writes each message as a row; a message `fail…` fails alone, `crash` takes the worker with it, `sleep` never answers. */
const worker = `${callAws}
exports.handler = async ({ Records }) => {
  const failed = []
  for (const { messageId, body, attributes } of Records) {
    if (body === 'crash') setTimeout(() => { throw new Error('crashed') })
    if (body === 'crash' || body === 'sleep') await new Promise(() => {})
    if (body.startsWith('fail')) { failed.push({ itemIdentifier: messageId }); continue }
    console.log('working', body)
    await call('DynamoDB_20120810.PutItem', { TableName: 'rows', Item: { pk: { S: body }, at: { S: new Date().toISOString() }, receives: { N: attributes.ApproximateReceiveCount } } }, 'dynamodb')
  }
  return { batchItemFailures: failed }
}`

let stack: SmallStack
let runtime: LocalRuntime
const clients = () => {
  const settings = { endpoint: runtime.awsUrl, region: 'us-east-1', credentials: { accessKeyId: 'anyone', secretAccessKey: 'anything' } }
  return {
    sqs: new SQSClient(settings),
    rows: new DynamoDBClient(settings),
    bus: new EventBridgeClient(settings),
    scheduler: new SchedulerClient(settings),
    QueueUrl: `${runtime.awsUrl}/123456789012/work`,
    DeadUrl: `${runtime.awsUrl}/123456789012/dead`,
  }
}
const local = async <T>(path: string, body?: unknown): Promise<T> => {
  const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return (await (await fetch(`${runtime.awsUrl}/_local/${path}`, init)).json()) as T
}
const begin = async (resources: Resources, bundles: Record<string, string> = {}): Promise<void> => {
  stack = smallStack(resources, bundles)
  runtime = await stack.start()
}
const rows = async () => {
  const { Items = [] } = await clients().rows.send(new ScanCommand({ TableName: 'rows' }))
  return Items.map((item) => ({ pk: item.pk?.S ?? '', at: item.at?.S ?? '', receives: item.receives?.N }))
}
const count = async (QueueUrl: string, name: 'ApproximateNumberOfMessages' | 'ApproximateNumberOfMessagesNotVisible') => {
  const { Attributes } = await clients().sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }))
  return Number(Attributes?.[name])
}

afterEach(async () => {
  await runtime?.stop()
  stack?.remove()
})

describe('a queue and its function', () => {
  const resources = { ...queues, ...table, ...functionOf('worker', 'code', [reads, writes]), ...fromQueue }

  it('work a message off at once, at the dial’s time', async () => {
    await begin(resources, { code: worker })
    const { sqs, QueueUrl } = clients()
    await runtime.advance('PT72H')
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }))
    await runtime.advance('PT0S')
    const [row] = await rows()
    expect(row).toMatchObject({ pk: 'one', receives: '1' })
    expect(row?.at.slice(0, 13)).toBe('2026-11-23T15')
    expect(await count(QueueUrl, 'ApproximateNumberOfMessagesNotVisible')).toBe(0)
    expect(readFileSync(join(stack.directory, 'data/logs/worker.log'), 'utf8')).toContain('working one')
  })

  it('try what failed again after its visibility timeout, alone, and give it up after three', async () => {
    await begin(resources, { code: worker })
    const { sqs, QueueUrl, DeadUrl } = clients()
    await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: ['good', 'fail'].map((MessageBody, at) => ({ Id: String(at), MessageBody })),
      }),
    )
    await runtime.advance('PT1M')
    expect((await rows()).map(({ pk }) => pk)).toEqual(['good'])
    expect(await count(DeadUrl, 'ApproximateNumberOfMessages')).toBe(0)
    await runtime.advance('PT5M')
    expect(await count(DeadUrl, 'ApproximateNumberOfMessages')).toBe(1)

    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: `arn:aws:sqs:${account}:dead` }))
    await runtime.advance('PT0S')
    expect(await count(DeadUrl, 'ApproximateNumberOfMessages')).toBe(0)
    expect(await count(QueueUrl, 'ApproximateNumberOfMessagesNotVisible')).toBe(1)
  })

  it('survive a crash and a timeout of the function’s code', async () => {
    await begin({ ...queues, ...table, ...functionOf('worker', 'code', [reads, writes], { Timeout: 1 }), ...fromQueue }, { code: worker })
    const { sqs, QueueUrl, DeadUrl } = clients()
    for (const MessageBody of ['crash', 'sleep']) {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
      await runtime.advance('PT0S')
    }
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'after' }))
    await runtime.advance('PT10M')
    expect((await rows()).map(({ pk }) => pk)).toEqual(['after'])
    expect(await count(DeadUrl, 'ApproximateNumberOfMessages')).toBe(2)
    const log = readFileSync(join(stack.directory, 'data/logs/worker.log'), 'utf8')
    expect(log).toContain('crashed')
    expect(log).toContain('Task timed out after 1.00 seconds')
  })

  it('keep what lies in the queue over a restart', async () => {
    const { Mapping: _mapping, ...unmapped } = resources
    await begin(unmapped, { code: worker })
    const { sqs, QueueUrl } = clients()
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'seen' }))
    await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'waiting' }))
    await runtime.stop()
    runtime = await stack.start()
    const received = async () => {
      const { Messages = [] } = await clients().sqs.send(
        new ReceiveMessageCommand({ QueueUrl: clients().QueueUrl, MaxNumberOfMessages: 10 }),
      )
      return Messages.map(({ Body }) => Body)
    }
    expect(await received()).toEqual(['waiting'])
    await runtime.advance('PT1M')
    expect((await received()).toSorted()).toEqual(['seen', 'waiting'])
  })
})

describe('IAM', () => {
  it('refuses a call that the role has no grant for, and writes it down', async () => {
    await begin({ ...queues, ...table, ...functionOf('worker', 'code', [reads]), ...fromQueue }, { code: worker })
    await clients().sqs.send(new SendMessageCommand({ QueueUrl: clients().QueueUrl, MessageBody: 'one' }))
    await runtime.advance('PT0S')
    expect(await rows()).toEqual([])
    expect(await local('iam')).toMatchObject({
      denied: [{ principal: 'arn:aws:iam::123456789012:role/worker-role', action: 'dynamodb:PutItem', resource: tableArn, times: 1 }],
    })
  })

  it('reports a grant that nobody used', async () => {
    await begin(
      {
        ...queues,
        ...table,
        ...functionOf('worker', 'code', [reads, writes, { Action: 'dynamodb:DeleteItem', Resource: tableArn }]),
        ...fromQueue,
      },
      { code: worker },
    )
    await clients().sqs.send(new SendMessageCommand({ QueueUrl: clients().QueueUrl, MessageBody: 'one' }))
    await runtime.advance('PT0S')
    expect(await local('iam')).toMatchObject({
      denied: [],
      unused: [{ role: 'worker-role', action: 'dynamodb:DeleteItem', resource: tableArn }],
    })
  })

  it('does not read a queue for a function that may not', async () => {
    await begin({ ...queues, ...table, ...functionOf('worker', 'code', [writes]), ...fromQueue }, { code: worker })
    await clients().sqs.send(new SendMessageCommand({ QueueUrl: clients().QueueUrl, MessageBody: 'one' }))
    expect(await count(clients().QueueUrl, 'ApproximateNumberOfMessages')).toBe(1)
    expect(await local('iam')).toMatchObject({ denied: [{ action: 'sqs:ReceiveMessage' }] })
  })
})

describe('a bus', () => {
  const rule = (policy: Resources): Resources => ({
    ...queues,
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'app' } },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'changes',
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: ['crm'], detail: { stage: [{ prefix: 'n' }] } },
        Targets: [{ Id: 'one', Arn: { 'Fn::GetAtt': ['Work', 'Arn'] }, InputPath: '$.detail' }],
      },
    },
    ...policy,
  })
  const policy: Resources = {
    Policy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: 'Work' }],
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: queueArn,
              Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['Rule', 'Arn'] } } },
            },
          ],
        },
      },
    },
  }
  const put = (stage: string) =>
    clients().bus.send(
      new PutEventsCommand({ Entries: [{ EventBusName: 'app', Source: 'crm', DetailType: 'Changed', Detail: JSON.stringify({ stage }) }] }),
    )

  it('hands an event to the target of each rule that it matches', async () => {
    await begin(rule(policy))
    await put('new')
    await put('old')
    const { Messages = [] } = await clients().sqs.send(new ReceiveMessageCommand({ QueueUrl: clients().QueueUrl, MaxNumberOfMessages: 10 }))
    expect(Messages.map(({ Body }) => Body)).toEqual(['{"stage":"new"}'])
  })

  it('delivers nothing to a queue whose policy does not let the rule in', async () => {
    await begin(rule({}))
    await put('new')
    expect(await count(clients().QueueUrl, 'ApproximateNumberOfMessages')).toBe(0)
    expect(await local('iam')).toMatchObject({
      denied: [{ principal: expect.stringContaining('events.amazonaws.com') as unknown, action: 'sqs:SendMessage' }],
    })
  })

  it('refuses entries that are not events, one by one', async () => {
    await begin(rule(policy))
    const answer = await clients().bus.send(
      new PutEventsCommand({
        Entries: [
          { EventBusName: 'app', Source: 'crm', DetailType: 'Changed', Detail: 'no json' },
          { EventBusName: 'app', Source: 'aws.ses', DetailType: 'Changed', Detail: '{}' },
          { EventBusName: 'app', Source: 'crm', DetailType: 'Changed', Detail: '{}' },
        ],
      }),
    )
    expect(answer.FailedEntryCount).toBe(2)
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual(['MalformedDetail', 'NotAuthorizedForSourceException', undefined])
  })
})

describe('a schedule', () => {
  const role: Resources = {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'schedules',
        AssumeRolePolicyDocument: trust('scheduler.amazonaws.com'),
        Policies: [
          { PolicyName: 'own', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn }] } },
        ],
      },
    },
    Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'app' } },
  }
  const create = (Name: string, ScheduleExpression: string, more = {}) =>
    clients().scheduler.send(
      new CreateScheduleCommand({
        Name,
        GroupName: 'app',
        ScheduleExpression,
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: { Arn: queueArn, RoleArn: 'arn:aws:iam::123456789012:role/schedules', Input: '{"at":"<aws.scheduler.scheduled-time>"}' },
        ...more,
      }),
    )
  const bodies = async () => {
    const { Messages = [] } = await clients().sqs.send(new ReceiveMessageCommand({ QueueUrl: clients().QueueUrl, MaxNumberOfMessages: 10 }))
    return Messages.map(({ Body }) => Body)
  }

  it('fires at its second, once, over a restart, and is then gone', async () => {
    await begin({ ...queues, ...role })
    await create('one', 'at(2026-11-20T16:30:15)')
    await expect(create('one', 'at(2026-11-20T16:30:15)')).rejects.toMatchObject({ name: 'ConflictException' })
    await runtime.stop()
    runtime = await stack.start()
    await runtime.advance('PT1H29M')
    expect(await bodies()).toEqual([])
    await runtime.advance('PT2M')
    expect(await bodies()).toEqual(['{"at":"2026-11-20T16:30:15Z"}'])
    expect((await clients().scheduler.send(new ListSchedulesCommand({ GroupName: 'app' }))).Schedules).toEqual([])
    await expect(clients().scheduler.send(new GetScheduleCommand({ Name: 'one', GroupName: 'app' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })

  it('is refused where Scheduler would refuse it', async () => {
    await begin({ ...queues, ...role })
    await expect(create('x'.repeat(65), 'at(2026-11-20T16:30:15)')).rejects.toMatchObject({ name: 'ValidationException' })
    await expect(create('one', 'tomorrow')).rejects.toMatchObject({ name: 'ValidationException' })
    await expect(create('one', 'rate(1 hour)', { GroupName: 'other' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  it('of the template recurs at its rate', async () => {
    const daily: Resources = {
      Daily: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          Name: 'daily',
          ScheduleExpression: 'rate(1 day)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: queueArn, RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, Input: 'tick' },
        },
      },
    }
    await begin({ ...queues, ...role, ...daily })
    await runtime.advance('P2DT1H')
    expect(await bodies()).toEqual(['tick', 'tick'])
  })
})

describe('a table’s stream', () => {
  const streamArn = { 'Fn::GetAtt': ['Rows', 'StreamArn'] }
  const resources = (mapping: Record<string, unknown> = {}): Resources => ({
    ...table,
    ...queues,
    ...functionOf('worker', 'code', [
      writes,
      { Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], Resource: streamArn },
      { Action: 'dynamodb:ListStreams', Resource: '*' },
      { Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
    ]),
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: streamArn,
        FunctionName: { Ref: 'worker' },
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 10,
        ...mapping,
      },
    },
  })
  const put = (pk: string, more = {}) => clients().rows.send(new PutItemCommand({ TableName: 'rows', Item: { pk: { S: pk }, ...more } }))
  /** Remembers which rows it saw, in order, in one line of its log each. */
  const watcher = `exports.handler = async ({ Records, state, shardId, window, isFinalInvokeForWindow }) => {
    const seen = Records.map(({ eventName, dynamodb, userIdentity }) => eventName + ' ' + dynamodb.Keys.pk.S + (userIdentity ? ' expired' : ''))
    if (Records.some(({ dynamodb }) => dynamodb.Keys.pk.S === 'poison')) throw new Error('poison')
    console.log('saw ' + seen.join(', ') + (window ? ' in ' + shardId + ' after ' + (state.count ?? 0) + (isFinalInvokeForWindow ? ', final' : '') : ''))
    return { state: { count: (state?.count ?? 0) + Records.length } }
  }`
  const seen = () =>
    existsSync(join(stack.directory, 'data/logs/worker.log'))
      ? readFileSync(join(stack.directory, 'data/logs/worker.log'), 'utf8')
          .split('\n')
          .filter((line) => line.startsWith('saw'))
      : []

  it('reaches its function in order, and goes on where it was after a restart', async () => {
    await begin(resources(), { code: watcher })
    await put('a')
    await put('a', { more: { S: 'x' } })
    await runtime.advance('PT0S')
    await runtime.stop()
    runtime = await stack.start()
    await put('b')
    await runtime.advance('PT0S')
    await runtime.stop()
    expect(seen().join(', ').replaceAll('saw ', '')).toBe('INSERT a, MODIFY a, INSERT b')
  })

  it('carries the state of a tumbling window, and tells its end', async () => {
    await begin(resources({ TumblingWindowInSeconds: 900 }), { code: watcher })
    await put('a')
    await runtime.advance('PT0S')
    await put('b')
    await runtime.advance('PT20M')
    await runtime.stop()
    expect(seen()).toEqual([
      'saw INSERT a in shardId-00000001-rows after 0',
      'saw INSERT b in shardId-00000001-rows after 1',
      'saw  in shardId-00000001-rows after 2, final',
    ])
  })

  it('is bisected around a record that fails, which is given up to the dead letters', async () => {
    await begin(
      resources({
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 2,
        MaximumBatchingWindowInSeconds: 5,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
      }),
      { code: watcher },
    )
    for (const pk of ['a', 'poison', 'b']) await put(pk)
    await runtime.advance('PT5M')
    const { Messages = [] } = await clients().sqs.send(new ReceiveMessageCommand({ QueueUrl: clients().DeadUrl }))
    await runtime.stop()
    expect(seen().join(', ').replaceAll('saw ', '')).toBe('INSERT a, INSERT b')
    expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({ DDBStreamBatchInfo: { batchSize: 1 } })
  })

  it('shows rows that expired as the table’s own removals', async () => {
    await begin(resources(), { code: watcher })
    await put('old', { expiresAt: { N: String(Date.parse(beginning) / 1000 + 3_600) } })
    await put('new', { expiresAt: { N: String(Date.parse(beginning) / 1000 + 99 * 86_400) } })
    await runtime.advance('P2D')
    expect((await clients().rows.send(new GetItemCommand({ TableName: 'rows', Key: { pk: { S: 'old' } } }))).Item).toBeUndefined()
    await runtime.stop()
    expect(seen().at(-1)).toBe('saw REMOVE old expired')
  })
})

describe('a start', () => {
  it('refuses a template that asks for more than is hosted, naming all of it', async () => {
    stack = smallStack({
      Topic: { Type: 'AWS::Kinesis::Stream' },
      Work: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Threshold: 1 } },
    })
    await expect(stack.start()).rejects.toThrow(
      'Topic: nothing hosts the type AWS::Kinesis::Stream\nWork: nothing hosts the property FifoQueue of AWS::SQS::Queue',
    )
  })

  it('says so where its port is taken', async () => {
    await begin(queues)
    await expect(stack.start({ awsPort: Number(new URL(runtime.awsUrl).port) })).rejects.toThrow('set AWS_PORT to a free port')
  })

  it('begins anew only where it is asked to', async () => {
    await begin(table)
    await clients().rows.send(new PutItemCommand({ TableName: 'rows', Item: { pk: { S: 'kept' } } }))
    await runtime.stop()
    runtime = await stack.start()
    expect(await rows()).toHaveLength(1)
    await runtime.stop()
    runtime = await stack.start({ fresh: true })
    expect(await rows()).toEqual([])
    expect(await local('status')).toMatchObject({ ready: true, tenant: 'acme', stack: 'small-acme' })
  })
})
