/** What SES tells EventBridge about a mail: the event records as SES publishes them. */
import { randomUUID } from 'node:crypto'
import type { HostedTemplate } from './service.ts'
import { addressIn, type OutboxItem } from './ses-mail.ts'

/** Something that happens to a mail at one recipient. */
export type Happening =
  | { kind: 'sent' }
  | { kind: 'delivered'; recipient: string }
  | { kind: 'bounced'; recipient: string; bounceType: 'Permanent' | 'Transient' | 'Undetermined'; bounceSubType: string }
  | { kind: 'complained'; recipient: string }
  | { kind: 'opened'; recipient: string; userAgent: string; ip: string }
  | { kind: 'clicked'; recipient: string; link: string; userAgent: string; ip: string }

/** Per happening: the name in a configuration set's event destination, the record's `eventType`, and EventBridge's detail-type. */
const names = {
  sent: { matching: 'send', eventType: 'Send', detailType: 'Email Sent' },
  delivered: { matching: 'delivery', eventType: 'Delivery', detailType: 'Email Delivered' },
  bounced: { matching: 'bounce', eventType: 'Bounce', detailType: 'Email Bounced' },
  complained: { matching: 'complaint', eventType: 'Complaint', detailType: 'Email Complaint Received' },
  opened: { matching: 'open', eventType: 'Open', detailType: 'Email Opened' },
  clicked: { matching: 'click', eventType: 'Click', detailType: 'Email Clicked' },
} as const satisfies Record<Happening['kind'], { matching: string; eventType: string; detailType: string }>

/** As an event destination's `MatchingEventTypes` is compared: without case and underscores. */
export const matchingName = (kind: Happening['kind']): string => names[kind].matching
export const detailTypeOf = (kind: Happening['kind']): string => names[kind].detailType

export const eventDetail = (mail: OutboxItem, happening: Happening, at: number, template: HostedTemplate): Record<string, unknown> => ({
  eventType: names[happening.kind].eventType,
  mail: mailRecord(mail, template),
  ...block(mail, happening, new Date(at).toISOString()),
})

const mailRecord = (mail: OutboxItem, template: HostedTemplate) => {
  const source = addressIn(mail.from)
  const domain = source.slice(source.indexOf('@') + 1)
  return {
    timestamp: mail.at,
    source: mail.from,
    sourceArn: `arn:aws:ses:${template.region}:${template.account}:identity/${domain}`,
    sendingAccountId: template.account,
    messageId: mail.id,
    destination: mail.recipients,
    headersTruncated: false,
    headers: Object.entries(mail.headers).map(([name, value]) => ({ name, value })),
    commonHeaders: {
      from: [mail.from],
      ...(mail.replyTo !== null && { replyTo: [mail.replyTo] }),
      to: [mail.to],
      messageId: mail.id,
      subject: mail.subject,
    },
    tags: {
      'ses:operation': ['SendEmail'],
      ...(mail.configurationSet !== null && { 'ses:configuration-set': [mail.configurationSet] }),
      'ses:source-ip': ['127.0.0.1'],
      'ses:from-domain': [domain],
      'ses:caller-identity': ['local'],
      ...Object.fromEntries(Object.entries(mail.tags).map(([name, value]) => [name, [value]])),
    },
  }
}

const block = (mail: OutboxItem, happening: Happening, timestamp: string): Record<string, unknown> => {
  switch (happening.kind) {
    case 'sent':
      return { send: {} }
    case 'delivered':
      return {
        delivery: {
          timestamp,
          processingTimeMillis: 1000,
          recipients: [happening.recipient],
          smtpResponse: '250 2.0.0 OK',
          reportingMTA: 'a8-50.smtp-out.amazonses.com',
        },
      }
    case 'bounced':
      return {
        bounce: {
          feedbackId: `${mail.id.slice(0, 16)}-${randomUUID()}-000000`,
          bounceType: happening.bounceType,
          bounceSubType: happening.bounceSubType,
          bouncedRecipients: [{ emailAddress: happening.recipient, ...diagnosis(happening.bounceType, happening.bounceSubType) }],
          timestamp,
          reportingMTA: 'dns; a8-50.smtp-out.amazonses.com',
        },
      }
    case 'complained':
      return {
        complaint: {
          feedbackId: `${mail.id.slice(0, 16)}-${randomUUID()}-000000`,
          complaintSubType: null,
          complainedRecipients: [{ emailAddress: happening.recipient }],
          timestamp,
          userAgent: 'Amazon SES Mailbox Simulator',
          complaintFeedbackType: 'abuse',
          arrivalDate: timestamp,
        },
      }
    case 'opened':
      return { open: { timestamp, userAgent: happening.userAgent, ipAddress: happening.ip } }
    case 'clicked':
      return {
        click: { timestamp, ipAddress: happening.ip, link: happening.link, linkTags: null, userAgent: happening.userAgent },
      }
    default:
      return happening satisfies never
  }
}

const diagnosis = (type: string, subType: string): Record<string, string> => {
  if (subType === 'OnAccountSuppressionList' || subType === 'Suppressed')
    return {
      action: 'failed',
      status: '5.1.1',
      diagnosticCode: `Amazon SES did not send the message to this address because it is on the suppression list (${subType}).`,
    }
  if (type === 'Permanent') return { action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' }
  return { action: 'failed', status: '4.2.2', diagnosticCode: 'smtp; 452 4.2.2 the mailbox is over quota' }
}
