/** SendEmail's request, read and checked as SES v2 checks it, into the mail that leaves. */
import { randomUUID } from 'node:crypto'
import PostalMime from 'postal-mime'
import { AwsError } from './service.ts'

/** A mail as it left, in the shape of the outbox. */
export interface OutboxItem {
  id: string
  channel: 'email'
  adapter: 'ses'
  from: string
  /** All recipients, as one line. */
  to: string
  replyTo: string | null
  subject: string
  text: string
  html: string
  headers: Record<string, string>
  tags: Record<string, string>
  at: string
  configurationSet: string | null
  recipients: string[]
}

interface Part {
  Data?: string
}
export interface SendEmailRequest {
  FromEmailAddress?: string
  FromEmailAddressIdentityArn?: string
  Destination?: { ToAddresses?: string[]; CcAddresses?: string[]; BccAddresses?: string[] }
  ReplyToAddresses?: string[]
  Content?: {
    Simple?: { Subject?: Part; Body?: { Text?: Part; Html?: Part }; Headers?: { Name: string; Value: string }[] }
    Raw?: { Data?: string }
    Template?: unknown
  }
  EmailTags?: { Name: string; Value: string }[]
  ConfigurationSetName?: string
}

const known = new Set([
  'FromEmailAddress',
  'FromEmailAddressIdentityArn',
  'Destination',
  'ReplyToAddresses',
  'Content',
  'EmailTags',
  'ConfigurationSetName',
])

export const readMail = async (request: SendEmailRequest, now: number): Promise<OutboxItem> => {
  for (const field of Object.keys(request)) if (!known.has(field)) throw bad(`SendEmail's ${field} is not hosted here`)
  const { Simple: simple, Raw: raw } = request.Content ?? {}
  if (simple && raw) throw bad('Only one of Simple, Raw and Template may be given')
  if (simple) return checked(fromSimple(request, simple, now))
  if (raw) return checked(await fromRaw(request, raw.Data ?? '', now))
  throw bad('Content must have Simple or Raw; stored templates are not hosted here')
}

/** `Dana Reyes <dana@example.com>` or the bare address → the address. */
export const addressIn = (text: string): string => (/<([^<>]+)>\s*$/.exec(text)?.[1] ?? text).trim()

const bad = (message: string): AwsError => new AwsError('BadRequestException', message)

const messageId = (now: number): string => `0100${now.toString(16).padStart(12, '0')}-${randomUUID()}-000000`
const headerId = (id: string): string => `<${id}@email.amazonses.com>`

type Simple = NonNullable<NonNullable<SendEmailRequest['Content']>['Simple']>

const fromSimple = (request: SendEmailRequest, simple: Simple, now: number): OutboxItem => {
  const from = request.FromEmailAddress
  if (!from) throw bad('FromEmailAddress is required')
  const { ToAddresses: to = [], CcAddresses: cc = [], BccAddresses: bcc = [] } = request.Destination ?? {}
  const subject = simple.Subject?.Data
  if (subject === undefined) throw bad('Content.Simple.Subject is required')
  const text = simple.Body?.Text?.Data ?? ''
  const html = simple.Body?.Html?.Data ?? ''
  if (!text && !html) throw bad('Content.Simple.Body must have Text or Html')
  const custom = simple.Headers ?? []
  if (custom.length > 15) throw bad('At most 15 headers may be given')
  for (const header of custom) checkHeader(header)
  const id = messageId(now)
  const replyTo = request.ReplyToAddresses?.join(', ') ?? null
  return {
    id,
    channel: 'email',
    adapter: 'ses',
    from,
    to: to.join(', '),
    replyTo,
    subject,
    text,
    html,
    headers: {
      From: from,
      ...(replyTo !== null && { 'Reply-To': replyTo }),
      To: to.join(', '),
      ...(cc.length > 0 && { Cc: cc.join(', ') }),
      Subject: subject,
      'Message-ID': headerId(id),
      Date: new Date(now).toUTCString().replace('GMT', '+0000'),
      'MIME-Version': '1.0',
      ...Object.fromEntries(custom.map(({ Name, Value }) => [Name, Value])),
    },
    tags: tagsOf(request.EmailTags ?? []),
    at: new Date(now).toISOString(),
    configurationSet: request.ConfigurationSetName ?? null,
    recipients: [...to, ...cc, ...bcc],
  }
}

