/** What carrying out a decision takes: the tenant's key and rules, the bus, the schedules and the hand-over to dispatch. */
import { RemovalPolicy } from 'aws-cdk-lib'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { runtimeSettings, type RuntimeSettings } from '../functions/contract/tenant.ts'
import { acknowledge } from './acknowledge.ts'
import type { TenantBus } from './bus.ts'
import type { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import type { Scheduling } from './scheduling.ts'

/** The effects of a decision that reach beyond the table, as far as each needs a grant. */
export type GrantedEffect = 'schedule' | 'unschedule' | 'hand_over' | 'publish'
type DecidingFunction = 'enroll' | 'dispatch' | 'engage' | 'heal' | 'api'
/** Functions that turn ids and addresses into keys, or sign links. */
type NamingFunction = 'deliver' | 'synchronise' | 'enroll' | 'dispatch' | 'engage' | 'receive' | 'api' | 'heal' | 'hooks'

export class Effects extends Construct {
  private readonly secret: Secret
  private readonly settings: RuntimeSettings
  private readonly bus: TenantBus
  private readonly scheduling: Scheduling

  constructor(scope: Construct, id: string, { house, bus, scheduling }: { house: House; bus: TenantBus; scheduling: Scheduling }) {
    super(scope, id)
    this.bus = bus
    this.scheduling = scheduling
    const { email, ...settings } = house.settings
    const { fromAddress, fromName, senders = [], ramp, replyDomain } = email
    // Touches that are written back to a CRM are told of on the bus first.
    const events = settings.crm?.writeBack ? { messages: true } : settings.events
    this.settings = runtimeSettings.strip().parse({ ...settings, events, fromAddress, fromName, senders, ramp, replyDomain })
    this.secret = new Secret(this, 'Key', {
      description: `Keyed hashes and unsubscribe tokens of ${house.tenant}`,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    })
    acknowledge(this.secret, {
      SMG4: 'Contact and address keys are hashes under this secret: another one would lose every suppression and break every unsubscribe link.',
    })
  }

  /** Lets `handler` carry out these effects, and hands over what carrying them out needs to know. */
  carriedOutBy(handler: HandlerFunction<DecidingFunction>, effects: GrantedEffect[]): void {
    const has = (effect: GrantedEffect): boolean => effects.includes(effect)
    handler.handOver('SETTINGS', JSON.stringify(this.settings))
    if (has('publish')) handler.allow(['events:PutEvents'], this.bus.bus.eventBusArn)
    handler.handOver('BUS_NAME', this.bus.bus.eventBusName)
    this.scheduling.plannedBy(handler, [
      ...(has('schedule') ? (['CreateSchedule'] as const) : []),
      ...(has('unschedule') ? (['DeleteSchedule'] as const) : []),
    ])
    this.scheduling.handedOverBy(handler, { directly: has('hand_over') })
  }

  /** Lets `handler` read the tenant's key, and tells it where that is. */
  namedBy(handler: HandlerFunction<NamingFunction>): void {
    handler.allow(['secretsmanager:GetSecretValue'], this.secret.secretArn)
    handler.handOver('SECRET_ARN', this.secret.secretArn)
  }
}
