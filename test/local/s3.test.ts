import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { createS3, type S3 } from '../../lib/local/s3.ts'
import { createReceiving } from '../../lib/local/ses-receiving.ts'
import { call, fakeContext, role, root, type FakeContext } from './fake-context.ts'

const resources = [
  {
    logicalId: 'Raw',
    type: 'AWS::S3::Bucket',
    properties: {
      NotificationConfiguration: {
        QueueConfigurations: [
          { Event: 's3:ObjectCreated:*', Queue: 'arn:queue', Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'inbound/' }] } } },
        ],
      },
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 30 }] },
    },
  },
  {
    logicalId: 'Rule',
    type: 'AWS::SES::ReceiptRule',
    properties: {
      RuleSetName: 'rules',
      Rule: {
        Enabled: true,
        Recipients: ['reply.acme.example.com'],
        Actions: [{ S3Action: { BucketName: 'raw', ObjectKeyPrefix: 'inbound/' } }],
      },
    },
  },
]
let context: FakeContext
let s3: S3
let told: { queue: string; body: string }[]
let directory: string

beforeEach(() => {
  context = fakeContext({ resources, names: { Raw: 'raw', Rule: 'rule' } })
  told = []
  directory = join(mkdtempSync(join(tmpdir(), 'touchline-s3-')), 'objects')
  s3 = createS3(context, { directory, notify: (_principal, queue, body) => void told.push({ queue, body }) })
})
const ask = (method: string, path: string, body?: string, principal = role('Receive')) =>
  s3.handle({ ...call({ method, path }), body: Buffer.from(body ?? ''), principal, query: new URLSearchParams('x-id=Any') })

describe('an object', () => {
  it('is put, read and deleted, under the grant of each', async () => {
    await ask('PUT', '/raw/inbound/a%20b', 'Hello')
    expect((await ask('GET', '/raw/inbound/a%20b')).body.toString()).toBe('Hello')
    await ask('DELETE', '/raw/inbound/a%20b')
    await expect(ask('GET', '/raw/inbound/a%20b')).rejects.toMatchObject({ status: 403 })
    await expect(ask('GET', '/raw/inbound/a%20b', '', root)).rejects.toMatchObject({ code: 'NoSuchKey' })
    expect(context.asked.map(({ action }) => action)).toEqual([
      's3:PutObject',
      's3:GetObject',
      's3:DeleteObject',
      's3:GetObject',
      's3:GetObject',
    ])
  })

  it('tells the queue that it came, if it lies under the prefix', async () => {
    await ask('PUT', '/raw/elsewhere/1', 'x')
    await ask('PUT', '/raw/inbound/1', 'x')
    expect(told.map(({ queue }) => queue)).toEqual(['arn:queue'])
    expect(JSON.parse(told[0]!.body)).toMatchObject({
      Records: [{ eventName: 'ObjectCreated:Put', s3: { object: { key: 'inbound/1', size: 1 } } }],
    })
  })

  it('is gone after the days that the bucket says, its body too', async () => {
    await ask('PUT', '/raw/inbound/1', 'x')
    await context.advance(30 * 86_400_000 + 1)
    await expect(ask('GET', '/raw/inbound/1')).rejects.toMatchObject({ status: 403 })
    expect(readdirSync(directory)).toEqual([])
  })

  it('of another bucket, or asked for in a way that is not hosted, is refused', async () => {
    await expect(ask('GET', '/other/1')).rejects.toMatchObject({ code: 'NoSuchBucket' })
    await expect(ask('GET', '/raw/')).rejects.toMatchObject({ code: 'NotImplemented' })
  })
})

describe('a mail that SES receives', () => {
  it('goes where the rule says, whoever it is addressed to, and not over 40 MB', () => {
    const put: string[] = []
    const receive = createReceiving(context, {
      put: (principal, bucket, key) => void put.push(`${principal.kind} ${bucket} ${key}`),
      bucket: undefined,
    })
    receive(Buffer.from('x'), ['reply+1@reply.acme.example.com'])
    receive(Buffer.from('x'), ['someone@elsewhere.example'])
    expect(put).toEqual([expect.stringMatching(/^service raw inbound\/[0-9a-f]{40}$/), expect.stringMatching(/^service raw inbound\//)])
    expect(() => receive(Buffer.alloc(40 * 1024 * 1024 + 1), [])).toThrow(/40 MB/)
  })

  it('of a stack without a rule lies in the bucket of its output, and of one without either is refused', () => {
    const bare = fakeContext({ resources: [] })
    const put: string[] = []
    createReceiving(bare, { put: (principal, bucket) => void put.push(`${principal.kind} ${bucket}`), bucket: 'raw' })(Buffer.from('x'), [])
    expect(put).toEqual(['root raw'])
    expect(() => createReceiving(bare, { put: () => undefined, bucket: undefined })(Buffer.from('x'), [])).toThrow(/receives no mail/)
  })
})
