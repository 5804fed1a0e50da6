/** Touchline's events on their way out: those of the bus, a queue, the deliver function that posts them, signed, or writes them back to the CRM. Only where the tenant asks for it. */
import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { writeBackSecretOf } from '../functions/contract/write-back.ts'
import type { TenantBus } from './bus.ts'
import type { CrmSecrets } from './crm-secrets.ts'
import type { Effects } from './effects.ts'
import { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import { WorkQueue } from './work-queue.ts'

export interface DeliveriesProps {
  house: House
  bus: TenantBus
  effects: Effects
  crmSecrets: CrmSecrets
}

export class Deliveries extends Construct {
  readonly work: WorkQueue
  readonly handler: HandlerFunction<'deliver'>

  /** Whether the tenant's file asks for webhooks, or names a CRM to write back to. */
  static neededBy({ settings }: House): boolean {
    return settings.webhooks !== undefined || settings.crm?.writeBack !== undefined
  }

  constructor(scope: Construct, id: string, { house, bus, effects, crmSecrets }: DeliveriesProps) {
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
    const { crm = {} } = house.settings
    const written = writeBackSecretOf(crm)
    this.handler.handOver('WRITE_BACK', JSON.stringify({ settings: crm.writeBack ?? null, secret: written }))
    crmSecrets.knownTo(this.handler, written === null ? [] : [written])
    this.work.acceptFrom(this.handler, 'DELIVER_QUEUE_URL')
    this.work.feed(this.handler, { concurrency: 10 })
    bus.sendOwnEvents(this.work)
  }
}
