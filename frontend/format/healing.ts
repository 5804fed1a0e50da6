/** `email_bounced_hard` → `Email bounced hard`: healing's own words for a reader. */
export const healingWords = (word: string): string => {
  const text = word.replaceAll('_', ' ').replace(/\bsms\b/, 'SMS')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
