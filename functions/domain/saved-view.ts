/** A screen's address with its filters under a name. */
export interface SavedView {
  /** A ULID, made by whoever saved it. */
  id: string
  /** As the dashboard's routes name it. */
  screen: string
  name: string
  /** The address's query without the question mark. */
  query: string
  shared: boolean
  /** Who saved it. */
  owner: string
  /** ISO 8601. */
  updatedAt: string
}

/** The shelf on which a view lies: its owner's, or the one of everybody. */
export const shelfOf = ({ shared, owner }: Pick<SavedView, 'shared' | 'owner'>): string | null => (shared ? null : owner)
