/** A failure becomes a new plan: a queue and the heal function. */
import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Effects } from './effects.ts'
import { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import { WorkQueue } from './work-queue.ts'

export class Healing extends Construct {
  readonly failures: WorkQueue
  readonly handler: HandlerFunction<'heal'>

  constructor(scope: Construct, id: string, { house, effects }: { house: House; effects: Effects }) {
    super(scope, id)
    const timeout = Duration.seconds(30)
    this.failures = new WorkQueue(this, 'Failures', {
      monitoring: house.monitoring,
      workTimeout: timeout,
      deadImpact: 'Enrollments with a bounced message stay held: their remaining steps wait until the healing is redriven.',
      lateImpact: 'Enrollments with a bounced message wait more than a quarter of an hour for their new plan.',
    })
    this.handler = new HandlerFunction(this, 'Heal', {
      house,
      name: 'heal',
      timeout,
      impact: 'Enrollments with a bounced message stay held until their healing succeeds on a retry.',
    })
    house.store.open(this.handler, { table: ['GetItem', 'BatchGetItem', 'PutItem'] })
    effects.carriedOutBy(this.handler, ['schedule', 'unschedule', 'hand_over', 'publish'])
    this.failures.feed(this.handler, { concurrency: 5 })
  }
}
