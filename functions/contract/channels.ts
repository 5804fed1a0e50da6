/** Which provider carries out a channel, and what each must know that is no secret. Chosen per tenant and channel in the tenant's file. */
import * as z from 'zod'

/** Another address than the provider's own: a proxy, or a server of ours in a test. */
const endpoint = z.url('write the whole address, such as https://eu.api.example.com').optional()
const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'write numbers in E.164, such as +13125550142')
/** The tenant's own numbers; an enrollment keeps to the one that it began with. */
const numbers = z.array(e164).min(1, 'name at least one number').max(50)

export const emailChannel = z.discriminatedUnion('adapter', [
  z.strictObject({ adapter: z.literal('ses') }),
  z.strictObject({ adapter: z.literal('mock') }),
  z.strictObject({ adapter: z.literal('postmark'), messageStream: z.string().max(60).optional(), endpoint }),
  z.strictObject({ adapter: z.literal('sendgrid'), endpoint }),
  z.strictObject({ adapter: z.literal('resend'), endpoint }),
])
export const smsChannel = z.discriminatedUnion('adapter', [
  z.strictObject({ adapter: z.literal('mock') }),
  /** AWS End User Messaging. `from`: numbers, sender ids or pool ids of the account. */
  z.strictObject({
    adapter: z.literal('aws'),
    from: z.array(z.string().min(1).max(256)).min(1).max(50),
    /** Of the account: receives the delivery events; the stack makes one where none is named. */
    configurationSet: z.string().max(64).optional(),
    optOutList: z.string().max(64).optional(),
    /** As the numbers are registered; the account's default where absent. */
    messageType: z.enum(['PROMOTIONAL', 'TRANSACTIONAL']).optional(),
    /** Dollars a text may cost at most. */
    maxPrice: z
      .string()
      .regex(/^\d{0,2}\.\d{1,5}$/, 'write dollars with a point, such as 0.05')
      .optional(),
  }),
  z.strictObject({
    adapter: z.literal('twilio'),
    accountSid: z.string().regex(/^AC[0-9a-f]{32}$/i, 'an account SID is AC and 32 hex digits'),
    from: numbers.optional(),
    messagingServiceSid: z
      .string()
      .regex(/^MG[0-9a-f]{32}$/i, 'a messaging service SID is MG and 32 hex digits')
      .optional(),
    endpoint,
  }),
  z.strictObject({ adapter: z.literal('telnyx'), from: numbers, messagingProfileId: z.string().max(60).optional(), endpoint }),
])
export const callChannel = z.discriminatedUnion('adapter', [
  z.strictObject({ adapter: z.literal('mock') }),
  /** Nobody is called by a machine: each call is a task for a person. */
  z.strictObject({ adapter: z.literal('person') }),
  z.strictObject({
    adapter: z.literal('telnyx'),
    connectionId: z.string().min(1).max(60),
    from: numbers,
    /** Who speaks the step's text, as Telnyx names voices. */
    voice: z.string().max(80).optional(),
    /** Such as `en-US`; for voices that speak several. */
    language: z.string().max(12).optional(),
    /** Where a machine answers: the step's text is left after its tone (the default), or the call ends. */
    voicemail: z.enum(['leave', 'hang_up']).optional(),
    /** How long it rings, seconds. */
    ringSeconds: z.int().min(5).max(120).optional(),
    endpoint,
  }),
  z.strictObject({
    adapter: z.literal('vapi'),
    assistantId: z.string().min(1).max(80),
    phoneNumberId: z.string().min(1).max(80),
    /**
     * The assistant's own model, as VAPI names it. Where it is named, each call's system prompt is the step's text and the conversation so far;
     * else the assistant's saved prompt stands, and finds them in the variables `message` and `conversation`.
     */
    model: z.strictObject({ provider: z.string().min(1).max(60), model: z.string().min(1).max(120) }).optional(),
    endpoint,
  }),
  z
    .strictObject({
      adapter: z.literal('connect'),
      instanceId: z.string().min(1).max(250),
      contactFlowId: z.string().min(1).max(500),
      /** Name one of the two, or both: Connect calls with the queue's number or with this one. */
      queueId: z.string().max(100).optional(),
      sourcePhoneNumber: e164.optional(),
      /** How long it rings, seconds. */
      ringSeconds: z.int().min(15).max(60).optional(),
    })
    .refine(
      (connect) => connect.queueId ?? connect.sourcePhoneNumber,
      'name a queueId or a sourcePhoneNumber: Connect calls by one of them',
    ),
])
/** Who says what kind of line a number is, before the first text goes to it. */
export const lineLookup = z.discriminatedUnion('adapter', [
  z.strictObject({ adapter: z.literal('none') }),
  z.strictObject({ adapter: z.literal('mock') }),
  z.strictObject({ adapter: z.literal('aws') }),
  z.strictObject({
    adapter: z.literal('twilio'),
    accountSid: z.string().regex(/^AC[0-9a-f]{32}$/i, 'an account SID is AC and 32 hex digits'),
    endpoint,
  }),
])

