/** One try at carrying a message out, in words that need no knowledge of the machinery. */
import type { MessageView } from '../../functions/contract/api/views.ts'
import { messageReasons } from '../../functions/domain/message.ts'
import { reasonTextOf } from '../../functions/domain/message-reason-text.ts'

/** What an attempt came to, in a word or two. */
const attemptOutcomes: Record<string, string> = {
  claimed: 'on its way',
  accepted: 'accepted',
  refused_transient: 'refused for now',
  refused_permanent: 'refused',
  refused_account: 'account refused',
  unknown: 'no answer',
  gated: 'not sent',
}

type Attempt = Pick<NonNullable<MessageView['attempts']>[number], 'adapter' | 'outcome' | 'detail'>

const providers: Record<string, string> = {
  ses: 'Amazon SES',
  'aws-sms': 'AWS SMS',
  twilio: 'Twilio',
  telnyx: 'Telnyx',
  postmark: 'Postmark',
  sendgrid: 'SendGrid',
  resend: 'Resend',
  vapi: 'Vapi',
  connect: 'Amazon Connect',
  person: 'a person',
  'mock-email': 'the simulation',
  'mock-sms': 'the simulation',
  'mock-call': 'the simulation',
}

export const providerName = (adapter: string): string => providers[adapter] ?? adapter

/** `accepted by Amazon SES`; what a check stopped reached nobody, so nobody is named. */
export const attemptText = ({ adapter, outcome }: Omit<Attempt, 'detail'>): string => {
  const word = attemptOutcomes[outcome] ?? outcome
  if (outcome === 'gated') return word
  const name = providerName(adapter)
  return outcome === 'claimed' || outcome === 'unknown' ? `${word}, with ${name}` : `${word} by ${name}`
}

/** A check names its reason by a code, which has its sentence; a provider's own words stay as they are. */
export const attemptDetail = ({
  detail,
  verdicts = [],
}: Pick<Attempt, 'detail'> & { verdicts?: NonNullable<MessageView['attempts']>[number]['verdicts'] }): string | undefined => {
  const reason = messageReasons.find((known) => known === detail)
  return reason ? reasonTextOf(reason, { attempts: [{ verdicts }] }) : detail
}
