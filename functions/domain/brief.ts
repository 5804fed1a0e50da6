/** A brief says what to write. It is for whoever writes, and must never leave as the text itself. */
import type { Draft } from './contact.ts'
import { withoutOptOut } from './sms-body.ts'

/**
 * Whether a draft says its brief and nothing else: word for word, whatever stands in place of its variables, and whatever a text says beside
 * it. What is a person's task is read by them alone, and may be the brief.
 */
export const isItsBrief = ({ brief, body, channel }: Pick<Draft, 'body' | 'channel'> & { brief?: string | undefined }): boolean => {
  if (!brief || channel === 'task') return false
  const asked = wordsOf(brief)
  // Of variables alone it would be every text.
  if (!/\p{L}/u.test(asked.replace(variables, ''))) return false
  const literal = asked.split(variables).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const sender = channel === 'sms' ? '(?:[^:]*: )?' : ''
  return new RegExp(`^${sender}${literal.join('.{1,80}?')}$`, 'u').test(wordsOf(channel === 'sms' ? withoutOptOut(body) : body))
}

const variables = /\{\{.*?\}\}|\{%.*?%\}/g

const wordsOf = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase()
