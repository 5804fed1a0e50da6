/** SES v2: takes mail in under the sender's role, keeps it, and lets what happens to it come back as events. */
import { createHash } from 'node:crypto'
import type { Incoming } from './mailbox-inbound.ts'
import { createAfterlife, type Afterlife } from './ses-afterlife.ts'
import type { Post } from './ses-happenings.ts'
import { addressIn, readMail, type OutboxItem, type SendEmailRequest } from './ses-mail.ts'
import { isThrottledPersona } from './personas.ts'
import { sesResources } from './ses-resources.ts'
import { createSuppression } from './ses-suppression.ts'
import { AwsError, json, type AwsCall, type AwsReply, type HostedService, type ServiceContext } from './service.ts'

export type { OutboxItem } from './ses-mail.ts'

export interface SesOptions {
  /** Puts what a contact writes back in the way that mail comes in. */
  inbound: (incoming: Incoming) => Promise<void>
  /** Origin of the web edge, where one-click opt-outs go. */
  edge?: string
  /** Posts a one-click opt-out to the public address. */
  post?: Post
}

export interface Ses extends HostedService {
  /** Everything that was accepted, oldest first. */
  outbox(): OutboxItem[]
  mail(id: string): OutboxItem | undefined
  /** Whether the account is in the sandbox, and puts it there or takes it out. */
  account: { sandbox(): boolean; put(sandbox: boolean): void }
  /** What became of a mail so far, and a contact's hand on it. */
  afterlife: Afterlife
}

const bucket = 'ses.outbox'
const accountBucket = 'ses.account'
/** When each hasty recipient's first mail was refused. */
const throttledBucket = 'ses.throttled'

