import type { Template } from 'aws-cdk-lib/assertions'
import { beforeAll, describe, expect, it } from 'vitest'
import { environments, type FunctionName } from '../../functions/contract/environment.ts'
import { everyFunction, grantsOf, resourcesOf, statementsOfRole, templateOf } from './stacks.ts'

const tracing = /^xray:/
const logging = /^logs:(CreateLogStream|PutLogEvents) on \w+Logs$/
const names = Object.keys(environments) as FunctionName[]

/** SES's account and its suppression list have no resource to name, and neither has the list of schedules. */
const ofTheAccount = (name: FunctionName, grant: string): boolean =>
  (name === 'synchronise' && /^ses:(GetAccount|(List|Put|Delete)SuppressedDestinations?) on \*$/.test(grant)) ||
  (name === 'api' && grant === 'scheduler:ListSchedules on *')

let template: Template
const grants = (name: FunctionName): string[] => grantsOf(template, name).filter((grant) => !tracing.test(grant) && !logging.test(grant))

beforeAll(() => {
  template = templateOf('acme', everyFunction)
}, 60_000)

describe.each(names)('%s', (name) => {
  it('may do no action by wildcard, and nothing on every resource but tracing', () => {
    for (const grant of grantsOf(template, name).filter((line) => !tracing.test(line) && !ofTheAccount(name, line))) {
      expect(grant).not.toMatch(/^\S*\*/)
      expect(grant).not.toMatch(/ on \*$/)
    }
  })

  it('reaches beyond a named resource only to the entries of its own schedule group, and to the mails that came in', () => {
    const wide = grants(name).filter((grant) => grant.includes('*') && !ofTheAccount(name, grant))
    const mails = /^s3:(Get|Delete)Object on ReceivingRaw\/inbound\/\*$/
    const entries = /^scheduler:(Create|Delete)Schedule on .*:schedule\/touchline-acme\/\*$/
    for (const grant of wide) expect(grant).toMatch(name === 'receive' ? mails : entries)
  })
})

