/** The journey through public AWS APIs only: works on any endpoint that runs the deployed stack in real time. */
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import type { SequenceView, MessageView } from '../../functions/contract/api/views.ts'

export interface Deployment {
  endpoint: string
  stack: string
  tenant: string
  tableName: string
}

/** Three steps, minutes apart, because time cannot be moved there; two touches, which is a day's limit, and a task. */
const sequence = {
  name: 'Emulated tour',
  triggerStage: 'new',
  status: 'active',
  steps: [
    { name: 'Hello', channel: 'email', delayMinutes: 0, subject: 'Hello {{first_name}}', body: 'Hi {{first_name}}.' },
    { name: 'Text', channel: 'sms', delayMinutes: 1, body: 'Hi {{first_name}}.' },
    { name: 'Note', channel: 'task', delayMinutes: 2, body: 'Think of {{first_name}}.' },
  ],
}

const until = async <T>(what: string, seconds: number, look: () => Promise<T | null>): Promise<T> => {
  for (let second = 0; second < seconds; second += 2) {
    const found = await look()
    if (found !== null) {
      console.log(`  ${what} (after about ${second} s)`)
      return found
    }
    await pause(2000)
  }
  throw new Error(`not within ${seconds} s: ${what}`)
}

export const journey = async ({ endpoint, stack, tenant, tableName }: Deployment): Promise<void> => {
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } }
  const lambda = new LambdaClient(options)
  const bus = new EventBridgeClient(options)
  const scheduler = new SchedulerClient(options)
  const table = new DynamoDBClient(options)

  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}))
  const apiFunction = Functions.find(({ FunctionName }) => FunctionName?.startsWith(stack) && /-Api/i.test(FunctionName))?.FunctionName
  assert.ok(apiFunction, 'the api function is deployed')
  /** The API's function as API Gateway calls it (payload 2.0), with the claims that the authorizer would pass on. */
  const api = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const rawPath = `/api/v1${path}`
    const event = {
      version: '2.0',
      routeKey: `${method} ${rawPath}`,
      rawPath,
      rawQueryString: '',
      headers: { 'content-type': 'application/json' },
      requestContext: {
        http: { method, path: rawPath, sourceIp: '127.0.0.1', userAgent: 'journey', protocol: 'HTTP/1.1' },
        requestId: 'journey',
        authorizer: { jwt: { claims: { sub: 'journey', 'cognito:groups': '[admin]' }, scopes: [] } },
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      isBase64Encoded: false,
    }
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: apiFunction, Payload: JSON.stringify(event) }))
    const answer = JSON.parse(Buffer.from(Payload ?? []).toString()) as { statusCode: number; body: string }
    assert.ok(answer.statusCode < 300, `${method} ${path} answered ${JSON.stringify(answer)}`)
    return JSON.parse(answer.body) as T
  }

  const created = await api<SequenceView>('POST', '/sequences', sequence)
  console.log(`  sequence ${created.id} is active`)
  const detail = {
    leadId: 'lead-1',
    stage: 'new',
    occurredAt: new Date().toISOString(),
    contacts: [
      {
        id: 'c-1',
        firstName: 'Dana',
        email: 'dana@example.com',
        phone: '+13125550142',
        timeZone: allDayZone(),
        consent: { email: true, sms: true, call: true },
      },
    ],
  }
  const entry = { EventBusName: `touchline-${tenant}`, Source: 'crm', DetailType: 'Pipeline Stage Changed', Detail: JSON.stringify(detail) }
  await bus.send(new PutEventsCommand({ Entries: [entry, entry] }))

  const messages = async () => (await api<{ items: MessageView[] }>('GET', `/sequences/${created.id}/messages`)).items
  const statusIs =
    (position: number, ...wanted: string[]) =>
    async () => {
      const all = await messages()
      return wanted.includes(all[position]?.status ?? '') ? all : null
    }
  const first = await until('the first email left', 60, statusIs(0, 'sent', 'delivered'))
  assert.equal(first.length, 3, 'three messages exist, although the event came twice')
  const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({ GroupName: `touchline-${tenant}` }))
  console.log(`  ${Schedules.length} schedules are listed`)
  assert.ok(Schedules.length >= 2, 'one schedule for each step to come')
  await until('the text left through Scheduler', 300, statusIs(1, 'sent'))
  await until('the task was handed over', 300, statusIs(2, 'sent'))
  const { Count = 0 } = await table.send(new ScanCommand({ TableName: tableName, Select: 'COUNT' }))
  console.log(`  the table holds ${Count} items`)
  for (const client of [lambda, bus, scheduler, table]) client.destroy()
}

/** A zone where it is daytime now, so that the SMS is inside its legal hours whenever this runs. */
const allDayZone = (): string => {
  const zones = ['America/Chicago', 'Asia/Tokyo', 'Europe/Berlin', 'Pacific/Auckland', 'Asia/Kolkata', 'America/Los_Angeles']
  const hourIn = (timeZone: string): number =>
    Number(new Intl.DateTimeFormat('en-US', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(new Date()))
  return zones.find((zone) => hourIn(zone) >= 9 && hourIn(zone) <= 19) ?? 'America/Chicago'
}
