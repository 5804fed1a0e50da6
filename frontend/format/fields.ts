/** `delayMinutes` → `Delay minutes`: a field's name for a reader. `variant B smsText` → `Variant B, SMS text`. */
export const fieldName = (field: string): string => {
  const [, letter, text] = /^variant ([A-Z]) (\w+)$/.exec(field) ?? []
  if (letter !== undefined && text !== undefined) return `Variant ${letter}, ${wordsOf(text)}`
  const words = wordsOf(field)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const wordsOf = (field: string): string =>
  field
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace('sms text', 'SMS text')
