/** The tenant's one table, opened once per process. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

export interface Table {
  documents: DynamoDBDocumentClient
  name: string
}

export const openTable = (name: string): Table => ({
  documents: DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } }),
  name,
})
