/** Mail that comes in: SES puts it into a bucket, S3 says so to a queue, and the receive function reads it and hands it to engagement. */
import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket } from 'aws-cdk-lib/aws-s3'
import { CfnReceiptRule, CfnReceiptRuleSet } from 'aws-cdk-lib/aws-ses'
import { Construct } from 'constructs'
import { keptMailDays, mailPrefix } from '../functions/contract/stored-mail.ts'
import { acknowledge } from './acknowledge.ts'
import type { Effects } from './effects.ts'
import type { Engagement } from './engagement.ts'
import { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import { WorkQueue } from './work-queue.ts'

export interface ReceivingProps {
  house: House
  effects: Effects
  engagement: Engagement
}

export class Receiving extends Construct {
  readonly mails: WorkQueue
  readonly handler: HandlerFunction<'receive'>
  readonly bucket: Bucket

  constructor(scope: Construct, id: string, { house, effects, engagement }: ReceivingProps) {
    super(scope, id)
    const timeout = Duration.seconds(60)
    this.mails = new WorkQueue(this, 'Mails', {
      monitoring: house.monitoring,
      workTimeout: timeout,
      deadImpact:
        'Mails that came in could not be read: an answer or an opt-out among them is not known, and people may be written to again.',
      lateImpact: 'Answers and opt-outs by mail take effect more than a quarter of an hour late.',
    })
    this.bucket = this.createBucket()
    this.handler = new HandlerFunction(this, 'Receive', {
      house,
      name: 'receive',
      timeout,
      memory: 1024,
      impact: 'Mails that come in wait: people may be written to who just answered or asked us to stop.',
    })
    const objects = this.bucket.arnForObjects(`${mailPrefix}*`)
    this.handler.allow(['s3:GetObject', 's3:DeleteObject'], objects)
    acknowledge(this.handler.function.role!, {
      [`IAM5[Resource::<${Stack.of(this).getLogicalId(resourceOf(this.bucket))}.Arn>/${mailPrefix}*]`]:
        'Mails are named by SES; the function reads whichever came in, and deletes those of a person who is erased.',
    })
    this.handler.handOver('MAIL_BUCKET', this.bucket.bucketName)
    effects.namedBy(this.handler)
    engagement.happenings.acceptFrom(this.handler, 'ENGAGE_QUEUE_URL')
    this.mails.feed(this.handler, { batchSize: 5, concurrency: 10 })
    const { replyDomain, receiptRuleSet } = house.settings.email
    if (replyDomain !== undefined) this.receive(replyDomain, receiptRuleSet)
  }

  /**
   * Notifications are a property of the bucket itself, so that no custom resource runs at deployment. S3 asks the queue when the bucket is
   * made: the queue's policy comes first, and names the bucket by how CloudFormation will name it.
   */
  private createBucket(): Bucket {
    const bucket = new Bucket(this, 'Raw', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [{ id: 'raw-mails', expiration: Duration.days(keptMailDays), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: RemovalPolicy.RETAIN,
    })
    acknowledge(bucket, { S1: 'Only SES writes and only the receive function reads; access logs would hold addresses of people.' })
    this.mails.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.mails.queue.queueArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:s3:::${Stack.of(this).stackName}-*` },
        },
      }),
    )
    resourceOf(bucket).notificationConfiguration = {
      queueConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          queue: this.mails.queue.queueArn,
          filter: { s3Key: { rules: [{ name: 'prefix', value: mailPrefix }] } },
        },
      ],
    }
    bucket.node.addDependency(this.mails.queue)
    return bucket
  }

  /** CloudFormation cannot activate a rule set: an operator does that once, or the tenant names the account's active one. */
  private receive(domain: string, ruleSet: string | undefined): void {
    const name = ruleSet ?? new CfnReceiptRuleSet(this, 'RuleSet').ref
    const allowed = this.bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects(`${mailPrefix}*`)],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:ses:${Aws.REGION}:${Aws.ACCOUNT_ID}:receipt-rule-set/${name}:receipt-rule/*` },
        },
      }),
    )
    const rule = new CfnReceiptRule(this, 'Rule', {
      ruleSetName: name,
      rule: {
        enabled: true,
        recipients: [domain],
        scanEnabled: true,
        tlsPolicy: 'Optional',
        actions: [{ s3Action: { bucketName: this.bucket.bucketName, objectKeyPrefix: mailPrefix } }],
      },
    })
    // SES tries whether it may write when the rule is made.
    if (allowed.policyDependable) rule.node.addDependency(allowed.policyDependable)
  }
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the default child of a bucket is its resource
const resourceOf = (bucket: Bucket): CfnBucket => bucket.node.defaultChild as CfnBucket
