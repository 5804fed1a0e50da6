/** Cursors are opaque to callers: base64url of what the next page goes on after. */
import { refuse, type Outcome } from '../contract/api/outcome.ts'

export const cursorOf = (next: string | null): string | null => (next === null ? null : Buffer.from(next, 'utf8').toString('base64url'))

/** What the cursor says; undefined without one, null where it is none of ours. */
export const afterOf = (cursor: string | undefined): string | undefined | null => {
  if (cursor === undefined) return undefined
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  return text !== '' && cursorOf(text) === cursor ? text : null
}

export const badCursor = (): Outcome<never> =>
  refuse({
    kind: 'invalid',
    reason: 'bad_cursor',
    detail: 'The cursor is none that this API gave. Leave it out to begin at the first page.',
    errors: [{ field: 'cursor', message: 'use nextCursor of the page before, as it is' }],
  })
