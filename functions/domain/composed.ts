/** The text of a message, from its step's template to what its provider is handed: one way for what leaves and for whatever shows it before. */
import type { Channel } from './channel.ts'
import type { ContactProfile, LiveEnrollment } from './contact.ts'
import { contentOf, inFull, type Content, type Written } from './content.ts'
import type { OutgoingMessage } from './effect.ts'
import { emailBody } from './email-body.ts'
import { spokenOn } from './healing/adapt.ts'
import { channelOf } from './plan.ts'
import type { SequenceVersion } from './sequence.ts'
import type { TenantRules } from './signal.ts'
import { mergeVariables, type MergeValues } from './template.ts'
import type { WordedStep } from './variants.ts'

export interface Composing extends Written {
  /** Without an id of one that a sequence is only tried out with. */
  enrollment: Pick<LiveEnrollment, 'plan' | 'thread'> & { id: string | null }
  step: WordedStep
  context: {
    rules: Pick<TenantRules, 'company'>
    version: Pick<SequenceVersion, 'name' | 'steps'>
    profile: ContactProfile
  }
}

/** The template's text for this contact, on the channel that its message has, with what that channel has to say beside it. */
export const templateText = (of: Composing, values: MergeValues = mergeVariables(of.context.profile, of.context.rules)): Content => {
  const { enrollment, item, step, context } = of
  const channel = channelOf(item)
  return inFull(
    contentOf(
      spokenOn(step, channel, { version: context.version, thread: enrollment.thread, enrollmentId: enrollment.id }),
      channel,
      values,
    ),
    of,
  )
}

/** Both parts of an email, with the footer that the law asks for; anything else is its body. */
export const handedOver = (
  channel: Channel,
  body: string,
  { rules, unsubscribeUrl }: { rules: Pick<TenantRules, 'company' | 'postalAddress'>; unsubscribeUrl: string },
): Pick<OutgoingMessage, 'text' | 'html'> =>
  channel === 'email' ? emailBody(body, { company: rules.company, postalAddress: rules.postalAddress, unsubscribeUrl }) : { text: body }
