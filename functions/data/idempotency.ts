/** Answers kept for a day under the key that a caller chose, so that a request sent twice acts once. */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
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

/** Bytes of a kept answer; an item of the table holds 400 KB. */
const mostKeptBytes = 300_000

export interface Keeping<A> {
  /** An answer that it says no to is given and forgotten: asked again, the request acts again. */
  keep: (answer: A) => boolean
  /** A short answer that is kept instead of one that is too long: asked again, the request still does not act again. */
  inShort: (answer: A) => A
  /** The request acted and is answered, but the table did not take its answer: asked again in half a minute or later, it acts again. */
  unkept: (error: unknown) => void
}

export const openOnce = <A extends Json>(
  table: Table,
  { keep, inShort, unkept }: Keeping<A>,
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
    let fresh: A | undefined
    const once = makeIdempotent(
      async (_request: Json): Promise<Uint8Array> => {
        fresh = await act()
        if (!keep(fresh)) throw new Error('this answer is not kept')
        const whole = packed(fresh)
        return whole.length <= mostKeptBytes ? whole : packed(inShort(fresh))
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
      const kept = await once({ ...request })
      return fresh === undefined
        ? { kind: 'answered', answer: unpacked<A>(kept), replayed: true }
        : { kind: 'answered', answer: fresh, replayed: false }
    } catch (error) {
      if (fresh !== undefined) {
        if (keep(fresh)) unkept(error)
        return { kind: 'answered', answer: fresh, replayed: false }
      }
      const name = error instanceof Error ? error.name : ''
      if (name === 'IdempotencyAlreadyInProgressError') return { kind: 'in_progress' }
      if (name === 'IdempotencyValidationError') return { kind: 'other_request' }
      throw error
    }
  }
}

const packed = (answer: Json): Uint8Array => deflateRawSync(JSON.stringify(answer))

/** An earlier release kept answers as they are; theirs stay for a day. */
const unpacked = <A extends Json>(kept: Uint8Array | A): A =>
  // What stands under a key was packed here, for a request of the same route.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  kept instanceof Uint8Array ? (JSON.parse(inflateRawSync(kept).toString('utf8')) as A) : kept
