/** Webhooks: a function of its own behind open routes, which believes only what is signed, and queues it. */
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { providersOf } from '../functions/contract/channels.ts'
import { hookRoutes } from '../functions/contract/hooks.ts'
import { metricDimensions, metricNames, metricNamespace } from '../functions/contract/metrics.ts'
import type { Api } from './api.ts'
import { Crm, sourcesOf } from './crm.ts'
import type { CrmSecrets } from './crm-secrets.ts'
import type { Dashboard } from './dashboard.ts'
import type { Effects } from './effects.ts'
import type { Engagement } from './engagement.ts'
import { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import { alarmPeriod } from './monitoring.ts'
import type { Providers } from './providers.ts'
import type { Scheduling } from './scheduling.ts'

export interface HooksProps {
  house: House
  effects: Effects
  providers: Providers
  scheduling: Scheduling
  engagement: Engagement
  crmSecrets: CrmSecrets
  /** Absent where no CRM calls. */
  crm: Crm | undefined
  api: Api
  dashboard: Dashboard
}

/** Made only for a tenant that somebody calls: a provider, or a CRM. */
export class Hooks extends Construct {
  readonly handler: HandlerFunction<'hooks'>

  constructor(
    scope: Construct,
    id: string,
    { house, effects, providers, scheduling, engagement, crmSecrets, crm, api, dashboard }: HooksProps,
  ) {
    super(scope, id)
    this.handler = new HandlerFunction(this, 'Hooks', {
      house,
      name: 'hooks',
      impact: 'Webhooks fail: delivery receipts, replies and opt-outs come late, or never where a provider does not try again.',
      throttledImpact: 'Webhooks are refused now and then: what a provider does not send again is lost.',
    })
    house.store.open(this.handler, { table: ['GetItem', 'PutItem'] })
    providers.knownTo(this.handler)
    if (providersOf(house.settings.channels).length > 0) engagement.happenings.acceptFrom(this.handler, 'ENGAGE_QUEUE_URL')
    else this.handler.handOver('ENGAGE_QUEUE_URL', engagement.happenings.queue.queueUrl)
    // Only a call that is steered while it runs has anything to tell dispatch.
    if (house.settings.channels.call.adapter === 'telnyx') scheduling.due.acceptFrom(this.handler, 'DISPATCH_QUEUE_URL')
    else this.handler.handOver('DISPATCH_QUEUE_URL', scheduling.due.queue.queueUrl)
    const { email } = house.settings.channels
    // Only answers that these receive come to a reply address, whose token is signed with the tenant's key.
    if (email.adapter === 'postmark' || email.adapter === 'resend') effects.namedBy(this.handler)
    else this.handler.handOver('SECRET_ARN', '')
    this.handler.handOver('RESEND_URL', (email.adapter === 'resend' ? email.endpoint : undefined) ?? 'https://api.resend.com')
    this.handler.handOver('CRM_SOURCES', JSON.stringify(sourcesOf(house)))
    crmSecrets.knownTo(this.handler, Object.keys(sourcesOf(house)))
    if (crm) crm.events.acceptFrom(this.handler, 'CRM_QUEUE_URL')
    else this.handler.handOver('CRM_QUEUE_URL', '')
    dashboard.linkedFrom(this.handler)
    api.open(hookRoutes, this.handler)
    this.alarms(house)
  }

  static neededBy(house: House): boolean {
    return providersOf(house.settings.channels).length > 0 || Crm.neededBy(house)
  }

  private alarms({ tenant, monitoring }: House): void {
    const metric = (metricName: string) =>
      new Metric({ namespace: metricNamespace, metricName, dimensionsMap: metricDimensions(tenant), statistic: 'Sum', period: alarmPeriod })
    monitoring.alarm(this, 'Refused', {
      metric: metric(metricNames.hookRefused),
      threshold: 10,
      periods: 3,
      breaching: 2,
      impact:
        'Webhooks are not believed: unless somebody is trying to forge them, delivery receipts, replies and opt-outs are not learnt of.',
      runbook: 'webhooks-are-refused',
    })
    monitoring.alarm(this, 'Unread', {
      metric: metric(metricNames.hookUnread),
      threshold: 1,
      impact: 'A provider says something that is not understood: what became of some messages is not learnt of.',
      runbook: 'webhooks-are-not-understood',
    })
  }
}
