import { describe, expect, it } from 'vitest'
import { createSecrets } from '../../lib/local/secrets.ts'
import { call, fakeContext, parsed } from './fake-context.ts'

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:TenantKey-AbCdEf'
const resources = [
  {
    logicalId: 'TenantKey',
    type: 'AWS::SecretsManager::Secret',
    properties: { GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } },
  },
]
const setting = { resources, arns: { TenantKey: arn } }
const get = (id: string) => call({ service: 'secretsmanager', operation: 'GetSecretValue', json: { SecretId: id } })

describe('a secret of the template', () => {
  it('is generated as the template says and found by ARN', async () => {
    const answer = parsed(await createSecrets(fakeContext(setting)).handle(get(arn)))
    expect(answer.SecretString).toMatch(/^[A-Za-z0-9]{64}$/)
    expect(answer.ARN).toBe(arn)
  })

  it('keeps its value over a restart', async () => {
    const context = fakeContext(setting)
    const before = parsed(await createSecrets(context).handle(get(arn))).SecretString
    expect(parsed(await createSecrets(context.restart()).handle(get(arn))).SecretString).toBe(before)
  })

  it('is given only to a role that may read it', async () => {
    const context = fakeContext(setting)
    context.denied.add('secretsmanager:GetSecretValue')
    await expect(createSecrets(context).handle(get(arn))).rejects.toMatchObject({ code: 'AccessDeniedException' })
    expect(context.asked[0]).toMatchObject({ resource: arn })
  })

  it('that does not exist is not found', async () => {
    await expect(createSecrets(fakeContext(setting)).handle(get('another'))).rejects.toMatchObject({ code: 'ResourceNotFoundException' })
  })

  it('with a property that is not hosted is refused at start', () => {
    const odd = [{ ...resources[0]!, properties: { ReplicaRegions: [] } }]
    expect(() => createSecrets(fakeContext({ resources: odd }))).toThrow(/ReplicaRegions/)
  })
})
