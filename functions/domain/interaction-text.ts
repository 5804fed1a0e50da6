/** What a provider, the contact or a person did, as a sentence. */
import type { Interaction } from './interaction.ts'

/** `sequenceName` is null where it is about no sequence. */
export const interactionText = (said: Interaction, sequenceName: string | null): string => {
  const { kind, channel, detail } = said
  const what = { email: 'email', sms: 'text', call: 'call', linkedin: 'LinkedIn note', task: 'task' }[channel]
  const many = { email: 'emails', sms: 'texts', call: 'calls', linkedin: 'LinkedIn notes', task: 'tasks' }[channel]
  const more = detail === undefined || detail === '' ? '.' : `: ${detail}${/[.!?]$/.test(detail) ? '' : '.'}`
  const name = sequenceName === null ? 'a sequence' : `"${sequenceName}"`
  switch (kind) {
    case 'delivered':
      return `The ${what} was delivered.`
    case 'opened':
      return `The ${what} was opened.`
    case 'clicked':
      return `A link in the ${what} was clicked${more}`
    case 'replied':
      return `The contact replied by ${what}${more}`
    case 'bounced':
      return `The ${what} bounced${more}`
    case 'complained':
      return `The contact reported the ${what} as spam${more}`
    case 'unsubscribed':
      return `The contact opted out of ${many}${more}`
    case 'healed':
      return `Healed${more}`
    case 'enrolled':
      return `Enrolled in ${name}${more}`
    case 'finished':
      return `Finished ${name}${more}`
    case 'outcome':
      return said.outcome === undefined ? `A person recorded what the ${what} came to${more}` : `The ${what} is over${more}`
    case 'out_of_office':
      return `An automatic reply came by ${what}${more}`
    case 'set_aside':
      return `An ${what} came that counts as no answer${more}`
    case 'steered':
      return `Enrollment in ${name}${more}`
    case 'routed':
      return `Hand-off from ${name}${more}`
    case 'undelivered':
      return `The ${what} did not get through${more}`
    case 'lifted':
      return `An admin lifted the opt-out of ${many}${more}`
    case 'asked_for_help':
      return `The contact asked by ${what} who writes${more}`
    case 'help_answered':
      return `Who writes was answered by ${what}, which counts as no touch${more}`
    case 'enriched':
      return `Contact data${more}`
    default:
      return kind satisfies never
  }
}
