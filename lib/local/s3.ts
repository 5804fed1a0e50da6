/**
 * S3 as far as mails need it: objects are put, read and deleted under the callers' grants and the bucket's policy, expire as the bucket says,
 * and tell a queue that they came. Bodies are files of the data directory, what is known of them is in the store.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expiryOf, readBuckets, type HostedBucket } from './s3-buckets.ts'
import { AwsError, type AwsCall, type AwsReply, type HostedService, type Principal, type ServiceContext } from './service.ts'

export interface S3Parts {
  /** Where bodies are kept. */
  directory: string
  /** Puts a notification into a queue, in S3's name. */
  notify: (principal: Principal, queueArn: string, body: string) => void
}

export interface S3 extends HostedService {
  put: (principal: Principal, bucket: string, key: string, body: Buffer) => void
}

interface Kept {
  file: string
  size: number
  etag: string
  /** Epoch milliseconds. */
  at: number
}

const stored = 's3.objects'
const idOf = (bucket: string, key: string): string => `${bucket}/${key}`

export const createS3 = (context: ServiceContext, { directory, notify }: S3Parts): S3 => {
  const { store, clock, authorize } = context
  const buckets = readBuckets(context.template)

  const bucketOf = (name: string): HostedBucket => {
    const bucket = buckets.get(name)
    if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404)
    return bucket
  }

  const find = (bucket: HostedBucket, key: string): Kept | undefined => {
    const kept = store.get<Kept>(stored, idOf(bucket.name, key))
    if (!kept) return undefined
    const expires = expiryOf(bucket, key, kept.at)
    if (expires === null || expires > clock.now()) return kept
    remove(bucket.name, key, kept)
    return undefined
  }

  const remove = (bucket: string, key: string, kept: Kept): void => {
    store.remove(stored, idOf(bucket, key))
    rmSync(join(directory, kept.file), { force: true })
  }

  const put = (principal: Principal, name: string, key: string, body: Buffer): Kept => {
    const bucket = bucketOf(name)
    authorize(principal, 's3:PutObject', `${bucket.arn}/${key}`)
    const file = createHash('sha256').update(idOf(name, key)).digest('hex')
    const kept: Kept = { file, size: body.length, etag: createHash('md5').update(body).digest('hex'), at: clock.now() }
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, file), body)
    store.put(stored, idOf(name, key), kept)
    for (const { queue, prefix, suffix } of bucket.notifications)
      if (key.startsWith(prefix) && key.endsWith(suffix))
        notify({ kind: 'service', name: 's3.amazonaws.com', sourceArn: bucket.arn }, queue, notification(bucket, key, kept))
    return kept
  }

  /** Who may not list a bucket is not told that an object is missing. */
  const get = (principal: Principal, bucket: HostedBucket, key: string): Kept => {
    authorize(principal, 's3:GetObject', `${bucket.arn}/${key}`)
    const kept = find(bucket, key)
    if (kept) return kept
    if (principal.kind !== 'root') throw new AwsError('AccessDenied', 'Access Denied', 403)
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404)
  }

  const handle = async ({ method, path, body, principal, query }: AwsCall): Promise<AwsReply> => {
    const [, name = '', ...rest] = path.split('/')
    const key = decodeURIComponent(rest.join('/'))
    const bucket = bucketOf(decodeURIComponent(name))
    if (key === '' || [...query.keys()].some((parameter) => parameter !== 'x-id'))
      throw new AwsError('NotImplemented', `${method} ${path} of S3 is not hosted here: only objects are put, read and deleted`, 501)
    switch (method) {
      case 'PUT':
        return { status: 200, headers: { etag: `"${put(principal, bucket.name, key, body).etag}"` }, body: '' }
      case 'GET':
      case 'HEAD': {
        const kept = get(principal, bucket, key)
        const headers = {
          etag: `"${kept.etag}"`,
          'content-type': 'binary/octet-stream',
          'last-modified': new Date(kept.at).toUTCString(),
        }
        return { status: 200, headers, body: method === 'HEAD' ? '' : readFileSync(join(directory, kept.file)) }
      }
      case 'DELETE': {
        authorize(principal, 's3:DeleteObject', `${bucket.arn}/${key}`)
        const kept = find(bucket, key)
        if (kept) remove(bucket.name, key, kept)
        return { status: 204, body: '' }
      }
      default:
        throw new AwsError('MethodNotAllowed', `${method} of an object is not hosted here`, 405)
    }
  }

  return { name: 's3', types: ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy'], handle, put: (...given) => void put(...given) }

  function notification(bucket: HostedBucket, key: string, { size, etag, at }: Kept): string {
    const record = {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: context.template.region,
      eventTime: new Date(at).toISOString(),
      eventName: 'ObjectCreated:Put',
      s3: {
        s3SchemaVersion: '1.0',
        bucket: { name: bucket.name, arn: bucket.arn },
        object: { key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'), size, eTag: etag },
      },
    }
    return JSON.stringify({ Records: [record] })
  }
}
