/** Touchline's events on their way out: those of the bus, a queue, the deliver function that posts them, signed. Only where the tenant asks for it. */
import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { TenantBus } from './bus.ts'
import type { Effects } from './effects.ts'
import { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import { WorkQueue } from './work-queue.ts'

export class Deliveries extends Construct {
  readonly work: WorkQueue
  readonly handler: HandlerFunction<'deliver'>

  /** Whether the tenant's file asks for webhooks. */
  static neededBy({ settings }: House): boolean {
    return settings.webhooks !== undefined
  }

  constructor(scope: Construct, id: string, { house, bus, effects }: { house: House; bus: TenantBus; effects: Effects }) {
    super(scope, id)
    const timeout = Duration.seconds(60)
    this.work = new WorkQueue(this, 'Events', {
      monitoring: house.monitoring,
      workTimeout: timeout,
      deadImpact: 'Events were given up before they became deliveries: webhooks miss them until they are redriven.',
      lateImpact: 'Webhooks hear of events more than a quarter of an hour late.',
    })
    this.handler = new HandlerFunction(this, 'Deliver', {
      house,
      name: 'deliver',
      timeout,
      memory: 256,
      impact: 'Webhooks do not hear of events until the function works again; nothing is lost meanwhile.',
    })
    house.store.open(this.handler, { table: ['GetItem', 'Query', 'PutItem', 'UpdateItem'] })
    effects.namedBy(this.handler)
    this.handler.handOver('ALLOW_PRIVATE', String(house.settings.webhooks?.allowPrivate ?? false))
    this.work.acceptFrom(this.handler, 'DELIVER_QUEUE_URL')
    this.work.feed(this.handler, { concurrency: 10 })
    bus.sendOwnEvents(this.work)
  }
}
