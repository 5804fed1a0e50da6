/**
 * Amazon Connect's client. It knows some three hundred operations, so it is not bundled: Lambda's own copy is taken (lib/bundles.ts), and only
 * once a tenant's call asks for it.
 */
import type { ConnectClient } from '@aws-sdk/client-connect'

interface OpenConnect {
  sdk: typeof import('@aws-sdk/client-connect')
  client: ConnectClient
}

const answerMilliseconds = 15_000

/** Opens at the first asking, once. One request each: whoever asks decides what a lost answer means. */
export const connectOpener = (): (() => Promise<OpenConnect>) => {
  let opened: Promise<OpenConnect> | undefined
  return () => (opened ??= open())
}

const open = async (): Promise<OpenConnect> => {
  const sdk = await import('@aws-sdk/client-connect')
  const requestHandler = { requestTimeout: answerMilliseconds, throwOnRequestTimeout: true, connectionTimeout: 3_000 }
  return { sdk, client: new sdk.ConnectClient({ maxAttempts: 1, requestHandler }) }
}
