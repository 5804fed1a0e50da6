/** The adapter that a tenant's settings name for email. */
import type { EmailChannel } from '../../contract/channels.ts'
import type { ChannelAdapter } from '../channel.ts'
import type { ProviderSecrets } from '../provider-secrets.ts'
import type { MailNeeds } from './mail.ts'
import { mockEmail } from './mock.ts'
import { postmarkAdapter } from './postmark.ts'
import { resendAdapter } from './resend.ts'
import { sendgridAdapter } from './sendgrid.ts'
import { sesAdapter, type SesOptions } from './ses.ts'

export interface EmailOptions {
  settings: EmailChannel
  secrets: ProviderSecrets
  needs: MailNeeds
  /** Of SES alone. */
  ses: SesOptions
}

export const emailAdapter = ({ settings, secrets, needs, ses }: EmailOptions): ChannelAdapter => {
  switch (settings.adapter) {
    case 'ses':
      return sesAdapter(ses, needs)
    case 'mock':
      return mockEmail
    case 'postmark':
      return postmarkAdapter(settings, secrets, needs)
    case 'sendgrid':
      return sendgridAdapter(settings, secrets, needs)
    case 'resend':
      return resendAdapter(settings, secrets, needs)
    default:
      return settings satisfies never
  }
}
