/** One running local stack for a journey: on ports and data of its own, driven only through its public addresses. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient, ListTablesCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { DeleteScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { GetQueueAttributesCommand, ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { EnrollmentView, MessageView, SequenceView } from '../../functions/contract/api/views.ts'
import { index, keys } from '../../functions/data/keys.ts'
import { startLocal } from '../../lib/local/host.ts'

export interface OutboxItem {
  id: string
  channel: string
  adapter: string
  to: string
  subject?: string
  text?: string
  html?: string
  headers?: Record<string, string>
  tags?: Record<string, string>
  at: string
}

const credentials = { accessKeyId: 'anyone', secretAccessKey: 'anything' }

/** When journeys begin: a Friday afternoon in Chicago, so that SMS and calls are inside their hours. */
export const beginning = '2026-11-20T16:00:00.000Z'

/** A client of a running stack, wherever it runs. */
export const connect = ({ url, awsUrl, tenant }: { url: string; awsUrl: string; tenant: string }) => {
  const tokens = new Map<string, string>()

  const local = async <T>(path: string, body?: unknown): Promise<T> => {
    const response = await fetch(
      `${awsUrl}/_local/${path}`,
      body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    )
    if (!response.ok) throw new Error(`_local/${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as T
  }
  const token = async (role: 'admin' | 'member'): Promise<string> => {
    const known = tokens.get(role)
    if (known) return known
    const { token: fresh } = await local<{ token: string }>('token', { role })
    tokens.set(role, fresh)
    return fresh
  }
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    role: 'admin' | 'member' = 'member',
  ): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${await token(role)}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.json() }
  }
  const api = async <T>(method: string, path: string, body?: unknown, role: 'admin' | 'member' = 'member'): Promise<T> => {
    const answer = await call(method, path, body, role)
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body as T
  }

  const bus = new EventBridgeClient({ endpoint: awsUrl, region: 'us-east-1', credentials })
  const outbox = async (filter: { channel?: string; to?: string } = {}): Promise<OutboxItem[]> =>
    (await local<{ items: OutboxItem[] }>(`outbox?${new URLSearchParams(filter).toString()}`)).items

  const table = new DynamoDBClient({ endpoint: awsUrl, region: 'us-east-1', credentials })
  const sqs = new SQSClient({ endpoint: awsUrl, region: 'us-east-1', credentials })
  const scheduler = new SchedulerClient({ endpoint: awsUrl, region: 'us-east-1', credentials })

  return {
    url,
    awsUrl,
    local,
    call,
    api,
    /** Publishes stage changes as the CRM does; the answer only says that the bus took them. */
    publish: async (...details: Record<string, unknown>[]): Promise<void> => {
      for (let from = 0; from < details.length; from += 10) {
        const Entries = details.slice(from, from + 10).map((detail) => ({
          EventBusName: `touchline-${tenant}`,
          Source: 'crm',
          DetailType: 'Pipeline Stage Changed',
          Detail: JSON.stringify(detail),
        }))
        await bus.send(new PutEventsCommand({ Entries }))
      }
    },
    /** Turns the dial; answers when all that fell due has been carried out. `PT0S` only waits for quiet. */
    advance: (duration: string) => local<{ now: string }>('clock', { advance: duration }),
    now: async () => (await local<{ now: string }>('clock')).now,
    outbox,
    schedules: async () => (await scheduler.send(new ListSchedulesCommand({ GroupName: `touchline-${tenant}` }))).Schedules ?? [],
    enrollments: async (sequenceId: string) =>
      (await api<{ items: EnrollmentView[] }>('GET', `/sequences/${sequenceId}/enrollments?limit=200`)).items,
    messages: async (sequenceId: string) =>
      (await api<{ items: MessageView[] }>('GET', `/sequences/${sequenceId}/messages?limit=200`)).items,
    sequence: (id: string) => api<SequenceView>('GET', `/sequences/${id}`),
    /** As if their creation had been lost: every one-time entry goes, and only the sweep can find what is due. */
    forgetSchedules: async (): Promise<void> => {
      for (const { Name } of (await scheduler.send(new ListSchedulesCommand({ GroupName: `touchline-${tenant}` }))).Schedules ?? [])
        await scheduler.send(new DeleteScheduleCommand({ Name, GroupName: `touchline-${tenant}` }))
    },
    /** As if enrolling had died after the lead moved: its last stage change stands accepted and unsettled. */
    markPending: async (leadId: string): Promise<void> => {
      const { TableNames = [] } = await table.send(new ListTablesCommand({}))
      const at = new Date(Date.parse((await local<{ now: string }>('clock')).now) - 600_000).toISOString()
      const { gsi1pk, gsi1sk } = index.pendingStage(at, leadId)
      await table.send(
        new UpdateItemCommand({
          TableName: TableNames[0],
          Key: { pk: { S: keys.lead(leadId).pk }, sk: { S: keys.lead(leadId).sk } },
          UpdateExpression: 'SET gsi1pk = :pk, gsi1sk = :sk',
          ExpressionAttributeValues: { ':pk': { S: gsi1pk }, ':sk': { S: gsi1sk } },
        }),
      )
    },
    /** Puts a message into the queue whose name begins like this, as something in the account might. */
    enqueue: async (name: string, body: unknown): Promise<void> => {
      const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}))
      const QueueUrl = QueueUrls.find((one) => (one.split('/').at(-1) ?? '').includes(name))
      if (!QueueUrl) throw new Error(`there is no queue ${name} among ${QueueUrls.join(', ')}`)
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }))
    },
    /** Names of the queues that hold messages: after quiet, only dead-letter queues can. */
    filledQueues: async () => {
      const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}))
      const counts = await Promise.all(
        QueueUrls.map(async (QueueUrl) => {
          const { Attributes } = await sqs.send(
            new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
          )
          return { name: QueueUrl.split('/').at(-1) ?? QueueUrl, messages: Number(Attributes?.ApproximateNumberOfMessages) }
        }),
      )
      return counts.filter(({ messages }) => messages > 0)
    },
    disconnect: () => {
      bus.destroy()
      sqs.destroy()
      table.destroy()
      scheduler.destroy()
    },
  }
}

/** A fresh stack of its own, begun at `startAt`. */
export const openWorld = async ({ stackDir, startAt = beginning }: { stackDir: string; startAt?: string }) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'touchline-journey-'))
  const runtime = await startLocal({ stackDir, dataDir, port: 0, awsPort: 0, startAt })
  const client = connect(runtime)
  return {
    ...client,
    close: async () => {
      client.disconnect()
      await runtime.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export type World = Awaited<ReturnType<typeof openWorld>>

/** The four-step sequence of the README's tour. */
export const tourSequence = (overrides: Record<string, unknown> = {}) => ({
  name: 'Tour',
  triggerStage: 'new',
  status: 'active',
  steps: [
    { name: 'Hello', channel: 'email', delayMinutes: 0, subject: 'Hello {{first_name}}', body: 'Hi {{first_name}}, about {{street}}.' },
    { name: 'Text', channel: 'sms', delayMinutes: 1440, body: 'Hi {{first_name}}, {{agent}} here.' },
    {
      name: 'Again',
      channel: 'email',
      delayMinutes: 4320,
      subject: 'Again, {{first_name}}',
      body: 'Hi {{first_name}}, still thinking about {{street}}?',
    },
    { name: 'Call', channel: 'call', delayMinutes: 10080, body: 'Call {{first_name}}.' },
  ],
  ...overrides,
})

export const leadEvent = (n: number, contact: Record<string, unknown> = {}, event: Record<string, unknown> = {}) => ({
  leadId: `lead-${n}`,
  stage: 'new',
  previousStage: null,
  occurredAt: beginning,
  contacts: [
    {
      id: `c-${n}`,
      role: 'owner',
      firstName: 'Dana',
      lastName: 'Reyes',
      email: `success+${n}@simulator.amazonses.com`,
      phone: `+1312555${String(1000 + n)}`,
      timeZone: 'America/Chicago',
      consent: { email: true, sms: true, call: true },
      attributes: { street: '12 Elm St', agent: 'Sam Ortiz' },
      ...contact,
    },
  ],
  ...event,
})
