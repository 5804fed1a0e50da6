/**
 * A screen's address with its filters under a name. It keeps no search text: that can name a person, whom nobody would find here when they
 * are erased.
 */
export interface SavedView {
  /** A ULID, made by whoever saved it. */
  id: string
  /** As the dashboard's routes name it. */
  screen: string
  name: string
  /** The address's query without the question mark and without search text. */
  query: string
  shared: boolean
  /** Who saved it. */
  owner: string
  /** ISO 8601. */
  updatedAt: string
}

/** The parameter of an address that holds search text. */
export const searchParameter = 'q'

/** A query without the search text in it; anything else stays as it is written. */
export const withoutSearch = (query: string): string =>
  query
    .split('&')
    .filter((part) => nameIn(part) !== searchParameter)
    .join('&')

export const hasSearch = (query: string): boolean => withoutSearch(query) !== query

const nameIn = (part: string): string => new URLSearchParams(part).keys().next().value ?? ''

/** The shelf on which a view lies: its owner's, or the one of everybody. */
export const shelfOf = ({ shared, owner }: Pick<SavedView, 'shared' | 'owner'>): string | null => (shared ? null : owner)
