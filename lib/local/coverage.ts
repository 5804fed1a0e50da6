/** What of the template is hosted. A resource type or property that neither a service nor a waiver names is an error at start. */
import type { ResolvedTemplate } from './template/hosted-template.ts'
import { waivedProperties, waivedResources, waivedTypes } from './waivers.ts'

/** Properties by type, where the service that hosts the type does not check them itself. */
const hostedProperties: Record<string, readonly string[]> = {
  'AWS::DynamoDB::Table': [
    'TableName',
    'AttributeDefinitions',
    'BillingMode',
    'KeySchema',
    'GlobalSecondaryIndexes',
    'StreamSpecification',
    'TimeToLiveSpecification',
    'Tags',
  ],
  'AWS::SQS::Queue': [
    'QueueName',
    'DelaySeconds',
    'VisibilityTimeout',
    'MessageRetentionPeriod',
    'ReceiveMessageWaitTimeSeconds',
    'MaximumMessageSize',
    'RedrivePolicy',
    'Tags',
  ],
  'AWS::S3::Bucket': ['BucketName', 'NotificationConfiguration', 'LifecycleConfiguration', 'Tags'],
  'AWS::S3::BucketPolicy': ['Bucket', 'PolicyDocument'],
  'AWS::SES::ReceiptRuleSet': ['RuleSetName'],
  'AWS::SES::ReceiptRule': ['RuleSetName', 'Rule'],
  'AWS::SQS::QueuePolicy': ['Queues', 'PolicyDocument'],
  'AWS::Events::EventBus': ['Name', 'Tags'],
  'AWS::Events::EventBusPolicy': ['EventBusName', 'Statement', 'StatementId'],
  'AWS::Events::Rule': ['Name', 'Description', 'EventBusName', 'EventPattern', 'State', 'Targets', 'Tags'],
  'AWS::Scheduler::ScheduleGroup': ['Name', 'Tags'],
  'AWS::Scheduler::Schedule': [
    'Name',
    'Description',
    'GroupName',
    'ScheduleExpression',
    'ScheduleExpressionTimezone',
    'State',
    'StartDate',
    'EndDate',
    'FlexibleTimeWindow',
    'Target',
  ],
  'AWS::Lambda::Function': [
    'FunctionName',
    'Description',
    'Code',
    'Handler',
    'Runtime',
    'Role',
    'Timeout',
    'MemorySize',
    'Environment',
    'LoggingConfig',
    'TracingConfig',
    'Tags',
  ],
  'AWS::Lambda::Permission': ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount'],
  'AWS::Lambda::EventSourceMapping': [
    'BatchSize',
    'BisectBatchOnFunctionError',
    'DestinationConfig',
    'Enabled',
    'EventSourceArn',
    'FilterCriteria',
    'FunctionName',
    'FunctionResponseTypes',
    'MaximumBatchingWindowInSeconds',
    'MaximumRetryAttempts',
    'ScalingConfig',
    'StartingPosition',
    'TumblingWindowInSeconds',
    'Tags',
  ],
  'AWS::IAM::Role': ['RoleName', 'Description', 'AssumeRolePolicyDocument', 'ManagedPolicyArns', 'Policies', 'Tags'],
  'AWS::IAM::Policy': ['PolicyName', 'PolicyDocument', 'Roles'],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName', 'Description', 'PolicyDocument', 'Roles', 'Path'],
}

export const isWaivedResource = (logicalId: string): boolean => waivedResources.some((waiver) => waiver.logicalId.test(logicalId))

/** Lists everything that nothing hosts and no waiver names. */
export const uncovered = (template: ResolvedTemplate, hostedTypes: ReadonlySet<string>): string[] => {
  const waived = new Set(waivedTypes.map(({ type }) => type))
  return template.inventory.flatMap(({ logicalId, type }) => {
    if (waived.has(type) || isWaivedResource(logicalId)) return []
    if (!hostedTypes.has(type) && !type.startsWith('AWS::IAM::')) return [`${logicalId}: nothing hosts the type ${type}`]
    const known = hostedProperties[type]
    if (!known) return []
    const waivedHere = waivedProperties.filter((waiver) => waiver.type === type).flatMap(({ properties }) => properties)
    return Object.keys(template.resource(logicalId)?.properties ?? {})
      .filter((property) => !known.includes(property) && !waivedHere.includes(property))
      .map((property) => `${logicalId}: nothing hosts the property ${property} of ${type}`)
  })
}
