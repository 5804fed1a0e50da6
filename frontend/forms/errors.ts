/** The errors of one part of a form: `steps.1.subject` under `steps.1` is `subject`. */
export const errorsUnder = (errors: Record<string, string>, prefix: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(errors)
      .filter(([field]) => field.startsWith(`${prefix}.`))
      .map(([field, message]) => [field.slice(prefix.length + 1), message]),
  )

/** The sentence over a form: none where every complaint stands beside its own field. */
export const failureOf = (sentence: string, errors: Record<string, string>, shown: (field: string) => boolean): string | null => {
  const fields = Object.keys(errors)
  return fields.length > 0 && fields.every(shown) ? null : sentence
}
