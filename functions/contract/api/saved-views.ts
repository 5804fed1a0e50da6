/** Saved views: a screen's address with its filters under a name, for oneself or for everyone. */
import * as z from 'zod'
import { hasSearch } from '../../domain/saved-view.ts'

/** Of one person, and of those shared with everyone. */
export const mostViews = 200

const screen = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, "name the screen as the dashboard's routes do: small letters, digits and dashes")
  .describe("The screen, as the dashboard's routes name it.")
const name = z
  .string()
  .trim()
  .min(1, 'give it a name')
  .max(60, 'a name has at most 60 characters')
  .describe('A name for people, 1 to 60 characters.')
const query = z
  .string()
  .max(1_000, 'a query has at most 1000 characters: use fewer filters')
  .refine((text) => !text.startsWith('?'), 'leave out the question mark')
  .refine((text) => !hasSearch(text), 'leave out q: a view keeps filters, and no search text, which can name a person')
  .describe("The address's query without the question mark, at most 1000 characters: filters and order. Search text (`q`) is not kept.")
const shared = z.boolean().describe('Whether everyone sees it, or only its owner.')

export const savedViewBody = z.strictObject({ screen, name, query, shared: shared.default(false) })

export const savedView = z.object({
  id: z.string().describe('A ULID, made by whoever saved it.'),
  screen,
  name,
  query,
  shared,
  owner: z.string().describe('Who saved it, as the settings name their caller.'),
  mine: z.boolean().describe('Whether the caller may change and remove it: its owner and admins may.'),
  updatedAt: z.string().describe('When it was saved last, ISO 8601 in UTC.'),
})
export type SavedViewView = z.infer<typeof savedView>

export const savedViews = z.object({
  items: z.array(savedView).describe(`The caller's own and those shared with everyone, by name: at most ${mostViews} of each.`),
})
export const savedViewsQuery = z.object({ screen: screen.optional() })
