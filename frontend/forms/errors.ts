/** The errors of one part of a form: `steps.1.subject` under `steps.1` is `subject`. */
export const errorsUnder = (errors: Record<string, string>, prefix: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(errors)
      .filter(([field]) => field.startsWith(`${prefix}.`))
      .map(([field, message]) => [field.slice(prefix.length + 1), message]),
  )

/** What is wrong but belongs to none of the fields on the screen, as one sentence. */
export const failureOf = (sentence: string, errors: Record<string, string>, shown: (field: string) => boolean): string | null => {
  const elsewhere = Object.entries(errors).filter(([field]) => !shown(field))
  if (Object.keys(errors).length > 0 && elsewhere.length === 0) return null
  return elsewhere.length === 0
    ? sentence
    : elsewhere.map(([field, message]) => (field === '' ? message : `${field}: ${message}`)).join(' ')
}
