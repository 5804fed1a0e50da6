/** The names of the attributes that the tenant's contacts were seen with: merge variables that a template may use. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { getItem } from './items.ts'
import { keys } from './keys.ts'
import type { Table } from './table.ts'

/** More names than this are not attributes of people but data gone astray. */
const mostNames = 500
const noted = new Map<string, Set<string>>()

/** Notes names that were not seen before. A warm function writes only what is new to it, so that an enrollment costs nothing here. */
export const noteAttributes = async (table: Table, names: readonly string[]): Promise<void> => {
  const known = noted.get(table.name) ?? new Set()
  const fresh = names.filter((name) => !known.has(name))
  if (fresh.length === 0 || known.size >= mostNames) return
  const { Attributes } = await table.documents.send(
    new UpdateCommand({
      TableName: table.name,
      Key: keys.attributes(),
      UpdateExpression: 'SET #schema = :schema ADD #names :names',
      ExpressionAttributeNames: { '#schema': 'schema', '#names': 'names' },
      ExpressionAttributeValues: { ':schema': 1, ':names': new Set(fresh) },
      ReturnValues: 'ALL_NEW',
    }),
  )
  noted.set(table.name, new Set(namesIn(Attributes?.['names'])))
}

export const knownAttributes = async (table: Table): Promise<string[]> =>
  namesIn((await getItem(table, keys.attributes()))?.['names']).toSorted()

const namesIn = (value: unknown): string[] => (value instanceof Set ? [...value].map(String) : [])
