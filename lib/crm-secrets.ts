/** What is secret about the tenant's CRMs: made empty, filled in by an operator, read by the functions that verify or call them. */
import { RemovalPolicy, SecretValue } from 'aws-cdk-lib'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import type { FunctionName } from '../functions/contract/environment.ts'
import { writeBackSecretOf } from '../functions/contract/write-back.ts'
import { acknowledge } from './acknowledge.ts'
import type { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'

/** Functions that verify what CRMs send, read from them or write to them. */
type ReadingFunction = Extract<FunctionName, 'hooks' | 'crm' | 'deliver'>

export class CrmSecrets extends Construct {
  private readonly secrets = new Map<string, Secret>()

  constructor(scope: Construct, id: string, { house }: { house: House }) {
    super(scope, id)
    const { crm = {} } = house.settings
    const names = new Set(Object.keys(crm.sources ?? {}))
    const written = writeBackSecretOf(crm)
    if (written !== null) names.add(written)
    for (const name of names) this.add(name, house.tenant)
  }

  /** Lets `handler` read the secrets of these sources, and tells it where they are. */
  knownTo(handler: HandlerFunction<ReadingFunction>, names: readonly string[]): void {
    const arns = names.flatMap((name) => {
      const secret = this.secrets.get(name)
      if (!secret) return []
      handler.allow(['secretsmanager:GetSecretValue'], secret.secretArn)
      return [`"${name}":"${secret.secretArn}"`]
    })
    handler.handOver('CRM_SECRETS', `{${arns.join(',')}}`)
  }

  private add(name: string, tenant: string): void {
    const secret = new Secret(this, name, {
      secretName: `touchline/${tenant}/crm-${name}`,
      description: `What ${name} signs its webhooks with, and what ${tenant} reads or writes it with: JSON, see the runbook`,
      secretObjectValue: { fill: SecretValue.unsafePlainText('in') },
      removalPolicy: RemovalPolicy.RETAIN,
    })
    acknowledge(secret, { SMG4: 'The CRM issues it, and an operator rotates it there and here.' })
    this.secrets.set(name, secret)
  }
}
