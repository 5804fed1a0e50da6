/** What CRMs tell by webhook: a queue, and a function that maps each event and publishes it on the bus in the CRM's name. */
import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { CrmSources } from '../functions/contract/crm.ts'
import { crmSource, type TenantBus } from './bus.ts'
import type { CrmSecrets } from './crm-secrets.ts'
import { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import { WorkQueue } from './work-queue.ts'

export interface CrmProps {
  house: House
  bus: TenantBus
  secrets: CrmSecrets
}

/** Made only for a tenant whose CRM calls us. */
export class Crm extends Construct {
  readonly events: WorkQueue

  constructor(scope: Construct, id: string, { house, bus, secrets }: CrmProps) {
    super(scope, id)
    const timeout = Duration.seconds(60)
    this.events = new WorkQueue(this, 'Events', {
      monitoring: house.monitoring,
      workTimeout: timeout,
      deadImpact:
        'Events of the CRM could not be mapped: contacts are not enrolled, or written to though they were changed or deleted in the CRM.',
      lateImpact: 'What the CRM says of contacts and stages takes effect more than a quarter of an hour late.',
    })
    const handler = new HandlerFunction(this, 'Map', {
      house,
      name: 'crm',
      timeout,
      impact: 'What the CRM says by webhook waits: contacts are not enrolled, and changes of theirs are not known.',
    })
    house.store.open(handler, { table: ['GetItem'] })
    const sources = sourcesOf(house)
    handler.handOver('CRM_SOURCES', JSON.stringify(sources))
    secrets.knownTo(handler, namesToRead(sources))
    // In the CRM's name only: it cannot speak as Touchline.
    handler.allow(['events:PutEvents'], bus.bus.eventBusArn, { StringEquals: { 'events:source': crmSource } })
    handler.handOver('BUS_NAME', bus.bus.eventBusName)
    // Few at once: each may ask the CRM's API, which counts requests.
    this.events.feed(handler, { concurrency: 2 })
  }

  static neededBy(house: House): boolean {
    return Object.keys(sourcesOf(house)).length > 0
  }
}

export const sourcesOf = ({ settings }: House): CrmSources => settings.crm?.sources ?? {}

/** The others have no API that a mapping needs. */
const namesToRead = (sources: CrmSources): string[] =>
  Object.entries(sources).flatMap(([name, { vendor }]) => (vendor === 'salesforce' || vendor === 'hmac' ? [] : [name]))
