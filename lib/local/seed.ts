/**
 * Sample data by the real path: sequences through the API, stage changes as events on the tenant's bus, and time moved on, so that every
 * number on the dashboard was made by the product itself. Begins in the past and ends at now.
 */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { sampleEvents, type SampleEvent } from './sample/leads.ts'
import { sampleSequences } from './sample/sequences.ts'

export interface SeedTarget {
  /** The dashboard's origin, which serves /api/v1. */
  url: string
  /** The AWS endpoint. */
  awsUrl: string
  tenant: string
  log: (line: string) => void
}

/** How far back the sample begins, in days; the dial must stand there when seeding starts. */
export const sampleDays = 2
const leadCount = 200
const busEntriesPerCall = 10
const stops = sampleDays * 2

const post = async <T>(url: string, body: unknown, token?: string): Promise<T> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`seeding: POST ${url} answered ${response.status}: ${await response.text()}`)
  // Both ends are ours: the answer is what the caller asked for.
  return (await response.json()) as T
}

const publish = async (bus: EventBridgeClient, tenant: string, events: SampleEvent[], occurredAt: string): Promise<void> => {
  for (let from = 0; from < events.length; from += busEntriesPerCall) {
    const entries = events.slice(from, from + busEntriesPerCall).map(({ at: _at, ...detail }) => ({
      EventBusName: `touchline-${tenant}`,
      Source: 'crm',
      DetailType: 'Pipeline Stage Changed',
      Detail: JSON.stringify({ ...detail, occurredAt }),
    }))
    const { FailedEntryCount, Entries } = await bus.send(new PutEventsCommand({ Entries: entries }))
    if (FailedEntryCount) throw new Error(`seeding: the bus refused ${FailedEntryCount} events: ${JSON.stringify(Entries)}`)
  }
}

/**
 * Fills an empty stack with the sample tenant; the dial moves from where it stands to `until` (epoch ms), and then to `end`: the present, which
 * has moved on meanwhile, where the stack is to go on by it.
 */
export const seed = async (target: SeedTarget, until: number, end: () => number = () => until): Promise<void> => {
  const { url, awsUrl, tenant, log } = target
  const { token } = await post<{ token: string }>(`${awsUrl}/_local/token`, { role: 'admin' })
  for (const sequence of sampleSequences) await post(`${url}/api/v1/sequences`, sequence, token)

  const bus = new EventBridgeClient({
    endpoint: awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'seed', secretAccessKey: 'seed' },
  })
  const start = until - sampleDays * 86_400_000
  const events = sampleEvents(leadCount)
  log(`seeding: ${sampleSequences.length} sequences, ${events.length} stage changes over ${sampleDays} days`)
  for (let stop = 1; stop <= stops; stop++) {
    const at = start + ((stop - 0.5) / stops) * (until - start)
    await post(`${awsUrl}/_local/clock`, { to: new Date(at).toISOString() })
    const due = events.filter((event) => event.at >= (stop - 1) / stops && event.at < stop / stops)
    await publish(bus, tenant, due, new Date(at).toISOString())
  }
  await post(`${awsUrl}/_local/clock`, { to: new Date(end()).toISOString() })
  bus.destroy()
}
