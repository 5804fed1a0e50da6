/** A mail as any provider gets it: who sends it, where answers go, what it follows, and the one-click way out. */
import type { OutgoingMessage } from '../../domain/effect.ts'
import { mailIdOf } from '../../domain/mail-id.ts'

export interface Sender {
  address: string
  name: string
}

export interface MailNeeds {
  /** The tenant's senders; the first one sends where a message's own is none of them. */
  senders: readonly [Sender, ...Sender[]]
  /** The one-click address (RFC 8058) of a message. */
  unsubscribeUrl: (message: Pick<OutgoingMessage, 'addressKey' | 'messageId'>) => Promise<string>
  /** The address that answers to this message come back to; null where they go to the sender. */
  replyAddress: (messageId: string) => Promise<string | null>
}

export interface Mail {
  from: Sender
  to: string
  subject: string
  text: string
  html: string
  replyTo: string | null
  /** Without brackets: ours, for providers that keep it. */
  mailId: string
  /** Without brackets, the first mail of the thread first. */
  references: readonly string[]
  unsubscribeUrl: string
}

/** The secret behind both addresses is known already: the mail's own footer names the same way out. */
export const mailOf = async (message: OutgoingMessage, needs: MailNeeds): Promise<Mail> => {
  const [unsubscribeUrl, replyTo] = await Promise.all([needs.unsubscribeUrl(message), needs.replyAddress(message.messageId)])
  const from = needs.senders.find(({ address }) => address === message.from) ?? needs.senders[0]
  return {
    from,
    to: message.to,
    subject: message.subject ?? '',
    text: message.text,
    html: message.html ?? '',
    replyTo,
    mailId: mailIdOf(message, from.address),
    references: message.references ?? [],
    unsubscribeUrl,
  }
}

/** RFC 8058: a POST to the address is enough, and mail programs show a button for it. */
export const unsubscribeHeaders = ({ unsubscribeUrl }: Mail): [string, string][] => [
  ['List-Unsubscribe', `<${unsubscribeUrl}>`],
  ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'],
]

/** What this mail answers; none for the first one of a thread. */
export const threadHeaders = ({ references }: Pick<Mail, 'references'>): [string, string][] => {
  const last = references.at(-1)
  if (last === undefined) return []
  return [
    ['In-Reply-To', `<${last}>`],
    ['References', references.map((id) => `<${id}>`).join(' ')],
  ]
}

/** `"Sam Ortiz" <sam@example.com>`, for providers that encode what is not ASCII themselves. */
export const mailbox = ({ name, address }: Sender): string => `"${name.replaceAll(/["\\]/g, (letter) => `\\${letter}`)}" <${address}>`
