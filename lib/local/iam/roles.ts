/** The roles of the template with all that their policies say, and the policies of the resources that they and AWS services call. */
import { createHash } from 'node:crypto'
import type { ResolvedTemplate } from '../template/hosted-template.ts'
import { asList } from './patterns.ts'
import { managedPolicies, readPolicy, type PolicyDocument, type Statement } from './policy.ts'

export interface Role {
  logicalId: string
  arn: string
  name: string
  accessKeyId: string
  trust: Statement[]
  statements: Statement[]
}

export const readRoles = (template: ResolvedTemplate, waived: (logicalId: string) => boolean): Role[] => {
  const roles = template
    .resources('AWS::IAM::Role')
    .filter(({ logicalId }) => !waived(logicalId))
    .map(({ logicalId, properties }): Role => {
      // As CloudFormation requires them of a role.
      const { AssumeRolePolicyDocument, ManagedPolicyArns = [], Policies = [] } = properties as unknown as RoleProperties
      const name = template.ref(logicalId)
      return {
        logicalId,
        name,
        arn: template.arn(logicalId),
        accessKeyId: `LKIA${createHash('sha256').update(name).digest('hex').slice(0, 16).toUpperCase()}`,
        trust: readPolicy(AssumeRolePolicyDocument, logicalId),
        statements: [
          ...ManagedPolicyArns.flatMap((arn) => attached(template, arn, logicalId)),
          ...Policies.flatMap(({ PolicyDocument, PolicyName }) => readPolicy(PolicyDocument, `${logicalId}/${PolicyName}`)),
        ],
      }
    })
  const byName = new Map(roles.map((role) => [role.name, role]))
  for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'])
    for (const { logicalId, properties } of template.resources(type)) {
      const statements = readPolicy(properties.PolicyDocument as PolicyDocument, logicalId)
      for (const name of (properties.Roles ?? []) as string[]) byName.get(name)?.statements.push(...statements)
    }
  return roles
}

interface RoleProperties {
  AssumeRolePolicyDocument: PolicyDocument
  ManagedPolicyArns?: string[]
  Policies?: { PolicyName: string; PolicyDocument: PolicyDocument }[]
}

const attached = (template: ResolvedTemplate, arn: string, role: string): Statement[] => {
  const own = template.byArn(arn)
  if (own) return readPolicy(own.properties.PolicyDocument as PolicyDocument, own.logicalId)
  const document = managedPolicies[arn.replace(/^arn:aws:iam::aws:policy\//, '')]
  if (!document) throw new Error(`${role}: the managed policy ${arn} is not known here`)
  return readPolicy(document, arn)
}

/** Resource policies by the ARN they protect: of queues, buckets, buses and functions. */
export const readResourcePolicies = (template: ResolvedTemplate): Map<string, Statement[]> => {
  const policies = new Map<string, Statement[]>()
  const add = (arn: string, statements: Statement[]): void => void policies.set(arn, [...(policies.get(arn) ?? []), ...statements])
  const queueArns = new Map(
    template.resources('AWS::SQS::Queue').map(({ logicalId }) => [template.ref(logicalId), template.arn(logicalId)]),
  )
  for (const { logicalId, properties } of template.resources('AWS::SQS::QueuePolicy'))
    for (const url of properties.Queues as string[])
      add(queueArns.get(url) ?? url, readPolicy(properties.PolicyDocument as PolicyDocument, logicalId))
  for (const { logicalId, properties } of template.resources('AWS::S3::BucketPolicy'))
    add(`arn:aws:s3:::${String(properties.Bucket)}`, readPolicy(properties.PolicyDocument as PolicyDocument, logicalId))
  for (const { logicalId, properties } of template.resources('AWS::Events::EventBusPolicy'))
    add(
      busArn(template, typeof properties.EventBusName === 'string' ? properties.EventBusName : 'default'),
      readPolicy({ Statement: properties.Statement } as PolicyDocument, logicalId),
    )
  for (const { logicalId, properties } of template.resources('AWS::Lambda::Permission')) {
    const { Action, FunctionName, Principal, SourceArn } = properties as Record<string, string>
    const arn = FunctionName?.startsWith('arn:')
      ? FunctionName
      : `arn:aws:lambda:${template.region}:${template.account}:function:${FunctionName}`
    const Condition = SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } }
    const who = { Service: asList(Principal ?? '') }
    add(arn, readPolicy({ Statement: { Effect: 'Allow', Action: Action ?? '', Resource: arn, Principal: who, Condition } }, logicalId))
  }
  return policies
}

const busArn = (template: ResolvedTemplate, name: string): string =>
  `arn:aws:events:${template.region}:${template.account}:event-bus/${name}`
