/** Answers kept for a day under the key that a caller chose, so that a request sent twice acts once. */
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency'
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb'
import { keys, ttlAttribute } from './keys.ts'
import type { Table } from './table.ts'

/** What can be stored and given again as it was. */
type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** Who asked for what under which key; `payload` is what has to be the same when it is asked again. */
export interface KeyedRequest {
  scope: string
  key: string
  payload: string
}

/** `in_progress`: the first request of this key has no answer yet. `other_request`: the key was used for another payload. */
export type OnceAnswer<A> = { kind: 'answered'; answer: A; replayed: boolean } | { kind: 'in_progress' | 'other_request' }

const keptSeconds = 24 * 3600
/** As long as a request may take at most: one that died with its function is free to be asked again then. */
const longestRequestMs = 30_000

/** An answer that `keep` says no to is given and forgotten: asked again, the request acts again. */
export const openOnce = <A extends Json>(
  table: Table,
  keep: (answer: A) => boolean,
): ((request: KeyedRequest, act: () => Promise<A>) => Promise<OnceAnswer<A>>) => {
  const store = new DynamoDBPersistenceLayer({
    tableName: table.name,
    keyAttr: 'pk',
    sortKeyAttr: 'sk',
    staticPkValue: keys.idempotency('').pk,
    expiryAttr: ttlAttribute,
    // It sends plain commands, which the document client passes on as they are.
    awsSdkV3Client: table.documents,
  })
  return async (request, act) => {
    let acted = false
    let unkept: A | undefined
    const once = makeIdempotent(
      async (_request: Json): Promise<A> => {
        acted = true
        const answer = await act()
        if (keep(answer)) return answer
        unkept = answer
        throw new Error('this answer is not kept')
      },
      {
        persistenceStore: store,
        keyPrefix: 'request',
        config: new IdempotencyConfig({
          eventKeyJmesPath: '[scope, key]',
          payloadValidationJmesPath: 'payload',
          expiresAfterSeconds: keptSeconds,
          hashFunction: 'sha256',
          // Of Lambda's context only the time that is left is looked at.
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion
          lambdaContext: { getRemainingTimeInMillis: () => longestRequestMs } as never,
        }),
      },
    )
    try {
      return { kind: 'answered', answer: await once({ ...request }), replayed: !acted }
    } catch (error) {
      if (unkept !== undefined) return { kind: 'answered', answer: unkept, replayed: false }
      const name = error instanceof Error ? error.name : ''
      if (name === 'IdempotencyAlreadyInProgressError') return { kind: 'in_progress' }
      if (name === 'IdempotencyValidationError') return { kind: 'other_request' }
      throw error
    }
  }
}