export const createSes = (context: ServiceContext, options: SesOptions): Ses => {
  const resources = sesResources(context.template)
  const suppression = createSuppression(context)
  const mail = (id: string): OutboxItem | undefined => context.store.get<OutboxItem>(bucket, id)
  const sandbox = (): boolean => context.store.get<boolean>(accountBucket, 'sandbox') ?? false
  const afterlife = createAfterlife(context, { ...options, mail, resources, suppression })

  const send = async (call: AwsCall): Promise<AwsReply> => {
    const request = JSON.parse(call.body.toString('utf8')) as SendEmailRequest
    const item = await readMail(request, context.clock.now())
    const sender = addressIn(item.from)
    const identity = resources.identityFor(sender)
    const action = request.Content?.Raw ? 'ses:SendRawEmail' : 'ses:SendEmail'
    const conditions = {
      'ses:FromAddress': sender,
      'ses:FromDisplayName': displayName(item.from),
      'ses:Recipients': item.recipients.join(','),
    }
    const set = item.configurationSet === null ? null : resources.configurationSet(item.configurationSet)
    context.authorize(call.principal, action, identity?.arn ?? resources.identityArn(sender), conditions)
    if (item.configurationSet !== null)
      context.authorize(call.principal, action, resources.configurationSetArn(item.configurationSet), conditions)
    if (!identity)
      throw new AwsError(
        'MessageRejected',
        `Email address is not verified. The following identities failed the check in region ${context.template.region.toUpperCase()}: ${sender}`,
      )
    if (set === undefined) throw new AwsError('NotFoundException', `Configuration set <${item.configurationSet}> does not exist.`, 404)
    if (set && !set.sendingEnabled) throw new AwsError('SendingPausedException', `Sending is paused for ${set.name}`)
    const hasty = item.recipients.find(isThrottledPersona)
    if (hasty !== undefined && context.store.get<number>(throttledBucket, hasty) === undefined) {
      context.store.put(throttledBucket, hasty, context.clock.now())
      throw new AwsError('TooManyRequestsException', 'Maximum sending rate exceeded.', 429)
    }
    context.store.transaction(() => {
      context.store.put(bucket, item.id, item)
      afterlife.begin(item)
    })
    return json({ MessageId: item.id })
  }

  const read = (call: AwsCall): AwsReply => {
    const [, , , kind = '', name] = call.path.split('/').map(decodeURIComponent)
    if (kind === 'account') {
      context.authorize(call.principal, 'ses:GetAccount', '*')
      const day = context.clock.now() - 86_400_000
      const sent = context.store.list<OutboxItem>(bucket)
      return json({
        SendingEnabled: true,
        ProductionAccessEnabled: !sandbox(),
        EnforcementStatus: 'HEALTHY',
        DedicatedIpAutoWarmupEnabled: false,
        SendQuota: {
          Max24HourSend: sandbox() ? 200 : 50_000,
          MaxSendRate: sandbox() ? 1 : 14,
          SentLast24Hours: sent.filter(({ value }) => Date.parse(value.at) > day).length,
        },
        SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
      })
    }
    // Newer clients ask by POST.
    if (kind === 'list-identities' || (kind === 'identities' && name === undefined)) {
      context.authorize(call.principal, 'ses:ListEmailIdentities', '*')
      return json({
        EmailIdentities: resources.identities.map((identity) => ({
          IdentityName: identity.name,
          IdentityType: identity.name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN',
          SendingEnabled: true,
          VerificationStatus: 'SUCCESS',
        })),
      })
    }
    if (kind === 'identities') {
      const identity = resources.identities.find((candidate) => candidate.name === name)
      context.authorize(call.principal, 'ses:GetEmailIdentity', identity?.arn ?? resources.identityArn(name ?? ''))
      if (!identity) throw new AwsError('NotFoundException', `Email identity ${name} does not exist.`, 404)
      return json({
        IdentityType: identity.name.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN',
        VerifiedForSendingStatus: true,
        VerificationStatus: 'SUCCESS',
        FeedbackForwardingStatus: true,
        DkimAttributes: { SigningEnabled: true, Status: 'SUCCESS', Tokens: [1, 2, 3].map((n) => dkimToken(identity.name, n)) },
        ...(identity.configurationSet !== undefined && { ConfigurationSetName: identity.configurationSet }),
      })
    }
    if (kind === 'configuration-sets' && name !== undefined) {
      context.authorize(call.principal, 'ses:GetConfigurationSet', resources.configurationSetArn(name))
      const set = resources.configurationSet(name)
      if (!set) throw new AwsError('NotFoundException', `Configuration set <${name}> does not exist.`, 404)
      return json({
        ConfigurationSetName: name,
        SendingOptions: { SendingEnabled: set.sendingEnabled },
        SuppressionOptions: { SuppressedReasons: set.suppressedReasons },
      })
    }
    throw new AwsError('UnknownOperationException', `SES's ${call.method} ${call.path} is not hosted here`, 404)
  }

  return {
    name: 'ses',
    types: [
      'AWS::SES::EmailIdentity',
      'AWS::SES::ConfigurationSet',
      'AWS::SES::ConfigurationSetEventDestination',
      // Their rules are read by ses-receiving.ts.
      'AWS::SES::ReceiptRuleSet',
      'AWS::SES::ReceiptRule',
    ],
    outbox: () => context.store.list<OutboxItem>(bucket).map(({ value }) => value),
    mail,
    afterlife,
    account: { sandbox, put: (value) => context.store.put(accountBucket, 'sandbox', value) },
    handle: async (call) => {
      if (call.method === 'POST' && call.path === '/v2/email/outbound-emails') return send(call)
      if (call.path.startsWith('/v2/email/suppression/addresses')) return suppression.handle(call)
      return read(call)
    },
  }
}

const displayName = (from: string): string => (from.includes('<') ? from.slice(0, from.indexOf('<')).trim().replaceAll('"', '') : '')

/** Of SES's length, and always the same for the same identity. */
const dkimToken = (identity: string, n: number): string => createHash('sha256').update(`dkim ${identity} ${n}`).digest('hex').slice(0, 32)
