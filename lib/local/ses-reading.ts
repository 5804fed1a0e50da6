/** What a reader finds in a mail: its links, its one-click opt-out, and its words as an answer quotes them. */
import type { OutboxItem } from './ses-mail.ts'

/** Links a reader might follow: not the opt-out, not a picture. */
export const linksOf = (mail: OutboxItem): string[] => {
  const optOut = oneClickLink(mail)
  return [...mail.html.matchAll(/<a\s[^>]*href="(https?:[^"]+)"/gi)]
    .map(([, link = '']) => link.replaceAll('&amp;', '&'))
    .filter((link) => link !== optOut && !/\/u\//.test(link))
}

/** RFC 8058: the HTTPS (here also local HTTP) URI of List-Unsubscribe, given that List-Unsubscribe-Post is there too. */
export const oneClickLink = (mail: OutboxItem): string | undefined => {
  const header = (name: string): string | undefined => Object.entries(mail.headers).find(([key]) => key.toLowerCase() === name)?.[1]
  if (header('list-unsubscribe-post')?.replaceAll(' ', '') !== 'List-Unsubscribe=One-Click') return undefined
  return /<(https?:[^>]+)>/.exec(header('list-unsubscribe') ?? '')?.[1]
}

/** The original as a mail client puts it below an answer. */
export const quoted = (mail: OutboxItem): string => {
  const original = (mail.text || mail.subject).split('\n').map((line) => `> ${line}`)
  return [`On ${new Date(mail.at).toUTCString()}, ${mail.from} wrote:`, ...original].join('\n')
}
