/** The buckets of the template: whom they tell of new objects, and when objects expire. What is not hosted is an error at start. */
import type { HostedTemplate } from './service.ts'

export interface HostedBucket {
  name: string
  arn: string
  notifications: { queue: string; prefix: string; suffix: string }[]
  expiries: { prefix: string; days: number }[]
}

interface BucketProperties {
  NotificationConfiguration?: {
    QueueConfigurations?: { Event: string; Queue: string; Filter?: { S3Key: { Rules: { Name: string; Value: string }[] } } }[]
  }
  LifecycleConfiguration?: { Rules: { Status: string; Prefix?: string; ExpirationInDays?: number | string }[] }
}

export const readBuckets = (template: HostedTemplate): Map<string, HostedBucket> =>
  new Map(
    template.resources('AWS::S3::Bucket').map(({ logicalId, properties }) => {
      const { NotificationConfiguration: told = {}, LifecycleConfiguration: life } = properties as BucketProperties
      for (const kind of Object.keys(told))
        if (kind !== 'QueueConfigurations') throw new Error(`${logicalId}: notifications by ${kind} are not hosted here`)
      const name = template.ref(logicalId)
      return [
        name,
        {
          name,
          arn: template.arn(logicalId),
          notifications: (told.QueueConfigurations ?? []).map(({ Event, Queue, Filter }) => {
            if (Event !== 's3:ObjectCreated:*') throw new Error(`${logicalId}: notifications of ${Event} are not hosted here`)
            const rule = (wanted: string): string => Filter?.S3Key.Rules.find(({ Name }) => Name.toLowerCase() === wanted)?.Value ?? ''
            return { queue: Queue, prefix: rule('prefix'), suffix: rule('suffix') }
          }),
          expiries: (life?.Rules ?? []).flatMap(({ Status, Prefix = '', ExpirationInDays }) =>
            Status === 'Enabled' && ExpirationInDays !== undefined ? [{ prefix: Prefix, days: Number(ExpirationInDays) }] : [],
          ),
        },
      ]
    }),
  )

/** Epoch milliseconds at which an object that came at `at` is gone, or null. */
export const expiryOf = ({ expiries }: HostedBucket, key: string, at: number): number | null => {
  const days = expiries.filter(({ prefix }) => key.startsWith(prefix)).map((rule) => rule.days)
  return days.length === 0 ? null : at + Math.min(...days) * 86_400_000
}
