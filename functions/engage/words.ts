/** What a person wrote or said themselves. */
import { ownWords } from '../domain/mail/own-words.ts'
import type { Inbound } from './writer.ts'

/** Of a mail without quotes and signature; a text and a transcript are the person's own as they are. */
export const wordsOf = ({ channel, text, read }: Pick<Inbound, 'channel' | 'text' | 'read'>): string => {
  if (channel !== 'email') return text.trim()
  return read?.own ?? ownWords(text)
}
