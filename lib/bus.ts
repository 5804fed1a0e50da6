/** The tenant's own event bus: the CRM publishes here, and so does Touchline. Its name is known outside, so it is fixed. */
import { Aws, Duration } from 'aws-cdk-lib'
import { CfnEventBusPolicy, EventBus, Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { Construct } from 'constructs'
import { contactEventTypes } from '../functions/contract/crm-events.ts'
import { contactEnrichedDetailType, stageChangedDetailType } from '../functions/contract/events.ts'
import type { House } from './house.ts'
import type { WorkQueue } from './work-queue.ts'

export const crmSource = 'crm'
const ownSource = 'touchline'

export class TenantBus extends Construct {
  readonly bus: EventBus

  constructor(scope: Construct, id: string, { house }: { house: House }) {
    super(scope, id)
    this.bus = new EventBus(this, 'Bus', { eventBusName: `touchline-${house.tenant}` })
    this.bus.archive('Archive', {
      description: `What the CRM of ${house.tenant} published, to replay after a mistake`,
      eventPattern: { source: [crmSource] },
      retention: Duration.days(house.settings.archiveDays),
    })
    for (const account of house.settings.crmAccounts) this.letPublish(account)
  }

  /** Sends each stage change of the CRM to `queue`; what EventBridge cannot deliver lies in the queue's dead letters. */
  sendStageChanges(queue: WorkQueue): void {
    new Rule(this, 'StageChanges', {
      description: 'A lead entered another pipeline stage: enroll its contacts',
      eventBus: this.bus,
      eventPattern: { source: [crmSource], detailType: [stageChangedDetailType] },
      targets: [new SqsQueue(queue.queue, { deadLetterQueue: queue.dead.queue })],
    })
  }

  /** Sends the CRM's answers to a question for an address to `queue`. */
  sendAnswers(queue: WorkQueue): void {
    new Rule(this, 'Answers', {
      description: 'The CRM knows another address of a contact: healing goes on with it',
      eventBus: this.bus,
      eventPattern: { source: [crmSource], detailType: [contactEnrichedDetailType] },
      targets: [new SqsQueue(queue.queue, { deadLetterQueue: queue.dead.queue })],
    })
  }

  /** Sends what the CRM says of contacts beside that to `queue`. */
  sendContactEvents(queue: WorkQueue): void {
    new Rule(this, 'ContactEvents', {
      description: 'A contact was changed, merged, deleted or answered: keep it true',
      eventBus: this.bus,
      eventPattern: { source: [crmSource], detailType: [...contactEventTypes] },
      targets: [new SqsQueue(queue.queue, { deadLetterQueue: queue.dead.queue })],
    })
  }

  /** Sends what Touchline itself publishes to `queue`. */
  sendOwnEvents(queue: WorkQueue): void {
    new Rule(this, 'OwnEvents', {
      description: 'Something happened that a webhook may want to know',
      eventBus: this.bus,
      eventPattern: { source: [ownSource] },
      targets: [new SqsQueue(queue.queue, { deadLetterQueue: queue.dead.queue })],
    })
  }

  /** Another account's CRM may put events here, with the CRM's source only: it cannot speak as Touchline. */
  private letPublish(account: string): void {
    new CfnEventBusPolicy(this, `Crm${account}`, {
      eventBusName: this.bus.eventBusName,
      statementId: `Crm${account}`,
      statement: {
        Effect: 'Allow',
        Principal: { AWS: `arn:${Aws.PARTITION}:iam::${account}:root` },
        Action: 'events:PutEvents',
        Resource: this.bus.eventBusArn,
        Condition: { StringEquals: { 'events:source': crmSource } },
      },
    })
  }
}
