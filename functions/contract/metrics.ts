/** Metrics that alarms look at: the handlers count them under exactly these names and dimensions, the stack watches them. */
export const metricNamespace = 'Touchline'

/** Every metric's dimensions; a further one would be another metric to CloudWatch, which no alarm sees. */
export const metricDimensions = (tenant: string): { service: string; tenant: string } => ({ service: 'touchline', tenant })

export const metricNames = {
  /** A provider refused account-wide (credentials, sending paused, quota): the channel stands still. */
  channelStopped: 'ChannelStopped',
  /** A provider took a message and then would not send it, through a fault of ours; broken down by channel and provider. */
  messageRejected: 'MessageRejected',
  /** An event or message that does not parse, on its way to the dead letters. */
  unreadable: 'UnreadableEvent',
  enrollmentsStarted: 'EnrollmentsStarted',
  /** Provider calls, broken down by channel, adapter and what came of them. */
  attempts: 'Attempts',
  /** Of these, what the provider took, and everything else; by channel and adapter. */
  attemptsSucceeded: 'AttemptsSucceeded',
  attemptsFailed: 'AttemptsFailed',
  /** A webhook that was not believed, broken down by source and the check that failed. */
  hookRefused: 'WebhookRefused',
  /** A genuine webhook, or one event of it, that cannot be read. */
  hookUnread: 'WebhookUnread',
  /** A mail that came in and was not taken in, broken down by why. */
  mailRefused: 'MailRefused',
  /** A mail, text or call from nobody who is known, broken down by channel and by whether somebody is told. */
  fromNobodyKnown: 'FromNobodyKnown',
} as const
export type MetricName = (typeof metricNames)[keyof typeof metricNames]
