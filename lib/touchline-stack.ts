/** One tenant's stack. Wiring only, in the order data flows. */
import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { Analytics } from './analytics.ts'
import { Api } from './api.ts'
import { TenantBus } from './bus.ts'
import { Crm, sourcesOf } from './crm.ts'
import { CrmSecrets } from './crm-secrets.ts'
import { ConnectCalls } from './connect-calls.ts'
import { Dashboard } from './dashboard.ts'
import { Deliveries } from './deliveries.ts'
import { Dispatch } from './dispatch.ts'
import { Effects } from './effects.ts'
import { Email } from './email.ts'
import { Engagement } from './engagement.ts'
import { Enrollment } from './enrollment.ts'
import { Healing } from './healing.ts'
import { Hooks } from './hooks.ts'
import type { House } from './house.ts'
import { Monitoring } from './monitoring.ts'
import { Providers } from './providers.ts'
import { Receiving } from './receiving.ts'
import { Scheduling } from './scheduling.ts'
import { SignIn } from './sign-in.ts'
import { Store } from './store.ts'
import { Synchronising } from './synchronising.ts'
import { Sweep } from './sweep.ts'
import type { Tenant } from './tenant.ts'
import { TextEvents } from './text-events.ts'

export interface TouchlineStackProps {
  tenant: Tenant
  /** One directory of bundled code for each function. */
  functionsDirectory: string
  /** The dashboard's built files. */
  dashboardDirectory: string
}

