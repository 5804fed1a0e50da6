/** Secrets Manager: a secret of the template is generated once and kept, so that keyed hashes survive a restart. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { AwsError, json, type AwsCall, type HostedResource, type HostedService, type ServiceContext } from './service.ts'

interface Generate {
  PasswordLength?: number
  ExcludeCharacters?: string
  ExcludeLowercase?: boolean
  ExcludeUppercase?: boolean
  ExcludeNumbers?: boolean
  ExcludePunctuation?: boolean
  IncludeSpace?: boolean
  RequireEachIncludedType?: boolean
  SecretStringTemplate?: string
  GenerateStringKey?: string
}
interface Kept {
  value: string
  versionId: string
  createdAt: number
}

const bucket = 'secrets'
const known = new Set(['Name', 'Description', 'GenerateSecretString', 'SecretString', 'KmsKeyId', 'Tags'])

export const createSecrets = (context: ServiceContext): HostedService => {
  const { template, store, clock } = context
  const secrets = template.resources('AWS::SecretsManager::Secret').map((resource) => {
    for (const property of Object.keys(resource.properties))
      if (!known.has(property)) throw new Error(`${resource.logicalId}: Secrets Manager's ${property} is not hosted here`)
    const arn = template.arn(resource.logicalId)
    if (!store.get<Kept>(bucket, arn))
      store.put(bucket, arn, { value: initialValue(resource), versionId: randomUUID(), createdAt: clock.now() } satisfies Kept)
    return { arn, name: nameOf(resource, arn) }
  })

  const find = (id: unknown) => {
    const secret = secrets.find(({ arn, name }) => id === arn || id === name)
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
    const kept = store.get<Kept>(bucket, secret.arn)
    if (!kept) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret value.")
    return { ...secret, kept }
  }

  return {
    name: 'secretsmanager',
    types: ['AWS::SecretsManager::Secret'],
    handle: async (call: AwsCall) => {
      const input = JSON.parse(call.body.toString('utf8') || '{}') as { SecretId?: string; SecretString?: unknown }
      const { arn, name, kept } = find(input.SecretId)
      switch (call.operation ?? '') {
        case 'GetSecretValue':
          context.authorize(call.principal, 'secretsmanager:GetSecretValue', arn)
          return json({
            ARN: arn,
            Name: name,
            SecretString: kept.value,
            VersionId: kept.versionId,
            VersionStages: ['AWSCURRENT'],
            CreatedDate: kept.createdAt / 1000,
          })
        case 'DescribeSecret':
          context.authorize(call.principal, 'secretsmanager:DescribeSecret', arn)
          return json({
            ARN: arn,
            Name: name,
            CreatedDate: kept.createdAt / 1000,
            VersionIdsToStages: { [kept.versionId]: ['AWSCURRENT'] },
          })
        case 'PutSecretValue': {
          context.authorize(call.principal, 'secretsmanager:PutSecretValue', arn)
          if (typeof input.SecretString !== 'string')
            throw new AwsError('InvalidParameterException', 'Only SecretString is hosted here, and it is missing')
          const versionId = randomUUID()
          store.put(bucket, arn, { value: input.SecretString, versionId, createdAt: context.clock.now() } satisfies Kept)
          return json({ ARN: arn, Name: name, VersionId: versionId, VersionStages: ['AWSCURRENT'] })
        }
        default:
          throw new AwsError('UnknownOperationException', `Secrets Manager's ${String(call.operation)} is not hosted here`)
      }
    },
  }
}

const nameOf = (resource: HostedResource, arn: string): string =>
  typeof resource.properties.Name === 'string' ? resource.properties.Name : (arn.split(':').at(-1) ?? arn).replace(/-[A-Za-z0-9]{6}$/, '')

const initialValue = (resource: HostedResource): string => {
  const { GenerateSecretString: generate, SecretString: given } = resource.properties
  if (typeof given === 'string') return given
  if (!generate) return randomBytes(24).toString('base64url')
  const wanted = generate as Generate
  const password = passwordFor(wanted)
  if (wanted.GenerateStringKey === undefined) return password
  const base = JSON.parse(wanted.SecretStringTemplate ?? '{}') as Record<string, unknown>
  return JSON.stringify({ ...base, [wanted.GenerateStringKey]: password })
}

/** As GetRandomPassword: 32 characters by default, at least one of each included type unless told otherwise. */
const passwordFor = (wanted: Generate): string => {
  const excluded = new Set(wanted.ExcludeCharacters)
  const kinds = [
    wanted.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    wanted.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    wanted.ExcludeNumbers ? '' : '0123456789',
    wanted.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    wanted.IncludeSpace ? ' ' : '',
  ]
    .map((kind) => kind.split('').filter((character) => !excluded.has(character)))
    .filter((kind) => kind.length > 0)
  const length = wanted.PasswordLength ?? 32
  for (;;) {
    const password = Array.from({ length }, () => anyOf(kinds.flat()))
    if (wanted.RequireEachIncludedType === false || kinds.every((kind) => password.some((character) => kind.includes(character))))
      return password.join('')
  }
}

const anyOf = (from: string[]): string => from[randomInt(from.length)] ?? ''
