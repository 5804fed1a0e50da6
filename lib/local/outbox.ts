/** Everything that left, newest first, whatever the channel: mail that SES took in, and what mock adapters recorded in the table. */
import type { Dynoxide } from './dynamodb/dynoxide.ts'
import { ask, target, type HostedTable } from './dynamodb/tables.ts'
import type { Ses } from './ses.ts'

export interface OutboxEntry {
  id: string
  channel: string
  adapter: string
  to: string
  subject: string
  text: string
  html: string
  headers: Record<string, string>
  tags: Record<string, string>
  at: string
}
export interface OutboxFilter {
  channel: string | null
  to: string | null
}

/** An attribute as DynamoDB's JSON has it; only the texts of a row are read. */
type Item = Record<string, { S?: string } | undefined>

export const readOutbox = async (
  ses: Ses,
  server: Dynoxide,
  tables: HostedTable[],
  { channel, to }: OutboxFilter,
): Promise<OutboxEntry[]> => {
  const mails = ses
    .outbox()
    .map(({ id, channel, adapter, from, to, replyTo, subject, text, html, headers, tags, at }): OutboxEntry & Record<string, unknown> => ({
      id,
      channel,
      adapter,
      from,
      to,
      replyTo,
      subject,
      text,
      html,
      headers,
      tags,
      at,
    }))
  const rows = channel === 'email' ? [] : (await Promise.all(tables.map((table) => simulated(server, table)))).flat()
  return [...mails, ...rows]
    .filter((entry) => (channel === null || entry.channel === channel) && (to === null || entry.to.split(', ').includes(to)))
    .toSorted((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : 0))
}

/** Message rows that a mock adapter carried out: marked `simulated`, and sent. */
const simulated = async (server: Dynoxide, { name, key }: HostedTable): Promise<OutboxEntry[]> => {
  const entries: OutboxEntry[] = []
  type Page = { Items: Item[]; LastEvaluatedKey?: unknown }
  let from: unknown
  do {
    const page: Page = await ask<Page>(server, target('Scan'), {
      TableName: name,
      FilterExpression: 'begins_with(#key, :message) AND simulated = :yes AND attribute_exists(sentAt)',
      ExpressionAttributeNames: { '#key': key[1] ?? key[0] },
      ExpressionAttributeValues: { ':message': { S: 'MESSAGE#' }, ':yes': { BOOL: true } },
      ...(from !== undefined && { ExclusiveStartKey: from }),
    })
    entries.push(...page.Items.map(entryOf))
    from = page.LastEvaluatedKey
  } while (from !== undefined)
  return entries
}

const entryOf = (item: Item): OutboxEntry => {
  const text = (name: string): string => item[name]?.S ?? ''
  const message = text('sk').slice(text('sk').indexOf('#') + 1)
  return {
    id: text('providerId') || message,
    channel: text('channel'),
    adapter: text('adapter'),
    to: text('recipient'),
    subject: text('subject'),
    text: text('body'),
    html: '',
    headers: {},
    tags: { message, enrollment: text('enrollmentId'), sequence: text('sequenceId'), step: text('stepId') },
    at: text('sentAt'),
  }
}
