/** The mails of an enrollment as one conversation: each follows the ones before it, and one without a subject of its own goes on with theirs. */
import type { LiveEnrollment } from './contact.ts'
import type { Step } from './sequence.ts'
import { wordedFor } from './variants.ts'

type Thread = NonNullable<LiveEnrollment['thread']>

/** Message-IDs (without brackets) that a mail follows: the first mail and the last one. Empty for the first. */
export const referencesOf = (thread: Thread | undefined): string[] =>
  thread ? (thread.first === thread.last ? [thread.first] : [thread.first, thread.last]) : []

/** The thread with one more mail in it. */
export const withMail = (thread: Thread | undefined, mail: { subject: string; mailId: string }): Thread => ({
  subject: thread?.subject ?? mail.subject.replace(/^(re:\s*)+/i, ''),
  first: thread?.first ?? mail.mailId,
  last: mail.mailId,
})

/**
 * What a mail without a subject of its own is about, as a template: `Re:` and the first subject, where a mail has left; else the subject of
 * the nearest mail before it, which `Re:` would claim to have been sent. Undefined where no mail before it has one.
 */
export const continuedSubject = (
  step: Pick<Step, 'id'>,
  { thread, version, enrollmentId }: { thread?: Thread | undefined; version: { steps: readonly Step[] }; enrollmentId: string | null },
): string | undefined => {
  if (thread) return `Re: ${literal(thread.subject)}`
  const before = version.steps.slice(
    0,
    Math.max(
      0,
      version.steps.findIndex(({ id }) => id === step.id),
    ),
  )
  return before
    .map((one) => wordedFor(one, enrollmentId))
    .findLast(({ channel, subject }) => channel === 'email' && Boolean(subject?.trim()))?.subject
}

/** What was rendered, or is a name, is no template. */
export const literal = (text: string): string => text.replaceAll(/[{}]/g, '')
