/** The table on a DynamoDB server of its own, in memory: conditions, transactions and the index are the server's, not a mock's. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { PutInput } from '../../functions/data/items.ts'
import { indexName } from '../../functions/data/keys.ts'
import type { Table } from '../../functions/data/table.ts'

/** The server's binary; null on a platform that has none. */
export const binary = ((): string | null => {
  const name = `@dynoxide/${process.platform}-${process.arch}`
  try {
    return join(
      createRequire(import.meta.url).resolve(`${name}/package.json`),
      '..',
      process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide',
    )
  } catch {
    return null
  }
})()

export const startTable = async (): Promise<{ table: Table; stop: () => void }> => {
  if (!binary) throw new Error('there is no DynamoDB server for this platform')
  const port = await freePort()
  const child = spawn(binary, ['serve', '--port', String(port)], { stdio: 'ignore' })
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 20,
  })
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const })
  const keyed = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ]
  const stop = (): void => {
    client.destroy()
    child.kill()
  }
  process.once('exit', stop)
  await client.send(
    new CreateTableCommand({
      TableName: 'touchline',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'gsi1pk', 'gsi1sk'].map(text),
      KeySchema: keyed('pk', 'sk'),
      GlobalSecondaryIndexes: [{ IndexName: indexName, KeySchema: keyed('gsi1pk', 'gsi1sk'), Projection: { ProjectionType: 'KEYS_ONLY' } }],
    }),
  )
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })
  return { table: { documents, name: 'touchline' }, stop }
}

/** Writes what is otherwise only written with a head. */
export const putAlone = async (table: Table, input: PutInput): Promise<void> => {
  await table.documents.send(new PutCommand(input))
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      // A listening TCP server has an address of this shape.
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
