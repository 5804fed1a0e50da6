/** The safety net: every ten minutes, what is overdue or was missed is handed over again. */
import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Enrollment } from './enrollment.ts'
import { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import { Recurring, type Scheduling } from './scheduling.ts'

export class Sweep extends Construct {
  readonly handler: HandlerFunction<'sweep'>

  constructor(
    scope: Construct,
    id: string,
    { house, scheduling, enrollment }: { house: House; scheduling: Scheduling; enrollment: Enrollment },
  ) {
    super(scope, id)
    this.handler = new HandlerFunction(this, 'Sweep', {
      house,
      name: 'sweep',
      timeout: Duration.seconds(120),
      impact: 'Messages and leads that were lost to a crash are not found again.',
      throttledImpact: 'Messages and leads that were lost to a crash are found late.',
    })
    house.store.open(this.handler, { table: [], index: ['Query'] })
    scheduling.due.acceptFrom(this.handler, 'DISPATCH_QUEUE_URL')
    enrollment.stageChanges.acceptFrom(this.handler, 'ENROLL_QUEUE_URL')
    new Recurring(this, 'EveryTenMinutes', {
      house,
      description: `Looks for overdue messages and missed leads of ${house.tenant}`,
      every: 'rate(10 minutes)',
      target: { arn: this.handler.function.functionArn, action: 'lambda:InvokeFunction' },
      missedImpact: 'A sweep could not be started: messages and leads that were lost to a crash are found late.',
    })
  }

  /** Lets `handler` run a sweep now, and tells it which function that is. */
  runBy(handler: HandlerFunction<'api'>): void {
    handler.allow(['lambda:InvokeFunction'], this.handler.function.functionArn)
    handler.handOver('SWEEP_FUNCTION', this.handler.function.functionName)
  }
}
