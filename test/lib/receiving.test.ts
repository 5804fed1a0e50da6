import { Match, type Template } from 'aws-cdk-lib/assertions'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultTenantSettings } from '../../functions/contract/tenant.ts'
import { nameOf, resourcesOf, templateOf } from './stacks.ts'

const email = { ...defaultTenantSettings('acme').email, replyDomain: 'reply.acme.example.com' }
const dependenciesOf = (template: Template, type: string): string[] => {
  const [, resource] = resourcesOf(template, type)[0]!
  // CDK writes one name or several.
  return [(resource as unknown as { DependsOn?: string | string[] }).DependsOn ?? []].flat()
}

describe('where a tenant has a reply domain', () => {
  let template: Template
  beforeAll(() => {
    template = templateOf('acme', { email })
  })

  it('SES puts its mails into the bucket, under a rule set of the stack’s own', () => {
    template.hasResourceProperties('AWS::SES::ReceiptRule', {
      RuleSetName: { Ref: Match.stringLikeRegexp('ReceivingRuleSet') },
      Rule: {
        Enabled: true,
        Recipients: ['reply.acme.example.com'],
        ScanEnabled: true,
        Actions: [{ S3Action: { ObjectKeyPrefix: 'inbound/' } }],
      },
    })
  })

  it('the bucket is private, encrypted, takes TLS only, and forgets a mail after thirty days', () => {
    const [, bucket] = resourcesOf(template, 'AWS::S3::Bucket').find(([id]) => id.startsWith('ReceivingRaw'))!
    expect(bucket.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 30, Status: 'Enabled' }] },
    })
    expect(JSON.stringify(bucket.Properties['BucketEncryption'])).toContain('AES256')
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]),
      },
    })
  })

  it('only SES writes, of this account and this rule set; only this stack’s bucket tells the queue', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 's3:PutObject',
            Principal: { Service: 'ses.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }, ArnLike: { 'aws:SourceArn': Match.anyValue() } },
          }),
        ]),
      },
    })
    const [, policy] = resourcesOf(template, 'AWS::SQS::QueuePolicy').find(([id]) => id.startsWith('ReceivingMailsQueuePolicy'))!
    expect(policy.Properties['PolicyDocument']).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Action: 'sqs:SendMessage',
          Principal: { Service: 's3.amazonaws.com' },
          Condition: {
            ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::touchline-acme-*']] } },
            StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          },
        }),
      ]),
    })
  })

  it('the queue may be written to before the bucket is made, and the bucket before the rule', () => {
    const bucket = resourcesOf(template, 'AWS::S3::Bucket').find(([id]) => id.startsWith('ReceivingRaw'))!
    const needs = [(bucket[1] as unknown as { DependsOn: string[] }).DependsOn].flat()
    expect(needs.some((id) => id.startsWith('ReceivingMailsQueuePolicy'))).toBe(true)
    expect(dependenciesOf(template, 'AWS::SES::ReceiptRule').some((id) => id.startsWith('ReceivingRawPolicy'))).toBe(true)
  })

  it('needs no custom resource for it', () => {
    const [, bucket] = resourcesOf(template, 'AWS::S3::Bucket').find(([id]) => id.startsWith('ReceivingRaw'))!
    const told = bucket.Properties['NotificationConfiguration'] as { QueueConfigurations: { Queue: unknown }[] }
    expect(nameOf(told.QueueConfigurations[0]?.Queue)).toBe('ReceivingMailsQueue')
  })
})

describe('where the account has a rule set that is active', () => {
  it('the rule joins that one', () => {
    const template = templateOf('acme', { email: { ...email, receiptRuleSet: 'company-wide' } })
    template.resourceCountIs('AWS::SES::ReceiptRuleSet', 0)
    template.hasResourceProperties('AWS::SES::ReceiptRule', { RuleSetName: 'company-wide' })
  })
})

describe('where a tenant has no reply domain', () => {
  it('the bucket waits for whoever else puts mails there, and SES has no rule', () => {
    const template = templateOf('acme')
    template.resourceCountIs('AWS::SES::ReceiptRule', 0)
    template.resourceCountIs('AWS::SES::ReceiptRuleSet', 0)
    expect(resourcesOf(template, 'AWS::S3::Bucket').some(([id]) => id.startsWith('ReceivingRaw'))).toBe(true)
  })
})
