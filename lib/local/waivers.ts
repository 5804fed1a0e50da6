/** What the local runtime knowingly does not host or does not hold against the template, each with its reason. */
export interface GrantWaiver {
  role: RegExp
  /** Only for roles that this AWS service takes on. */
  service?: string
  actions: readonly string[]
  resource?: RegExp
  reason: string
}
interface TypeWaiver {
  type: string
  reason: string
}
interface PropertyWaiver {
  type: string
  properties: readonly string[]
  reason: string
}
interface ResourceWaiver {
  logicalId: RegExp
  reason: string
}

export const waivedTypes: readonly TypeWaiver[] = [
  { type: 'AWS::CloudWatch::Alarm', reason: 'Nobody is paged about a local run; alarms are asserted in the construct tests.' },
  { type: 'AWS::CloudWatch::Dashboard', reason: 'Metrics are read from the meters here.' },
  { type: 'AWS::CloudWatch::CompositeAlarm', reason: 'As for alarms.' },
  { type: 'AWS::SNS::Topic', reason: 'Alarms publish to it, and End User Messaging where texts come in; neither is played here.' },
  { type: 'AWS::SNS::TopicPolicy', reason: 'As for the topic.' },
  { type: 'AWS::SNS::Subscription', reason: 'As for the topic.' },
  {
    type: 'AWS::SMSVOICE::ConfigurationSet',
    reason: 'End User Messaging is not played here: what it says of texts is put onto the queue as it would arrive.',
  },
  { type: 'AWS::Logs::LogGroup', reason: 'Each function’s output is one file in the data directory; retention is by deleting it.' },
  { type: 'AWS::Events::Archive', reason: 'Replaying an archive is an operator’s act on the deployed stack.' },
  { type: 'AWS::Lambda::LayerVersion', reason: 'Only the provider of the bucket deployment has a layer.' },
  { type: 'AWS::CDK::Metadata', reason: 'Says which constructs made the template; nothing runs by it.' },
]

const storageSafety = 'Keeps data safe or private at rest in AWS; here the data is one directory of this machine.'

export const waivedProperties: readonly PropertyWaiver[] = [
  {
    type: 'AWS::DynamoDB::Table',
    properties: ['PointInTimeRecoverySpecification', 'SSESpecification', 'DeletionProtectionEnabled'],
    reason: storageSafety,
  },
  { type: 'AWS::SQS::Queue', properties: ['SqsManagedSseEnabled'], reason: storageSafety },
  { type: 'AWS::S3::Bucket', properties: ['BucketEncryption', 'PublicAccessBlockConfiguration'], reason: storageSafety },
  { type: 'AWS::Lambda::Function', properties: ['Architectures'], reason: 'The same JavaScript runs on this machine’s processor.' },
  { type: 'AWS::Lambda::Function', properties: ['ReservedConcurrentExecutions'], reason: 'Fewer run at once here than any reservation.' },
]

/** Parts of CDK’s own deployment machinery: they run while a stack is deployed, never after. */
export const waivedResources: readonly ResourceWaiver[] = [
  {
    logicalId: /^CustomCDKBucketDeployment/,
    reason: 'Copies the built pages into the bucket at deployment; here the pages are served from the assembly.',
  },
]

export const waivedGrants: readonly GrantWaiver[] = [
  {
    role: /./,
    service: 'states.amazonaws.com',
    actions: [
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ],
    resource: /^\*$/,
    reason: 'AWS itself sets up a state machine’s log delivery and traces with these; there is neither here.',
  },
  {
    role: /SweepEveryTenMinutes|SynchronisingEveryHour|AnalyticsEveryHour|AnalyticsTally/,
    actions: ['sqs:SendMessage'],
    resource: /Missed|Uncounted/,
    reason: 'A dead-letter queue that only a target or a function which failed for good is written to.',
  },
  {
    role: /DispatchRole/,
    actions: ['sqs:SendMessage'],
    resource: /HealingFailures/,
    reason: 'Healing is asked for again only where the first request was lost between commit and queue; a unit test loses it.',
  },
]
