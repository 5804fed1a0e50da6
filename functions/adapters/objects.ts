/** Objects of a bucket, read whole or deleted. */
import { DeleteObjectCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3'

/**
 * Rejects where there is no such object, or none that may be read: S3 tells the two apart only for who may list the bucket. Reading may be
 * repeated any number of times, and the SDK does so. The bucket stands in the path: its name then needs no certificate or host of its own.
 */
export const openObjects = (bucket: string): { get(key: string): Promise<Uint8Array>; remove(key: string): Promise<void> } => {
  const s3 = new S3Client({ maxAttempts: 4, forcePathStyle: true })
  return {
    get: async (key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      if (!Body) throw new Error(`${key} came without content`)
      return Body.transformToByteArray()
    },
    // One that is gone already is no failure to S3.
    remove: async (key) => {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
    },
  }
}
