/** Sending by SES: the sender's identity, and a configuration set that publishes what becomes of each mail on the account's default bus. */
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { EventBus } from 'aws-cdk-lib/aws-events'
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
  type IEmailIdentity,
} from 'aws-cdk-lib/aws-ses'
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'

/** Rates at which SES puts an account under review. */
const reviewedRates = { bounce: 0.05, complaint: 0.001 }

export class Email extends Construct {
  readonly configurationSet: ConfigurationSet
  private readonly identity: IEmailIdentity

  constructor(scope: Construct, id: string, { house }: { house: House }) {
    super(scope, id)
    const domain = house.settings.email.fromAddress.split('@')[1]!
    this.identity = house.settings.email.createIdentity
      ? this.createIdentity(domain)
      : EmailIdentity.fromEmailIdentityName(this, 'Identity', domain)
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      reputationMetrics: true,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    })
    this.configurationSet.addEventDestination('Events', {
      // SES publishes to the account's default bus only; engagement picks this configuration set's events out of it.
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
      events: [
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.OPEN,
        EmailSendingEvent.CLICK,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.RENDERING_FAILURE,
        EmailSendingEvent.DELIVERY_DELAY,
      ],
    })
    this.alarms(house)
  }

  /** Lets `handler` send as this identity under this configuration set, and tells it both. */
  sentBy(handler: HandlerFunction<'dispatch'>): void {
    const set = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSet.configurationSetName,
    })
    // SendEmail with a raw mail asks for the second one.
    handler.allow(['ses:SendEmail', 'ses:SendRawEmail'], this.identity.emailIdentityArn)
    handler.allow(['ses:SendEmail', 'ses:SendRawEmail'], set)
    handler.handOver('IDENTITY_ARN', this.identity.emailIdentityArn)
    handler.handOver('CONFIGURATION_SET', this.configurationSet.configurationSetName)
  }

  /** Lets `handler` read what SES says of this identity. */
  describedTo(handler: HandlerFunction): void {
    handler.allow(['ses:GetEmailIdentity'], this.identity.emailIdentityArn)
  }

  private createIdentity(domain: string): IEmailIdentity {
    const identity = new EmailIdentity(this, 'Identity', { identity: Identity.domain(domain) })
    identity.applyRemovalPolicy(RemovalPolicy.RETAIN)
    return identity
  }

  private alarms({ monitoring }: House): void {
    const rate = (metricName: string) =>
      new Metric({
        namespace: 'AWS/SES',
        metricName,
        dimensionsMap: { 'ses:configuration-set': this.configurationSet.configurationSetName },
        statistic: 'Maximum',
        period: Duration.hours(1),
      })
    const rates = { bounce: rate('Reputation.BounceRate'), complaint: rate('Reputation.ComplaintRate') }
    monitoring.chart('Reputation of the sender, by SES', rates.bounce, rates.complaint)
    monitoring.alarm(this, 'BounceRate', {
      metric: rates.bounce,
      threshold: reviewedRates.bounce,
      impact: 'So many mails bounce that SES may stop all sending of this account.',
      runbook: 'the-sender-reputation-is-at-risk',
    })
    monitoring.alarm(this, 'ComplaintRate', {
      metric: rates.complaint,
      threshold: reviewedRates.complaint,
      impact: 'So many people mark our mails as spam that SES may stop all sending of this account.',
      runbook: 'the-sender-reputation-is-at-risk',
    })
  }
}