export class TouchlineStack extends Stack {
  constructor(scope: Construct, id: string, { tenant, functionsDirectory, dashboardDirectory }: TouchlineStackProps) {
    super(scope, id, {
      stackName: `touchline-${tenant.name}`,
      description: `Touchline for ${tenant.settings.company}`,
      tags: { application: 'touchline', tenant: tenant.name },
      analyticsReporting: false,
    })
    const monitoring = new Monitoring(this, 'Monitoring', { alarmEmail: tenant.settings.alarmEmail })
    const store = new Store(this, 'Store')
    const house: House = { tenant: tenant.name, settings: tenant.settings, monitoring, store, functionsDirectory }

    const bus = new TenantBus(this, 'Bus', { house })
    const scheduling = new Scheduling(this, 'Scheduling', { house })
    const effects = new Effects(this, 'Effects', { house, bus, scheduling })

    const enrollment = new Enrollment(this, 'Enrollment', { house, bus, effects })
    const email = new Email(this, 'Email', { house })
    const providers = new Providers(this, 'Providers', { house })
    const dispatch = new Dispatch(this, 'Dispatch', { house, scheduling, effects, email })
    providers.knownTo(dispatch.handler)
    const engagement = new Engagement(this, 'Engagement', { house, effects, email })
    engagement.toldByMocks(dispatch.handler)
    engagement.happenings.acceptFrom(enrollment.handler, 'ENGAGE_QUEUE_URL')
    const { sms, call } = house.settings.channels
    if (call.adapter === 'connect') new ConnectCalls(this, 'ConnectCalls', { house, connect: call, dispatch, engagement })
    if (sms.adapter === 'aws') new TextEvents(this, 'TextEvents', { house, engagement, sms })
    const healing = new Healing(this, 'Healing', { house, bus, effects })
    healing.failures.acceptFrom(dispatch.handler, 'HEAL_QUEUE_URL')
    healing.failures.acceptFrom(engagement.handler, 'HEAL_QUEUE_URL')
    for (const { handler } of [dispatch, engagement, healing]) enrollment.stageChanges.acceptFrom(handler, 'ENROLL_QUEUE_URL')
    const receiving = new Receiving(this, 'Receiving', { house, effects, engagement })
    const sweep = new Sweep(this, 'Sweep', { house, scheduling, enrollment })
    new Synchronising(this, 'Synchronising', { house, effects, engagement, scheduling })
    const analytics = new Analytics(this, 'Analytics', { house })

    const signIn = new SignIn(this, 'SignIn', { house })
    const api = new Api(this, 'Api', { house, effects, engagement, sweep })
    email.describedTo(api.handler)
    enrollment.stageChanges.acceptFrom(api.handler, 'ENROLL_QUEUE_URL')
    healing.failures.acceptFrom(api.handler, 'HEAL_QUEUE_URL')
    enrollment.stageChanges.dead.lookedThroughBy(api.handler, 'ENROLL_DEAD_URL')
    scheduling.due.dead.lookedThroughBy(api.handler, 'DISPATCH_DEAD_URL')
    engagement.happenings.dead.lookedThroughBy(api.handler, 'ENGAGE_DEAD_URL')
    healing.failures.dead.lookedThroughBy(api.handler, 'HEAL_DEAD_URL')
    for (const { handler } of [api, enrollment]) receiving.mails.acceptFrom(handler, 'RECEIVE_QUEUE_URL')
    receiving.mails.dead.lookedThroughBy(api.handler, 'RECEIVE_DEAD_URL')
    analytics.watchedBy(api.handler)
    scheduling.countedBy(api.handler)
    for (const queue of [enrollment.stageChanges, scheduling.due, engagement.happenings, healing.failures, receiving.mails])
      queue.countedBy(api.handler)
    const crmSecrets = new CrmSecrets(this, 'CrmSecrets', { house })
    const deliveries = Deliveries.neededBy(house) ? new Deliveries(this, 'Deliveries', { house, bus, effects, crmSecrets }) : undefined
    api.handler.handOver('ALLOW_PRIVATE', String(house.settings.webhooks?.allowPrivate ?? false))
    if (deliveries) {
      deliveries.work.acceptFrom(api.handler, 'DELIVER_QUEUE_URL')
      deliveries.work.dead.lookedThroughBy(api.handler, 'DELIVER_DEAD_URL')
      deliveries.work.countedBy(api.handler)
      deliveries.work.acceptFrom(sweep.handler, 'DELIVER_QUEUE_URL')
    } else {
      for (const variable of ['DELIVER_QUEUE_URL', 'DELIVER_DEAD_URL'] as const) api.handler.handOver(variable, '')
      sweep.handler.handOver('DELIVER_QUEUE_URL', '')
    }
    const dashboard = new Dashboard(this, 'Dashboard', { house, api, signIn, directory: dashboardDirectory })
    const client = api.serve(signIn, dashboard.url)
    dashboard.linkedFrom(dispatch.handler)
    const crm = Crm.neededBy(house) ? new Crm(this, 'Crm', { house, bus, secrets: crmSecrets }) : undefined
    api.handler.handOver('CRM_SOURCES', JSON.stringify(sourcesOf(house)))
    if (crm) {
      crm.events.acceptFrom(api.handler, 'CRM_QUEUE_URL')
      crm.events.dead.lookedThroughBy(api.handler, 'CRM_DEAD_URL')
      crm.events.countedBy(api.handler)
    } else for (const variable of ['CRM_QUEUE_URL', 'CRM_DEAD_URL'] as const) api.handler.handOver(variable, '')
    if (Hooks.neededBy(house))
      new Hooks(this, 'Hooks', { house, effects, providers, scheduling, engagement, crmSecrets, crm, api, dashboard })

    monitoring.board()

    this.output({
      BusName: bus.bus.eventBusName,
      TableName: store.table.tableName,
      MailBucket: receiving.bucket.bucketName,
      EngageQueueUrl: engagement.happenings.queue.queueUrl,
      ApiUrl: api.api.apiEndpoint,
      DashboardUrl: dashboard.url,
      UserPoolId: signIn.pool.userPoolId,
      ClientId: client.userPoolClientId,
      StateMachineArn: analytics.stateMachine.stateMachineArn,
      ScheduleGroup: scheduling.group.scheduleGroupName,
      ConfigurationSet: email.configurationSet.configurationSetName,
    })
  }

  private output(values: Record<string, string>): void {
    for (const [name, value] of Object.entries(values)) new CfnOutput(this, name, { value })
  }
}
