/** A failure becomes a new plan: a queue and the heal function. */
import { Duration, RemovalPolicy, SecretValue } from 'aws-cdk-lib'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import type { EnrichmentSource } from '../functions/contract/enrichment.ts'
import { acknowledge } from './acknowledge.ts'
import type { TenantBus } from './bus.ts'
import type { Effects } from './effects.ts'
import { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import { WorkQueue } from './work-queue.ts'

export class Healing extends Construct {
  readonly failures: WorkQueue
  readonly handler: HandlerFunction<'heal'>

  constructor(scope: Construct, id: string, { house, bus, effects }: { house: House; bus: TenantBus; effects: Effects }) {
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
    house.store.open(this.handler, { table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'] })
    effects.namedBy(this.handler)
    effects.carriedOutBy(this.handler, ['schedule', 'unschedule', 'hand_over', 'publish'])
    this.failures.feed(this.handler, { concurrency: 5 })
    const sources = house.settings.enrichment?.sources ?? []
    if (sources.some(({ kind }) => kind === 'crm')) bus.sendAnswers(this.failures)
    this.askSources(house.tenant, sources)
  }

  /** Each HTTP source has a key: its secret is made empty, and an operator fills it in. */
  private askSources(tenant: string, sources: readonly EnrichmentSource[]): void {
    const arns = sources.flatMap((source) => {
      if (source.kind !== 'http') return []
      const secret = new Secret(this, `Enrichment${source.name}`, {
        secretName: `touchline/${tenant}/enrichment-${source.name}`,
        description: `The key with which ${tenant} asks ${source.name} for addresses: JSON, see the runbook`,
        secretObjectValue: { fill: SecretValue.unsafePlainText('in') },
        removalPolicy: RemovalPolicy.RETAIN,
      })
      acknowledge(secret, { SMG4: 'The source issues it, and an operator rotates it there and here.' })
      this.handler.allow(['secretsmanager:GetSecretValue'], secret.secretArn)
      return [`"${source.name}":"${secret.secretArn}"`]
    })
    this.handler.handOver('ENRICHMENT_SECRETS', `{${arns.join(',')}}`)
  }
}
