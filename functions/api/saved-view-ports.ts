/** What saved views need. A shelf holds a person's own views, or (owner null) those shared with everyone. */
import type { SavedView } from '../domain/saved-view.ts'

interface Shelf {
  views: SavedView[]
  revision: number
}

export interface SavedViewPorts {
  get(owner: string | null): Promise<Shelf>
  /** Stores the whole shelf where its stored revision still is `revision`; false where somebody else was faster. */
  put(owner: string | null, shelf: Shelf): Promise<boolean>
}
