/** On hosted queues, schedules and a state machine: what is counted and listed there is what AWS's own services answer, as far as those are faithful. */
import { createHash, createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SendMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openExecutions } from '../../functions/adapters/executions.ts'
import { openQueueDepth } from '../../functions/adapters/queue-depth.ts'
import { openScheduleCount } from '../../functions/adapters/schedule-count.ts'
import type { LocalRuntime } from '../../lib/local/host.ts'
import { smallStack, type SmallStack } from '../local/small-stack.ts'

let stack: SmallStack
let runtime: LocalRuntime
const url = (name: string): string => `${runtime.awsUrl}/123456789012/${name}`
const role = (RoleName: string, service: string, action: string, resource: unknown) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }] },
    Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] } }],
  },
})
const machineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:rollups'

beforeAll(async () => {
  stack = smallStack({
    Work: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work', VisibilityTimeout: 60 } },
    Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead', VisibilityTimeout: 60 } },
    Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'group' } },
    Wakes: role('wakes', 'scheduler.amazonaws.com', 'sqs:SendMessage', { 'Fn::GetAtt': ['Work', 'Arn'] }),
    Runs: role('runs', 'states.amazonaws.com', 'states:ListStateMachines', '*'),
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'rollups',
        StateMachineType: 'STANDARD',
        RoleArn: { 'Fn::GetAtt': ['Runs', 'Arn'] },
        DefinitionString: JSON.stringify({
          QueryLanguage: 'JSONata',
          StartAt: 'Which',
          States: {
            Which: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.good %}', Next: 'Good' }], Default: 'Bad' },
            Good: { Type: 'Succeed' },
            Bad: { Type: 'Fail', Error: 'Bad', Cause: 'it was bad' },
          },
        }),
      },
    },
  })
  runtime = await stack.start()
  // The adapters make clients of their own, as in a function.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: runtime.awsUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'anyone',
    AWS_SECRET_ACCESS_KEY: 'anything',
  })
}, 60_000)
afterAll(async () => {
  await runtime.stop()
  stack.remove()
})

describe('how much waits in a queue', () => {
  it('is told apart from what is worked on, what is for later, and what was given up', async () => {
    const sqs = new SQSClient({})
    for (const body of ['a', 'b', 'c']) await sqs.send(new SendMessageCommand({ QueueUrl: url('work'), MessageBody: body }))
    await sqs.send(new SendMessageCommand({ QueueUrl: url('work'), MessageBody: 'later', DelaySeconds: 900 }))
    await sqs.send(new ReceiveMessageCommand({ QueueUrl: url('work'), MaxNumberOfMessages: 1 }))
    for (const body of ['x', 'y']) await sqs.send(new SendMessageCommand({ QueueUrl: url('dead'), MessageBody: body }))
    await sqs.send(new ReceiveMessageCommand({ QueueUrl: url('dead'), MaxNumberOfMessages: 1 }))
    expect(await openQueueDepth({ url: url('work'), dead: url('dead') })()).toEqual({ waiting: 2, inFlight: 1, delayed: 1, dead: 2 })
    sqs.destroy()
  })

  it('is nothing where the tenant has no such queue', async () => {
    expect(await openQueueDepth({ url: '', dead: '' })()).toBeNull()
  })
})

describe('how many schedules wait', () => {
  it('counts those of the group over its pages, and no others', async () => {
    const scheduler = new SchedulerClient({})
    const entry = (GroupName: string, n: number) =>
      scheduler.send(
        new CreateScheduleCommand({
          Name: `n${n}`,
          GroupName,
          ScheduleExpression: 'at(2036-01-01T00:00:00)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: 'arn:aws:sqs:us-east-1:123456789012:work', RoleArn: 'arn:aws:iam::123456789012:role/wakes', Input: '{}' },
        }),
      )
    expect(await openScheduleCount('group')()).toEqual({ waiting: 0, more: false })
    for (let n = 0; n < 130; n++) await entry('group', n)
    await entry('default', 1)
    expect(await openScheduleCount('group')()).toEqual({ waiting: 130, more: false })
    scheduler.destroy()
  })
})

describe('the executions of a state machine', () => {
  const call = async (operation: string, input: Record<string, unknown>): Promise<void> => {
    const response = await fetch(runtime.awsUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` },
      body: JSON.stringify(input),
    })
    if (!response.ok) throw new Error(await response.text())
  }
  it('are listed newest first, each with how it ended, by a request that the SDK signed', async () => {
    for (const [name, good] of [
      ['one', true],
      ['two', false],
    ] as const)
      await call('StartExecution', { stateMachineArn: machineArn, name, input: JSON.stringify({ good }) })
    const list = openExecutions(machineArn)
    const found = await until(
      () => list(10),
      (all) => all.every(({ stoppedAt }) => stoppedAt !== undefined),
    )
    expect(found.map(({ name, status }) => [name, status])).toEqual([
      ['two', 'FAILED'],
      ['one', 'SUCCEEDED'],
    ])
    expect(found[0]?.startedAt).toMatch(/^20\d\d-.*Z$/)
    expect(await list(1)).toHaveLength(1)
  })

  it('are asked for by a signature that AWS would compute too', async () => {
    const heard: { headers: Record<string, string>; body: string }[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        // Nothing here is sent twice.
        heard.push({ headers: request.headers as Record<string, string>, body })
        response.end(JSON.stringify({ executions: [] }))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    process.env['AWS_ENDPOINT_URL_SFN'] = `http://127.0.0.1:${port}`
    try {
      expect(await openExecutions(machineArn)(20)).toEqual([])
    } finally {
      delete process.env['AWS_ENDPOINT_URL_SFN']
      server.close()
    }
    const [{ headers, body } = { headers: {}, body: '' }] = heard
    expect(headers['authorization']).toBe(signatureOf(headers, body))
  })

  it('are no empty list where Step Functions refuses', async () => {
    await expect(openExecutions(`${machineArn}-gone`)(10)).rejects.toThrow(/ListExecutions answered 4/)
  })
})

/** Signature version 4 written out: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
const signatureOf = (headers: Record<string, string>, body: string): string => {
  const names = /SignedHeaders=([^,]+)/.exec(headers['authorization'] ?? '')?.[1] ?? ''
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
  const time = headers['x-amz-date'] ?? ''
  const scope = [time.slice(0, 8), 'us-east-1', 'states', 'aws4_request']
  const canonical = ['POST', '/', '', ...names.split(';').map((name) => `${name}:${headers[name]}`), '', names, sha256(body)].join('\n')
  const key = scope.reduce<string | Buffer>(hmac, 'AWS4anything')
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n')).toString('hex')
  return `AWS4-HMAC-SHA256 Credential=anyone/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}`
}

/** Asks again until it is so, at most a hundred times. */
const until = async <T>(ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> => {
  for (let times = 0; times < 100; times++) {
    const answer = await ask()
    if (isSo(answer)) return answer
    await new Promise((resolve) => setImmediate(resolve))
  }
  throw new Error('it never came to that')
}
