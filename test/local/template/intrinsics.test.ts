import { describe, expect, it } from 'vitest'
import type { Template } from '../../../lib/local/template/assembly.ts'
import { createResolver } from '../../../lib/local/template/intrinsics.ts'

const place = { stackName: 'app-acme', region: 'us-east-1', account: '123456789012', awsUrl: 'http://127.0.0.1:4566' }
const resolver = (template: Partial<Template>) => createResolver({ Resources: {}, ...template }, place, (text) => text)

describe('an intrinsic function', () => {
  const { resolve } = resolver({
    Resources: {
      Work: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work' } },
      Rows: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'rows' } },
      Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'worker' } },
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'app' } },
      Rule: { Type: 'AWS::Events::Rule', Properties: { Name: 'all', EventBusName: { Ref: 'Bus' } } },
      Daily: { Type: 'AWS::Scheduler::Schedule', Properties: { Name: 'daily', GroupName: 'app' } },
    },
    Parameters: { Version: { Type: 'String', Default: '21' } },
    Conditions: {
      Production: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
      Trial: { 'Fn::Not': [{ Condition: 'Production' }] },
    },
    Mappings: { Zones: { 'us-east-1': { name: 'Virginia' } } },
  })

  it.each([
    [{ Ref: 'Work' }, 'http://127.0.0.1:4566/123456789012/work'],
    [{ Ref: 'Rows' }, 'rows'],
    [{ Ref: 'Version' }, '21'],
    [{ Ref: 'AWS::AccountId' }, '123456789012'],
    [{ 'Fn::GetAtt': ['Work', 'Arn'] }, 'arn:aws:sqs:us-east-1:123456789012:work'],
    [{ 'Fn::GetAtt': 'Role.Arn' }, 'arn:aws:iam::123456789012:role/worker'],
    [{ 'Fn::GetAtt': ['Rule', 'Arn'] }, 'arn:aws:events:us-east-1:123456789012:rule/app/all'],
    [{ 'Fn::GetAtt': ['Daily', 'Arn'] }, 'arn:aws:scheduler:us-east-1:123456789012:schedule/app/daily'],
    [
      { 'Fn::Sub': '${Rows.Arn}/index/${!literal}-${AWS::Region}' },
      'arn:aws:dynamodb:us-east-1:123456789012:table/rows/index/${literal}-us-east-1',
    ],
    [{ 'Fn::Sub': ['${a}-${Rows}', { a: { Ref: 'Version' } }] }, '21-rows'],
    [{ 'Fn::Join': ['/', ['a', { Ref: 'Rows' }]] }, 'a/rows'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['://', 'https://host'] }] }, 'host'],
    [{ 'Fn::If': ['Trial', 'yes', 'no'] }, 'yes'],
    [{ 'Fn::FindInMap': ['Zones', { Ref: 'AWS::Region' }, 'name'] }, 'Virginia'],
  ])('resolves %j', (value, resolved) => {
    expect(resolve(value)).toEqual(resolved)
  })

  it('leaves out what is no value', () => {
    expect(resolve({ a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] })).toEqual({ b: [1] })
  })

  it('names what it does not know', () => {
    expect(() => resolve({ 'Fn::ImportValue': 'x' })).toThrow('Fn::ImportValue is not known here')
    expect(() => resolve({ 'Fn::GetAtt': ['Rows', 'Colour'] })).toThrow('Rows.Colour')
    expect(() => resolve({ Ref: 'Nowhere' })).toThrow('refers to Nowhere')
  })
})

describe('a physical name', () => {
  it('is the same at every start, within the length that AWS allows', () => {
    const logicalId = 'AVeryLongLogicalIdOfAFunctionThatNobodyWouldEverTypeByHand12345678'
    const template = { Resources: { [logicalId]: { Type: 'AWS::Lambda::Function' } } }
    const name = resolver(template).identity(logicalId).ref
    expect(name).toMatch(/^app-acme-AVeryLong.*-[A-Z0-9]{12}$/)
    expect(name.length).toBeLessThanOrEqual(64)
    expect(resolver(template).identity(logicalId).ref).toBe(name)
  })

  it('is left to a resource only where its condition holds', () => {
    const { exists } = resolver({
      Resources: { Extra: { Type: 'AWS::SQS::Queue', Condition: 'Never' } },
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    })
    expect(exists('Extra')).toBe(false)
  })
})
