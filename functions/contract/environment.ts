/** Every function's environment, one schema for the construct that sets it and the handler that reads it. */
import * as z from 'zod'
import { secretProviders } from './channels.ts'
import { crmSources } from './crm.ts'
import { runtimeSettings } from './tenant.ts'
import { writeBack } from './write-back.ts'

const settingsJson = z.string().transform((text) => runtimeSettings.parse(JSON.parse(text)))
const common = { TENANT: z.string(), TABLE_NAME: z.string() }
/** What a function needs to carry out the effects of a decision. */
const effects = {
  SETTINGS: settingsJson,
  BUS_NAME: z.string(),
  SCHEDULE_GROUP: z.string(),
  SCHEDULE_ROLE_ARN: z.string(),
  DISPATCH_QUEUE_URL: z.string(),
  DISPATCH_QUEUE_ARN: z.string(),
  ENROLL_QUEUE_URL: z.string(),
}

/** The dead-letter queue of the queue that a function works off. */
const dead = { DEAD_LETTER_URL: z.string() }

/** Secrets Manager ARN of the tenant's key: keyed hashes and signed tokens. */
const identity = { SECRET_ARN: z.string() }

/** ARNs of the providers' secrets, by provider. */
const providers = {
  PROVIDER_SECRETS: z.string().transform((text) => z.partialRecord(z.enum(secretProviders), z.string()).parse(JSON.parse(text))),
}

/** The CRMs that call us, by the source's name. */
const crmSourcesJson = z.string().transform((text) => crmSources.parse(JSON.parse(text)))
/** ARNs of their secrets. */
const crmSecretsJson = z.string().transform((text) => z.record(z.string(), z.string()).parse(JSON.parse(text)))
const crm = {
  CRM_SOURCES: crmSourcesJson,
  CRM_SECRETS: crmSecretsJson,
}

/** Where touches are written back to, and the name of the secret for it; nulls where nothing is. */
const writeBackJson = z
  .string()
  .transform((text) => z.object({ settings: writeBack.nullable(), secret: z.string().nullable() }).parse(JSON.parse(text)))

/** ARNs of the secrets of the enrichment sources, by the source's name. */
const enrichmentSecrets = z.string().transform((text) => z.record(z.string(), z.string()).parse(JSON.parse(text)))

export const environments = {
  enroll: z.object({ ...common, ...effects, ...dead, ...identity, ENGAGE_QUEUE_URL: z.string(), RECEIVE_QUEUE_URL: z.string() }),
  dispatch: z.object({
    ...common,
    ...effects,
    ...dead,
    ...identity,
    ...providers,
    HEAL_QUEUE_URL: z.string(),
    /** Empty where no channel is a mock: only mocks tell of themselves. */
    ENGAGE_QUEUE_URL: z.string(),
    CONFIGURATION_SET: z.string(),
    IDENTITY_ARN: z.string(),
    PUBLIC_URL: z.string(),
  }),
  engage: z.object({ ...common, ...effects, ...dead, ...identity, HEAL_QUEUE_URL: z.string() }),
  heal: z.object({ ...common, ...effects, ...dead, ...identity, ENRICHMENT_SECRETS: enrichmentSecrets }),
  receive: z.object({ TENANT: z.string(), ...dead, ...identity, ENGAGE_QUEUE_URL: z.string(), MAIL_BUCKET: z.string() }),
  synchronise: z.object({
    ...common,
    ...identity,
    ENGAGE_QUEUE_URL: z.string(),
    /** Empty where another provider than SES mails. */
    DISPATCH_QUEUE_URL: z.string(),
    MAILED_BY: z.enum(['ses', 'other']),
    /** Of AWS End User Messaging; empty where another provider texts. */
    OPT_OUT_LIST: z.string(),
  }),
  sweep: z.object({
    ...common,
    DISPATCH_QUEUE_URL: z.string(),
    ENROLL_QUEUE_URL: z.string(),
    /** Empty where the tenant has no webhooks. */
    DELIVER_QUEUE_URL: z.string(),
  }),
  api: z.object({
    ...common,
    ...effects,
    ...identity,
    ENGAGE_QUEUE_URL: z.string(),
    HEAL_QUEUE_URL: z.string(),
    ENROLL_DEAD_URL: z.string(),
    DISPATCH_DEAD_URL: z.string(),
    ENGAGE_DEAD_URL: z.string(),
    HEAL_DEAD_URL: z.string(),
    RECEIVE_QUEUE_URL: z.string(),
    RECEIVE_DEAD_URL: z.string(),
    /** Empty where no CRM calls. */
    CRM_QUEUE_URL: z.string(),
    CRM_DEAD_URL: z.string(),
    CRM_SOURCES: crmSourcesJson,
    /** Empty where the tenant has no webhooks. */
    DELIVER_QUEUE_URL: z.string(),
    DELIVER_DEAD_URL: z.string(),
    ALLOW_PRIVATE: z.enum(['true', 'false']),
    SWEEP_FUNCTION: z.string(),
    /** ARN of the state machine of the hourly rollups. */
    ROLLUP_MACHINE: z.string(),
    SIGN_IN_URL: z.string(),
    CLIENT_ID: z.string(),
  }),
  hooks: z.object({
    ...common,
    ...identity,
    ...providers,
    ...crm,
    CRM_QUEUE_URL: z.string(),
    ENGAGE_QUEUE_URL: z.string(),
    DISPATCH_QUEUE_URL: z.string(),
    PUBLIC_URL: z.string(),
    /** Where received mails are fetched, which Resend's webhooks only announce. */
    RESEND_URL: z.string(),
  }),
  crm: z.object({ ...common, ...dead, ...crm, BUS_NAME: z.string() }),
  deliver: z.object({
    ...common,
    ...dead,
    ...identity,
    DELIVER_QUEUE_URL: z.string(),
    ALLOW_PRIVATE: z.enum(['true', 'false']),
    WRITE_BACK: writeBackJson,
    CRM_SECRETS: crmSecretsJson,
  }),
  tally: z.object({ ...common }),
  changed: z.object({ ...common }),
  rollup: z.object({ ...common }),
} as const

export type FunctionName = keyof typeof environments
/** The variables as they are set: strings by name. */
export type EnvironmentOf<F extends FunctionName> = Record<keyof z.input<(typeof environments)[F]>, string>
export type ParsedEnvironment<F extends FunctionName> = z.output<(typeof environments)[F]>