export const channelSettings = z.strictObject({
  email: emailChannel,
  sms: smsChannel,
  call: callChannel,
  lookup: lineLookup,
})
export type ChannelSettings = z.infer<typeof channelSettings>
export type EmailChannel = z.infer<typeof emailChannel>
export type SmsChannel = z.infer<typeof smsChannel>
export type CallChannel = z.infer<typeof callChannel>
export type LineLookup = z.infer<typeof lineLookup>

/** Email by SES; nobody is texted or called before a provider is named. */
export const defaultChannels: ChannelSettings = {
  email: { adapter: 'ses' },
  sms: { adapter: 'mock' },
  call: { adapter: 'mock' },
  lookup: { adapter: 'mock' },
}

/**
 * What is secret about each provider, as JSON in the tenant's Secrets Manager secret `touchline/<tenant>/<provider>`: what it is called with,
 * and what its webhooks are verified with.
 */
export const providerSecrets = {
  postmark: z.object({
    serverToken: z.string().min(1),
    /** Postmark signs nothing: its webhooks carry these as basic authentication. */
    webhookUser: z.string().min(1).optional(),
    webhookPassword: z.string().min(16).optional(),
  }),
  sendgrid: z.object({
    apiKey: z.string().min(1),
    /** Of the signed event webhook: base64 of its DER. */
    webhookPublicKey: z.string().min(1).optional(),
  }),
  resend: z.object({ apiKey: z.string().min(1), /** Svix's, `whsec_…`. */ webhookSecret: z.string().min(1).optional() }),
  twilio: z.object({ authToken: z.string().min(1) }),
  telnyx: z.object({ apiKey: z.string().min(1), /** Base64 of the 32 bytes. */ publicKey: z.string().min(1).optional() }),
  vapi: z.object({ apiKey: z.string().min(1), webhookSecret: z.string().min(16).optional() }),
} as const
export type SecretProvider = keyof typeof providerSecrets
export type ProviderSecret<P extends SecretProvider> = z.infer<(typeof providerSecrets)[P]>

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of a literal
export const secretProviders = Object.keys(providerSecrets) as SecretProvider[]

/** End User Messaging's configuration set whose events come back to us: the account's own where it is named, else the one that the stack makes. */
export const smsConfigurationSet = (tenant: string, { configurationSet }: Extract<SmsChannel, { adapter: 'aws' }>): string =>
  configurationSet ?? `touchline-${tenant}`

/** The tenant's own numbers (or sender ids, or pools) that texts may come from; none where a mock or a messaging service picks. */
export const smsSenders = (sms: SmsChannel): string[] => (sms.adapter === 'mock' ? [] : (sms.from ?? []))

/** What the adapter of a channel is called in metrics, messages and settings. */
export const adapterNameOf = (channel: 'email' | 'sms' | 'call', adapter: string): string =>
  adapter === 'mock' ? `mock-${channel}` : adapter === 'aws' ? `aws-${channel}` : adapter

/** The providers with a secret that these settings use. */
export const providersOf = ({ email, sms, call, lookup }: ChannelSettings): SecretProvider[] => {
  const named = new Set<string>([email.adapter, sms.adapter, call.adapter, lookup.adapter])
  return secretProviders.filter((provider) => named.has(provider))
}

/** The adapter that carries out each channel, by the name that attempts and metrics show; `simulated`: nothing leaves. */
export const namedAdapters = ({
  email,
  sms,
  call,
}: ChannelSettings): {
  channel: 'email' | 'sms' | 'call' | 'linkedin' | 'task'
  adapter: string
  simulated: boolean
  byPerson?: true
}[] => [
  { channel: 'email', adapter: email.adapter === 'mock' ? 'mock-email' : email.adapter, simulated: email.adapter === 'mock' },
  {
    channel: 'sms',
    adapter: sms.adapter === 'mock' ? 'mock-sms' : sms.adapter === 'aws' ? 'aws-sms' : sms.adapter,
    simulated: sms.adapter === 'mock',
  },
  {
    channel: 'call',
    adapter: call.adapter === 'mock' ? 'mock-call' : call.adapter,
    simulated: call.adapter === 'mock',
    ...(call.adapter === 'person' ? { byPerson: true } : {}),
  },
  { channel: 'linkedin', adapter: 'person', simulated: false, byPerson: true },
  { channel: 'task', adapter: 'person', simulated: false, byPerson: true },
]
