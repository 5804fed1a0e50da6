/** A small hand-written stack on disk, as a cloud assembly with inline bundles, hosted on free ports. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocal, type LocalOptions, type LocalRuntime } from '../../lib/local/host.ts'

export type Resources = Record<string, { Type: string; Properties?: Record<string, unknown> }>

export const beginning = '2026-11-20T15:00:00.000Z'

export interface SmallStack {
  directory: string
  start(options?: Partial<LocalOptions>): Promise<LocalRuntime>
  remove(): void
}

/** `bundles`: CommonJS code by asset key, `<key>.zip` in the template. */
export const smallStack = (
  resources: Resources,
  bundles: Record<string, string> = {},
  outputs: Record<string, unknown> = {},
): SmallStack => {
  const directory = mkdtempSync(join(tmpdir(), 'touchline-small-'))
  const write = (name: string, value: unknown): void => writeFileSync(join(directory, name), JSON.stringify(value))
  write('manifest.json', {
    artifacts: {
      small: { type: 'aws:cloudformation:stack', properties: { templateFile: 'small.template.json', stackName: 'small-acme' } },
    },
  })
  write('small.template.json', {
    Resources: resources,
    Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
  })
  write('small.assets.json', {
    files: Object.fromEntries(
      Object.keys(bundles).map((key) => [key, { source: { path: key }, destinations: { here: { objectKey: `${key}.zip` } } }]),
    ),
  })
  for (const [key, code] of Object.entries(bundles)) {
    mkdirSync(join(directory, key))
    writeFileSync(join(directory, key, 'index.js'), code)
  }
  return {
    directory,
    start: (options = {}) =>
      startLocal({ stackDir: directory, dataDir: join(directory, 'data'), port: 0, awsPort: 0, startAt: beginning, ...options }),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** A function with a role of its own that holds just these statements. */
export const functionOf = (
  id: string,
  key: string,
  statements: Record<string, unknown>[],
  properties: Record<string, unknown> = {},
): Resources => ({
  [`${id}Role`]: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: `${id}-role`,
      AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
      ...(statements.length > 0 && {
        Policies: [
          { PolicyName: 'own', PolicyDocument: { Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })) } },
        ],
      }),
    },
  },
  [id]: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: id,
      Code: { S3Key: `${key}.zip` },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
      Timeout: 5,
      ...properties,
    },
  },
})

export const trust = (service: string) => ({
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
})

export const table: Resources = {
  Rows: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: 'rows',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    },
  },
}

/** A few lines of signing-free client for bundles: no SDK is needed to be a role. */
export const callAws = `
const call = async (target, input, service) => {
  const answer = await fetch(process.env.AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'x-amz-target': target,
      'content-type': 'application/x-amz-json-1.0',
      authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20261120/us-east-1/' + service + '/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(input),
  })
  const body = await answer.json()
  if (!answer.ok) throw Object.assign(new Error(body.message), { name: body.__type.split('#').pop() })
  return body
}
`
