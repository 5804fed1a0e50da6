/** The hooks function: what others call us with, believed, read and queued. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { openCrmSecrets } from '../adapters/crm-secrets.ts'
import { openResendReceived } from '../adapters/email/resend-received.ts'
import { NoProviderSecret, openProviderSecrets } from '../adapters/provider-secrets.ts'
import { openQueue } from '../adapters/queue.ts'
import { openSecret } from '../adapters/secret.ts'
import type { ProviderSecret, SecretProvider } from '../contract/channels.ts'
import type { CrmEventWork } from '../contract/crm.ts'
import type { DispatchWork, EngageWork } from '../contract/work.ts'
import { knownHookEvents, markHookEvents } from '../data/hook-events.ts'
import { createIdentity } from '../data/identity.ts'
import { openTable } from '../data/table.ts'
import { readEnvironment } from '../runtime/environment.ts'
import type { HttpAnswer } from '../runtime/http/problem.ts'
import { logger } from '../runtime/logger.ts'
import { createCounting } from '../runtime/metrics.ts'
import { pipeline } from '../runtime/pipeline.ts'
import { crmHookSources, type CrmSecretOf } from './crm/sources.ts'
import { providerSources } from './providers.ts'
import { serve } from './serve.ts'
import type { HookSource, HookWork } from './source.ts'

const env = readEnvironment('hooks')
const table = openTable(env.TABLE_NAME)
const counting = createCounting(env.TENANT)
const secret = openSecret(env.SECRET_ARN)
const secrets = openProviderSecrets(env.PROVIDER_SECRETS)
const engageQueue = openQueue<EngageWork>(env.ENGAGE_QUEUE_URL)
const dispatchQueue = openQueue<DispatchWork>(env.DISPATCH_QUEUE_URL)
const crmQueue = openQueue<CrmEventWork>(env.CRM_QUEUE_URL)
const crmSecrets = openCrmSecrets(env.CRM_SECRETS)

/** Null where an operator has not filled it in: said in the log with what it lacks. */
const unlessEmpty = async <S>(source: string, secret: Promise<S>): Promise<S | null> => {
  try {
    return await secret
  } catch (error) {
    if (!(error instanceof NoProviderSecret)) throw error
    logger.error('webhooks cannot be verified', { source, why: error.message })
    return null
  }
}
const secretOf = <P extends SecretProvider>(provider: P): Promise<ProviderSecret<P> | null> => unlessEmpty(provider, secrets.get(provider))
const crmSecretOf: CrmSecretOf = (source, vendor) => unlessEmpty(`crm/${source}`, crmSecrets.get(source, vendor))

/** By what stands after `/hooks/`. */
const sources: Readonly<Record<string, HookSource | undefined>> = {
  ...providerSources(
    Object.keys(env.PROVIDER_SECRETS),
    secretOf,
    async (token) => createIdentity(await secret()).readReply(token),
    openResendReceived(env.RESEND_URL, secrets),
  ),
  ...crmHookSources(env.CRM_SOURCES, crmSecretOf),
}

const handOver = async (work: readonly HookWork[]): Promise<void> => {
  await Promise.all([
    engageQueue.send(work.flatMap((one) => (one.to === 'engage' ? [one.work] : []))),
    dispatchQueue.send(work.flatMap((one) => (one.to === 'dispatch' ? [one.work] : []))),
    crmQueue.send(work.flatMap((one) => (one.to === 'crm' ? [one.work] : []))),
  ])
}

export const handler = pipeline<APIGatewayProxyEventV2, HttpAnswer>(
  counting,
  serve({
    now: () => Date.now(),
    source: (name) => (Object.hasOwn(sources, name) ? (sources[name] ?? null) : null),
    publicUrl: env.PUBLIC_URL,
    count: counting.count,
    taken: {
      known: (source, events) => knownHookEvents(table, source, events, Date.now()),
      mark: (source, events) => markHookEvents(table, source, events, Date.now()),
    },
    handOver,
  }),
)
