/** What an admin may change at any time, settings in place of the file's among it, and how long each channel goes slower: one item, read with every message. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import * as z from 'zod'
import { channels, type Channel } from '../domain/channel.ts'
import { settingNames, type SettingName, type SettingsHere } from '../domain/settings-here.ts'
import type { ControlsChange, SendingAccount, StoredControls } from '../domain/signal.ts'
import { getItem, unlessRefused, type Item } from './items.ts'
import { keys } from './keys.ts'
import type { Table } from './table.ts'

const slowField = (channel: Channel): string => `slow_${channel}`
const settingField = (name: SettingName): string => `set_${name}`

const accountRow: z.ZodType<SendingAccount> = z.object({
  sandbox: z.boolean(),
  maxPerDay: z.number(),
  maxPerSecond: z.number(),
  enforcement: z.string().exactOptional(),
  at: z.string(),
})

const set = <T extends z.ZodType>(value: T) => z.object({ value, by: z.string(), at: z.string() }).exactOptional()
const window = z.object({ from: z.string(), to: z.string(), days: z.array(z.number()).exactOptional() })

const settingsHere: z.ZodType<SettingsHere> = z.object({
  emailWindow: set(window),
  smsWindow: set(window),
  callWindow: set(window),
  holidays: set(z.array(z.string())),
  dailyTouchLimit: set(z.number()),
  latenessHours: set(z.number()),
  stages: set(z.array(z.string())),
  attributes: set(z.array(z.string())),
})

/** Each setting has a field of its own, so that two admins' edits of two settings do not undo each other. */
const hereIn = (item: Item): SettingsHere =>
  settingsHere.parse(
    Object.fromEntries(
      settingNames.flatMap((name) => {
        const stored: unknown = item[settingField(name)]
        return stored === undefined ? [] : [[name, stored]]
      }),
    ),
  )

const controlsRow = z.object({
  sending: z.enum(['on', 'stopped']).default('on'),
  allowList: z.array(z.string()).nullable().default(null),
  absences: z.array(z.object({ owner: z.string(), from: z.string(), to: z.string() })).default([]),
  ...Object.fromEntries(channels.map((channel) => [slowField(channel), z.number().optional()])),
  account: accountRow.exactOptional(),
  revision: z.int().default(0),
  changedBy: z.string().exactOptional(),
  changedAt: z.string().exactOptional(),
})

export const storedControlsOf = (item: Item | undefined): StoredControls => {
  const { sending, allowList, absences, account, revision, changedBy, changedAt, ...slow } = controlsRow.parse(item ?? {})
  const slowed = channels.flatMap((channel) => {
    const until: unknown = Object.entries(slow).find(([field]) => field === slowField(channel))?.[1]
    return typeof until === 'number' ? [[channel, until] as const] : []
  })
  return {
    controls: { sending, allowList, absences, slowUntil: Object.fromEntries(slowed), ...(account ? { account } : {}) },
    here: hereIn(item ?? {}),
    revision,
    ...(changedBy === undefined ? {} : { changedBy }),
    ...(changedAt === undefined ? {} : { changedAt }),
  }
}

/** A consistent read. */
export const getControls = async (table: Table): Promise<StoredControls> => storedControlsOf(await getItem(table, keys.controls()))

export type ChangedControls = { kind: 'stored'; stored: StoredControls } | { kind: 'stale'; current: StoredControls }

/** Changes what `change` names where the stored revision still is `read`; without `read`, whatever stands. */
export const changeControls = async (
  table: Table,
  { here = {}, ...change }: ControlsChange,
  { by, at, read }: { by: string; at: string; read?: number | undefined },
): Promise<ChangedControls> => {
  const settings = Object.entries(here).map(([name, value]) => [`set_${name}`, value] as const)
  const remove = settings.flatMap(([field, value]) => (value === null ? [field] : []))
  const set = [
    ...Object.entries({ ...change, changedBy: by, changedAt: at, schema: 1 }),
    ...settings.flatMap(([field, value]) => (value === null ? [] : [[field, { value, by, at }] as const])),
  ]
  let stored: Item | undefined
  const written = await unlessRefused(
    table.documents
      .send(
        new UpdateCommand({
          TableName: table.name,
          Key: keys.controls(),
          UpdateExpression: `SET ${set.map(([field]) => `#${field} = :${field}`).join(', ')}${remove.length > 0 ? ` REMOVE ${remove.map((field) => `#${field}`).join(', ')}` : ''} ADD #revision :one`,
          ...(read === undefined ? {} : { ConditionExpression: read === 0 ? 'attribute_not_exists(#revision)' : '#revision = :read' }),
          ExpressionAttributeNames: {
            ...Object.fromEntries([...set.map(([field]) => field), ...remove].map((field) => [`#${field}`, field])),
            '#revision': 'revision',
          },
          ExpressionAttributeValues: {
            ...Object.fromEntries(set.map(([field, value]) => [`:${field}`, value])),
            ':one': 1,
            ...(read === undefined || read === 0 ? {} : { ':read': read }),
          },
          ReturnValues: 'ALL_NEW',
        }),
      )
      .then(({ Attributes }) => (stored = Attributes)),
  )
  return written ? { kind: 'stored', stored: storedControlsOf(stored) } : { kind: 'stale', current: await getControls(table) }
}

/** A channel goes slower until then (epoch seconds); an earlier moment than the one that stands changes nothing. */
export const slowChannel = async (table: Table, channel: Channel, until: number): Promise<void> => {
  await unlessRefused(
    table.documents.send(
      new UpdateCommand({
        TableName: table.name,
        Key: keys.controls(),
        UpdateExpression: 'SET #slow = :until',
        ConditionExpression: 'attribute_not_exists(#slow) OR #slow < :until',
        ExpressionAttributeNames: { '#slow': slowField(channel) },
        ExpressionAttributeValues: { ':until': until },
      }),
    ),
  )
}

/** What SES says of the account; no edit of a person's, so the revision stays. */
export const noteAccount = async (table: Table, account: SendingAccount): Promise<void> => {
  await table.documents.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keys.controls(),
      UpdateExpression: 'SET account = :account, #schema = :schema',
      ExpressionAttributeNames: { '#schema': 'schema' },
      ExpressionAttributeValues: { ':account': account, ':schema': 1 },
    }),
  )
}
