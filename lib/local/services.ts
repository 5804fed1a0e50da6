/** Builds the hosted services over one context and puts them together. */
import { join } from 'node:path'
import type { Dynoxide } from './dynamodb/dynoxide.ts'
import { createDynamoDb } from './dynamodb/dynamodb.ts'
import type { HostedTable } from './dynamodb/tables.ts'
import type { LocalAddresses } from './edge-addresses.ts'
import { edgeTypes, startEdge } from './edge.ts'
import type { Endpoint } from './endpoint/endpoint.ts'
import { createLocalCalls } from './endpoint/local-calls.ts'
import { createEvents, type Events } from './events/events.ts'
import { createLambda, type Lambda } from './functions/lambda.ts'
import { startMappings } from './functions/mappings.ts'
import { createIam } from './iam/iam.ts'
import { createIssuer } from './issuer.ts'
import type { Incoming } from './mailbox-inbound.ts'
import { createMailbox } from './mailbox.ts'
import { createMeters } from './meters.ts'
import { readOutbox } from './outbox.ts'
import { createS3 } from './s3.ts'
import { createScheduler } from './scheduler/scheduler.ts'
import { createSecrets } from './secrets.ts'
import { createReceiving } from './ses-receiving.ts'
import { createSes } from './ses.ts'
import type { HostedService, ServiceContext } from './service.ts'
import { createSqs } from './sqs/sqs.ts'
import { createStepFunctions } from './step-functions.ts'
import type { OpenStore } from './store.ts'
import { createDeliver } from './targets.ts'
import { byNumber, type ResolvedTemplate } from './template/hosted-template.ts'
import type { Dial } from './time/clock.ts'
import { durationMs } from './time/duration.ts'
import type { Timers } from './time/timers.ts'
import { createTurner } from './time/turn.ts'
import type { Work } from './time/work.ts'
import { waivedGrants } from './waivers.ts'

export interface Ground {
  template: ResolvedTemplate
  addresses: LocalAddresses
  port: number
  store: OpenStore
  dial: Dial
  work: Work
  timers: Timers
  server: Dynoxide
  tables: HostedTable[]
  dataDir: string
  concurrency: number
  log: (line: string) => void
  status: () => Record<string, unknown>
  waived: (logicalId: string) => boolean
}

export interface Hosted {
  types: ReadonlySet<string>
  advance: (duration: string) => Promise<void>
  /** Lets requests in and timers run. */
  open(endpoint: Endpoint): void
  stop(): Promise<void>
}

export const hostServices = async (ground: Ground): Promise<Hosted> => {
  const { template, addresses, port, store, dial, work, timers, server, tables, dataDir, concurrency, log, status, waived } = ground
  const iam = createIam(template, waivedGrants, waived)
  const meters = createMeters()
  // Filled below: services reach each other through the context, and each exists before any is called.
  const later: { lambda?: Lambda; events?: Events } = {}
  const context: ServiceContext = {
    template,
    clock: dial,
    store,
    timers,
    authorize: iam.authorize,
    publishServiceEvent: async (event) => later.events?.publish(event),
    invokeFunction: (arn, payload) => present(later.lambda).invoke(arn, payload),
    track: work.track,
    log,
  }
  const sqs = createSqs({ context, timers, changed: work.changed })
  const hostedLambda = createLambda({
    context,
    iam,
    meters,
    concurrency,
    waived,
    clock: dial.shared,
    awsUrl: byNumber(addresses.aws),
    logsDirectory: dataDir,
  })
  later.lambda = hostedLambda
  const states = createStepFunctions(context)
  const deliver = createDeliver({ sqs, lambda: hostedLambda, states })
  const events = createEvents(context, iam, deliver)
  later.events = events
  const scheduler = createScheduler(context, iam, deliver)
  const dynamodb = createDynamoDb(context, server, tables, meters)
  const secrets = createSecrets(context)

  const s3 = createS3(context, {
    directory: join(dataDir, 'objects'),
    notify: (principal, queue, body) => void sqs.send(principal, queue, body),
  })
  const receive = createReceiving(context, { put: s3.put, bucket: template.outputs.MailBucket })
  const inbound = async (incoming: Incoming): Promise<void> => {
    if ('mail' in incoming) return void receive(incoming.mail, incoming.to)
    const queue = sqs.queueByUrl(template.outputs.EngageQueueUrl ?? '')
    if (!queue) throw new Error('the template has no output EngageQueueUrl that names a queue')
    queue.send(JSON.stringify({ kind: 'inbound', ...incoming.message }))
  }
  const ses = createSes(context, { inbound, edge: addresses.edge })
  const issuer = template.resources('AWS::ApiGatewayV2::Authorizer').length > 0 ? createIssuer(context, () => addresses) : null
  const services: HostedService[] = [dynamodb, sqs, events, scheduler, hostedLambda, states, secrets, s3, ses]
  const edge = issuer ? await startEdge(context, { port, addresses: () => addresses, issuer }) : null
  // From here on nothing waits: what is in the queues is handed out in the next turn of the loop, when the endpoint is open.
  const sources = startMappings({ context, timers, sqs, lambda: hostedLambda, dynamodb, server })
  const turner = createTurner({
    dial,
    timers,
    work,
    busy: () => [...services.flatMap((service) => service.busy?.() ?? []), ...sources.flatMap((source) => source.busy())],
    flush: () => sources.map((source) => source.flush()).includes(true),
  })
  const local = createLocalCalls({
    status,
    dial,
    turner,
    iam,
    meters,
    issuer,
    inbound,
    mailbox: createMailbox({ ses, clock: dial, inbound }),
    sesAccount: ses.account,
    outbox: (filter) => readOutbox(ses, server, tables, filter),
  })
  return {
    types: new Set([...services.flatMap(({ types }) => types), ...(issuer ? [...issuer.types, ...edgeTypes] : [])]),
    advance: (duration) => turner.to(dial.now() + (durationMs(duration) ?? 0)),
    open: (endpoint) => {
      endpoint.open({ services: new Map(services.map((service) => [service.name, service])), iam, meters, local, log })
      timers.start()
    },
    stop: async () => {
      await edge?.stop()
      for (const service of services) await service.stop?.()
    },
  }
}

const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('called before the runtime was put together')
  return value
}
