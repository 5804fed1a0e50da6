/** A mail as it came in, decoded, and what reading it answers. Nothing here knows MIME: the receive function takes a raw mail apart. */
import type { BounceKind } from '../signal.ts'

export interface MailHeader {
  /** In lower case. */
  name: string
  /** Unfolded, encoded words decoded. */
  value: string
}

/** A part that is neither the text nor the HTML of the mail itself: a delivery status, a feedback report, a returned mail. */
export interface MailPart {
  /** In lower case, without parameters. */
  type: string
  text: string
}

export interface Mail {
  /** In the mail's order, repeated ones too. */
  headers: readonly MailHeader[]
  /** Bare address; empty where the mail names none. */
  from: string
  subject: string
  /** Plain text; empty where there is none. */
  text: string
  html: string
  parts: readonly MailPart[]
  /** Epoch milliseconds at which it came in: what a mail without a date is read by. */
  receivedAt: number
}

export const mailKinds = ['reply', 'out_of_office', 'automatic', 'challenge', 'bounce', 'complaint'] as const
export type MailKind = (typeof mailKinds)[number]

/** Why an answer by mail is not believed: it is taken for spam, or neither SPF nor DKIM vouches for the address that it says it is from. */
export const mailDoubts = ['spam', 'unvouched'] as const
export type MailDoubt = (typeof mailDoubts)[number]

/** A mail or report that came back for one or several recipients. */
export interface ReturnedMail {
  /** Bare addresses in lower case. */
  recipients: string[]
  /** Message-IDs of the mail that came back, without brackets. */
  originals: string[]
  /** What the returned mail says beside it: our own links and reply addresses stand there. */
  returned: string
}

/** What reading a mail answers. `own` is what the person wrote, `whole` all that the mail says. */
export type MailReading = { own: string; whole: string } & (
  | { kind: 'reply' }
  /** `back`: the local date (YYYY-MM-DD) that is stated as the end of the absence; null where none is. */
  | { kind: 'out_of_office'; back: string | null; why: string }
  | { kind: 'automatic' | 'challenge'; why: string }
  | ({ kind: 'bounce'; bounce: BounceKind; detail: string } & ReturnedMail)
  | ({ kind: 'complaint'; detail: string } & ReturnedMail)
)

/** The first header of that name. */
export const headerOf = ({ headers }: Pick<Mail, 'headers'>, name: string): string | undefined =>
  headers.find((header) => header.name === name)?.value

/** Message-IDs as they stand in In-Reply-To and References, without their brackets. */
export const idsIn = (header: string): string[] => [...new Set(header.split(/[\s<>,]+/).filter(Boolean))]

/** The bare address in `Dana Reyes <dana@example.com>`. */
export const bareAddress = (from: string): string => (/<([^<>]+)>/.exec(from)?.[1] ?? from).trim()
