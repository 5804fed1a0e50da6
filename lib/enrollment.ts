/** A stage change becomes an enrollment: the CRM's event, a queue, the enroll function. */
import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { TenantBus } from './bus.ts'
import type { Effects } from './effects.ts'
import { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import { WorkQueue } from './work-queue.ts'

export class Enrollment extends Construct {
  readonly stageChanges: WorkQueue
  readonly handler: HandlerFunction<'enroll'>

  constructor(scope: Construct, id: string, { house, bus, effects }: { house: House; bus: TenantBus; effects: Effects }) {
    super(scope, id)
    const timeout = Duration.seconds(60)
    this.stageChanges = new WorkQueue(this, 'StageChanges', {
      monitoring: house.monitoring,
      workTimeout: timeout,
      deadImpact:
        'Stage changes of the CRM were given up: their contacts are not enrolled, and leads that moved on may still be written to.',
      lateImpact: 'Contacts are enrolled more than a quarter of an hour after their lead entered a stage.',
    })
    this.handler = new HandlerFunction(this, 'Enroll', {
      house,
      name: 'enroll',
      timeout,
      impact: 'Leads that enter a stage are not enrolled until their events succeed on a retry.',
    })
    house.store.open(this.handler, { table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'], index: ['Query'] })
    effects.namedBy(this.handler)
    effects.carriedOutBy(this.handler, ['schedule', 'unschedule', 'hand_over', 'publish'])
    this.stageChanges.acceptFrom(this.handler, 'ENROLL_QUEUE_URL')
    bus.sendStageChanges(this.stageChanges)
    bus.sendContactEvents(this.stageChanges)
    this.stageChanges.feed(this.handler, { concurrency: 20 })
  }
}
