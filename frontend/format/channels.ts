/** How channels are named and coloured, the same on every screen. The name always stands beside the colour. */
import type { Channel } from '../../functions/domain/channel.ts'

export const channelNames: Record<Channel, string> = { email: 'Email', sms: 'SMS', call: 'Call', linkedin: 'LinkedIn', task: 'Task' }

/** Background classes of the channel's dot. */
export const channelDots: Record<Channel, string> = {
  email: 'bg-email',
  sms: 'bg-sms',
  call: 'bg-call',
  linkedin: 'bg-person',
  task: 'bg-person',
}

/** For SMS, calls and people there is no pixel and no tracked link: only what the channel can know is counted. */
export const countersOf = (channel: Channel): { opens: boolean; replies: boolean } => ({
  opens: channel === 'email',
  replies: channel === 'email' || channel === 'sms',
})

/** The first field that says what a step does, for places that show one line of it. */
export const stepText = (step: { channel: Channel; body?: string | undefined; smsText?: string | undefined }): string =>
  (step.channel === 'sms' ? (step.body ?? step.smsText) : step.body) ?? ''