describe('who may do what', () => {
  it('only dispatch sends mail, as the one identity under the one configuration set', () => {
    const senders = names.filter((name) => grants(name).some((grant) => grant.startsWith('ses:Send')))
    expect(senders).toEqual(['dispatch'])
    const sending = grants('dispatch').filter((grant) => grant.startsWith('ses:'))
    // A mail that follows another is a raw one, which asks for a right of its own.
    for (const action of ['ses:SendEmail', 'ses:SendRawEmail']) {
      const where = sending.filter((grant) => grant.startsWith(`${action} on `))
      expect(where).toHaveLength(2)
      expect(where.join()).toMatch(/configuration-set\/EmailConfigurationSet.*identity\/EmailIdentity/)
    }
    expect(sending).toHaveLength(4)
  })

  it('only the API invokes a function, and only the sweep', () => {
    expect(names.filter((name) => grants(name).some((grant) => grant.startsWith('lambda:')))).toEqual(['api'])
    expect(grants('api')).toContain('lambda:InvokeFunction on SweepFunction')
  })

  it('a queue’s function may put what it gives up into its own dead-letter queue, and only the API looks through them', () => {
    const deadOf = {
      enroll: 'EnrollmentStageChanges',
      dispatch: 'SchedulingDue',
      engage: 'EngagementHappenings',
      heal: 'HealingFailures',
      receive: 'ReceivingMails',
      crm: 'CrmEvents',
      deliver: 'DeliveriesEvents',
    }
    const dead = (name: FunctionName) => grants(name).filter((grant) => grant.includes('DeadQueue'))
    for (const [name, queue] of Object.entries(deadOf))
      expect(dead(name as FunctionName), name).toEqual([`sqs:SendMessage on ${queue}DeadQueue`])
    const looks = ['ReceiveMessage', 'ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes']
    expect(dead('api').toSorted()).toEqual(
      Object.values(deadOf)
        .flatMap((queue) => looks.map((action) => `sqs:${action} on ${queue}DeadQueue`))
        .toSorted(),
    )
    for (const name of names.filter((one) => one !== 'api' && !(one in deadOf))) expect(dead(name), name).toEqual([])
    for (const queue of Object.values(deadOf))
      for (const action of ['SendMessage', 'GetQueueAttributes']) expect(grants('api')).toContain(`sqs:${action} on ${queue}Queue`)
  })

  it('only the API lists how the hourly rollups went, and it starts none', () => {
    expect(names.filter((name) => grants(name).some((grant) => grant.startsWith('states:')))).toEqual(['api'])
    expect(grants('api').filter((grant) => grant.startsWith('states:'))).toEqual([
      expect.stringMatching(/^states:ListExecutions on AnalyticsRollups/),
    ])
  })

  it('whoever may create a schedule may pass the tenant’s schedule role to Scheduler, and nobody else may', () => {
    for (const name of names) {
      const creates = grants(name).some((grant) => grant.startsWith('scheduler:CreateSchedule'))
      const passes = grants(name).filter((grant) => grant.startsWith('iam:PassRole'))
      expect(passes, name).toEqual(creates ? ['iam:PassRole on SchedulingRole'] : [])
    }
    const passing = resourcesOf(template, 'AWS::IAM::Role').flatMap(([role]) => statementsOfRole(template, role))
    for (const statement of passing.filter(({ Action }) => [Action].flat().includes('iam:PassRole'))) {
      expect(statement.Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } })
    }
  })

  it('what others call may know events, read its providers’ secrets and queue what it heard, and no more', () => {
    const heard = [
      'sqs:SendMessage on EngagementHappeningsQueue',
      'sqs:SendMessage on CrmEventsQueue',
      ...['Providerstwilio', 'CrmSecretshubspot', 'CrmSecretswebsite'].map((secret) => `secretsmanager:GetSecretValue on ${secret}`),
    ]
    expect(grants('hooks').toSorted()).toEqual([...heard, 'dynamodb:GetItem on StoreTable', 'dynamodb:PutItem on StoreTable'].toSorted())
  })

  it('what maps a CRM’s events may read its mapping and the secrets of CRMs that are asked, and speak on the bus as the CRM alone', () => {
    expect(grants('crm').toSorted()).toEqual(
      [
        'dynamodb:GetItem on StoreTable',
        'events:PutEvents on Bus',
        'secretsmanager:GetSecretValue on CrmSecretshubspot',
        ...['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => `sqs:${action} on CrmEventsQueue`),
        'sqs:SendMessage on CrmEventsDeadQueue',
      ].toSorted(),
    )
    const mapping = resourcesOf(template, 'AWS::IAM::Role').find(([name]) => name.startsWith('CrmMapRole'))?.[0] ?? ''
    const publishing = statementsOfRole(template, mapping).find(({ Action }) => Action === 'events:PutEvents')
    expect(publishing?.Condition).toEqual({ StringEquals: { 'events:source': 'crm' } })
  })

  it('what brings the lists of closed addresses together may hand over what it found, and changes the table only where it notes how far it is', () => {
    const access = ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'].map((action) => `dynamodb:${action} on StoreTable`)
    expect(grants('synchronise').filter((grant) => !ofTheAccount('synchronise', grant))).toEqual(
      expect.arrayContaining([...access, 'sqs:SendMessage on EngagementHappeningsQueue']),
    )
    expect(grants('synchronise').filter((grant) => ofTheAccount('synchronise', grant))).toHaveLength(4)
  })

  it('the counting and rolling up of numbers reaches nothing but the table and its stream', () => {
    for (const name of ['changed', 'rollup'] as const)
      for (const grant of grants(name)) expect(grant).toMatch(/^dynamodb:\w+ on StoreTable/)
    for (const grant of grants('tally')) expect(grant).toMatch(/ on (StoreTable(\.stream)?|AnalyticsUncountedQueue)$/)
  })

  it('Scheduler may only put due steps into the dispatch queue, and only for this group', () => {
    const [id, role] = resourcesOf(template, 'AWS::IAM::Role').find(([name]) => name.startsWith('SchedulingRole'))!
    expect(statementsOfRole(template, id)).toMatchObject([{ Action: 'sqs:SendMessage' }])
    expect(JSON.stringify(role.Properties['AssumeRolePolicyDocument'])).toContain('aws:SourceArn')
  })
})
