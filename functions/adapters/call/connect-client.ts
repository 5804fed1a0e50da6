/**
 * Amazon Connect's client. It knows some three hundred operations, so it is not bundled: Lambda's own copy is taken (lib/bundles.ts), and only
 * once a tenant's call asks for it.
 */
import type { ConnectClient } from '@aws-sdk/client-connect'

export type Connect = typeof import('@aws-sdk/client-connect')

let opened: Promise<{ sdk: Connect; client: ConnectClient }> | undefined

const answerMilliseconds = 15_000

/** One request each: whoever asks decides what a lost answer means. */
export const openConnect = (): Promise<{ sdk: Connect; client: ConnectClient }> =>
  (opened ??= import('@aws-sdk/client-connect').then((sdk) => ({
    sdk,
    client: new sdk.ConnectClient({
      maxAttempts: 1,
      requestHandler: { requestTimeout: answerMilliseconds, throwOnRequestTimeout: true, connectionTimeout: 3_000 },
    }),
  })))
