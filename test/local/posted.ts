/** What was posted to the local runtime as a mail, as its receiver sees it. */
import PostalMime from 'postal-mime'
import type { Incoming } from '../../lib/local/mailbox-inbound.ts'

export const postedMail = async (incoming: Incoming | undefined) => {
  if (!incoming || !('mail' in incoming)) throw new Error('no mail was posted')
  const mail = await PostalMime.parse(incoming.mail)
  return {
    from: mail.from?.address,
    to: incoming.to,
    subject: mail.subject,
    text: mail.text,
    inReplyTo: mail.inReplyTo,
    automatic: mail.headers.find(({ key }) => key === 'auto-submitted')?.value,
  }
}
