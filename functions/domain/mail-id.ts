/**
 * Message-IDs of the mails that we send. Where a provider keeps the one that it is given, it names the message, so that an answer's
 * `In-Reply-To` finds it; SES assigns its own (`<id>@email.amazonses.com`).
 */
import { parseMessageId } from './ids.ts'

/** Without brackets. A message that is sent again is another mail, so the attempt is part of it. `sender`: the address that it comes from. */
export const mailIdOf = ({ messageId, attemptId }: { messageId: string; attemptId: string }, sender: string): string =>
  `${messageId}.${attemptId}@${domainOf(sender)}`

/** What all mails of an enrollment refer to where a provider neither tells nor keeps a Message-ID: they thread below it all the same. */
export const threadIdOf = (enrollmentId: string, sender: string): string => `${enrollmentId}@${domainOf(sender)}`

/** The id of the message that a Message-ID of `mailIdOf` was made for; null where it is somebody else's. */
export const messageOfMailId = (mailId: string): string | null => {
  const [, messageId] = /^<?([0-9A-Z]{26})\.[\w-]+@/i.exec(mailId.trim()) ?? []
  const named = messageId?.toUpperCase()
  return named !== undefined && parseMessageId(named) ? named : null
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)
