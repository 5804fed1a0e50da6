/** The secrets of the tenant's providers: made empty, filled in by an operator, read by the functions that call or verify them. */
import { RemovalPolicy, SecretValue } from 'aws-cdk-lib'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { providersOf, type SecretProvider } from '../functions/contract/channels.ts'
import { acknowledge } from './acknowledge.ts'
import type { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'

/** Functions that call providers, or verify what they send. */
type ProvidedFunction = 'dispatch' | 'hooks'

export class Providers extends Construct {
  private readonly secrets: Partial<Record<SecretProvider, Secret>> = {}

  constructor(scope: Construct, id: string, { house }: { house: House }) {
    super(scope, id)
    for (const provider of providersOf(house.settings.channels)) {
      const secret = new Secret(this, provider, {
        secretName: `touchline/${house.tenant}/${provider}`,
        description: `What ${house.tenant} calls ${provider} with: JSON, see the runbook`,
        secretObjectValue: { fill: SecretValue.unsafePlainText('in') },
        removalPolicy: RemovalPolicy.RETAIN,
      })
      acknowledge(secret, { SMG4: 'The provider issues it, and an operator rotates it there and here.' })
      this.secrets[provider] = secret
    }
  }

  /** Lets `handler` read the secrets of the providers, and tells it where they are. */
  knownTo(handler: HandlerFunction<ProvidedFunction>): void {
    const arns: Record<string, string> = {}
    for (const [provider, secret] of Object.entries(this.secrets)) {
      handler.allow(['secretsmanager:GetSecretValue'], secret.secretArn)
      arns[provider] = secret.secretArn
    }
    handler.handOver('PROVIDER_SECRETS', Object.keys(arns).length === 0 ? '{}' : this.json(arns))
  }

  private json(arns: Record<string, string>): string {
    return `{${Object.entries(arns)
      .map(([provider, arn]) => `"${provider}":"${arn}"`)
      .join(',')}}`
  }
}