/** A header that begins the mail's own structure cannot be given beside it. */
const reserved =
  /^(from|to|cc|bcc|subject|date|message-id|mime-version|content-type|content-transfer-encoding|return-path|reply-to|sender)$/i

const checkHeader = ({ Name: name, Value: value }: { Name: string; Value: string }): void => {
  if (!/^[!-9;-@A-~]{1,126}$/.test(name)) throw bad(`Header name ${JSON.stringify(name)} is not valid`)
  if (!/^[ -~]{1,870}$/.test(value)) throw bad(`Header ${name} must have 1 to 870 printable ASCII characters`)
  if (reserved.test(name)) throw bad(`Header ${name} cannot be set with Content.Simple.Headers`)
}

const fromRaw = async (request: SendEmailRequest, data: string, now: number): Promise<OutboxItem> => {
  const mail = await PostalMime.parse(Buffer.from(data, 'base64'))
  const headers = Object.fromEntries(mail.headers.map(({ key, originalKey, value }) => [originalKey ?? key, value]))
  const header = (name: string): string | undefined => mail.headers.find(({ key }) => key === name)?.value
  const addresses = (name: string): string[] => splitAddresses(header(name) ?? '')
  const from = request.FromEmailAddress ?? header('from')
  if (!from) throw bad('Missing From header')
  const { ToAddresses: to, CcAddresses: cc, BccAddresses: bcc } = request.Destination ?? {}
  const given = [...(to ?? []), ...(cc ?? []), ...(bcc ?? [])]
  const id = messageId(now)
  const inHeader = splitAddresses(header('x-ses-message-tags') ?? '').map((pair) => {
    const [Name = '', Value = ''] = pair.split('=').map((piece) => piece.trim())
    return { Name, Value }
  })
  return {
    id,
    channel: 'email',
    adapter: 'ses',
    from,
    to: header('to') ?? (to ?? []).join(', '),
    replyTo: header('reply-to') ?? null,
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    headers: { ...headers, 'Message-ID': headerId(id) },
    tags: tagsOf([...inHeader, ...(request.EmailTags ?? [])]),
    at: new Date(now).toISOString(),
    configurationSet: request.ConfigurationSetName ?? header('x-ses-configuration-set') ?? null,
    recipients: given.length > 0 ? given : [...addresses('to'), ...addresses('cc'), ...addresses('bcc')],
  }
}

const splitAddresses = (line: string): string[] =>
  line
    .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map((address) => address.trim())
    .filter(Boolean)

/** ASCII letters, digits, `_` and `-`, at most 256 characters: what is echoed in every event. */
const tagsOf = (tags: { Name: string; Value: string }[]): Record<string, string> => {
  if (tags.length > 50) throw bad('At most 50 tags may be given')
  for (const { Name, Value } of tags)
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(Name) || !/^[A-Za-z0-9_-]{1,256}$/.test(Value))
      throw bad(`Tag ${JSON.stringify(Name)}=${JSON.stringify(Value)}: only letters, digits, _ and -, 1 to 256 characters`)
  return Object.fromEntries(tags.map(({ Name, Value }) => [Name, Value]))
}

const checked = (mail: OutboxItem): OutboxItem => {
  if (mail.recipients.length === 0) throw bad('At least one recipient is required')
  if (mail.recipients.length > 50) throw bad('Recipient count exceeds 50')
  for (const recipient of [mail.from, ...mail.recipients])
    if (!/^[!-?A-~]{1,64}@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+$/.test(addressIn(recipient)))
      throw bad(`Illegal address: ${JSON.stringify(recipient)}`)
  if (Buffer.byteLength(mail.text) + Buffer.byteLength(mail.html) > 40 * 1024 * 1024)
    throw new AwsError('MessageRejected', 'Message length is more than 40 MB')
  return mail
}
