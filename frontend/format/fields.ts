/** `delayMinutes` → `Delay minutes`: a field's name for a reader. */
export const fieldName = (field: string): string => {
  const words = field
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace('sms text', 'SMS text')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
