import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../lib/local/iam/evaluate.ts'
import { readPolicy, type PolicyDocument } from '../../../lib/local/iam/policy.ts'

const queue = 'arn:aws:sqs:us-east-1:123456789012:work'
const ask = (statements: unknown, action = 'sqs:SendMessage', resource = queue, context: Record<string, string> = {}) =>
  // Tests write documents as templates do.
  evaluate(readPolicy({ Statement: statements } as PolicyDocument, 'Policy'), { action, resource, context }).allowed

describe('a policy', () => {
  it.each([
    ['allows what it names', { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue }, true],
    ['allows by a wildcard in the action', { Effect: 'Allow', Action: 'sqs:Send*', Resource: queue }, true],
    ['reads actions without regard to case', { Effect: 'Allow', Action: 'SQS:sendmessage', Resource: queue }, true],
    ['allows by a wildcard in the resource', { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:*:*:w?rk' }, true],
    ['allows everything but what it excepts', { Effect: 'Allow', NotAction: 'sqs:DeleteQueue', Resource: '*' }, true],
    ['denies what it does not name', { Effect: 'Allow', Action: 'sqs:ReceiveMessage', Resource: queue }, false],
    ['denies on another resource', { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: `${queue}-other` }, false],
    ['takes a dot for a dot', { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:123456789012:w.*' }, false],
  ])('%s', (_, statement, allowed) => {
    expect(ask(statement)).toBe(allowed)
  })

  it('is overruled by a denial', () => {
    const allow = { Effect: 'Allow', Action: 'sqs:*', Resource: '*' }
    expect(ask([allow, { Effect: 'Deny', Action: 'sqs:SendMessage', Resource: queue }])).toBe(false)
    expect(ask([allow, { Effect: 'Deny', Action: 'sqs:PurgeQueue', Resource: queue }])).toBe(true)
  })

  it('refuses to be read where it uses what is not evaluated', () => {
    expect(() => ask({ Effect: 'Allow', Action: '*', Resource: '*', Condition: { DateLessThan: { 'aws:CurrentTime': 'x' } } })).toThrow(
      'Policy: the condition operator DateLessThan',
    )
    expect(() => ask({ Effect: 'Allow', Action: '*', NotPrincipal: '*' })).toThrow('NotPrincipal')
  })
})

describe('a condition', () => {
  it.each([
    [{ StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } }, { 'iam:PassedToService': 'scheduler.amazonaws.com' }, true],
    [{ StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } }, { 'iam:PassedToService': 'lambda.amazonaws.com' }, false],
    [{ StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } }, {}, false],
    [{ StringEqualsIfExists: { 'events:source': 'crm' } }, {}, true],
    [{ StringNotEquals: { 'events:source': ['crm', 'erp'] } }, { 'events:source': 'erp' }, false],
    [{ StringLike: { 'events:source': ['aws.*', 'crm*'] } }, { 'events:source': 'crm.eu' }, true],
    [
      { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:*:*:rule/app/*' } },
      { 'aws:SourceArn': 'arn:aws:events:us-east-1:1:rule/app/all' },
      true,
    ],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:SecureTransport': 'true' }, false],
    [{ Bool: { 'aws:SecureTransport': false } }, { 'aws:SecureTransport': 'false' }, true],
    [{ Null: { 'events:source': 'true' } }, {}, true],
    [{ NumericLessThanEquals: { 's3:max-keys': '10' } }, { 's3:max-keys': '11' }, false],
    [{ 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['a', 'b'] } }, { 'dynamodb:LeadingKeys': 'a,c' }, false],
    [{ 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['a', 'b'] } }, { 'dynamodb:LeadingKeys': 'a,c' }, true],
  ])('%j of a request with %j: %s', (Condition, context, allowed) => {
    expect(
      ask({ Effect: 'Allow', Action: '*', Resource: '*', Condition }, 'sqs:SendMessage', queue, context as Record<string, string>),
    ).toBe(allowed)
  })
})
