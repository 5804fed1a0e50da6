/** What a provider looks at first in a JSON request, whatever it says. */
import * as z from 'zod'
import type { Answer, Received } from './contract-server.ts'

/** The body by its schema, or the refusal that `refuse` makes of the first thing that is wrong. */
export const bodyOf = <T>(
  { body }: Received,
  schema: z.ZodType<T>,
  refuse: (message: string, field: string) => Answer,
): { body: T } | { refused: Answer } => {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return { refused: refuse('the body is no JSON', '') }
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return { body: parsed.data }
  const [issue] = parsed.error.issues
  return { refused: refuse(issue?.message ?? 'invalid', issue?.path.join('.') ?? '') }
}

/** One address, bare or as `"Name" <address>`. */
export const mailbox = z
  .string()
  .regex(/^(?:"(?:[^"\\\r\n]|\\.)*" <[^<>\s,]+@[^<>\s,]+>|[^<>\s,]+@[^<>\s,]+)$/, 'an address, or "Name" <address>')
export const address = z.email()
/** No line break gets into a header. */
export const headerValue = z.string().regex(/^[^\r\n]*$/, 'a header is one line')
