/** Saved views: a screen's filters under a name, for oneself or for everyone. */
import { answer, refuse, type Caller, type Outcome } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import { mostViews, type SavedViewView } from '../contract/api/saved-views.ts'
import { shelfOf, type SavedView } from '../domain/saved-view.ts'
import type { ApiPorts } from './ports.ts'
import type { SavedViewPorts } from './saved-view-ports.ts'

type Ports = Pick<ApiPorts, 'now' | 'savedViews'>

const mostTries = 5
const ulidForm = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/

export const listViews =
  ({ savedViews }: Ports): Verb<'listViews'> =>
  async ({ query: { screen }, caller }) => {
    const [own, everyones] = await Promise.all([savedViews.get(caller.name), savedViews.get(null)])
    // A view that is being shared lies on both shelves for a moment.
    const views = new Map([...own.views, ...everyones.views].map((view) => [view.id, view]))
    const items = [...views.values()]
      .filter((view) => screen === undefined || view.screen === screen)
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1))
    return answer({ items: items.map((view) => viewOf(view, caller)) })
  }

/** On its new shelf first, then off the other one: a crash in between loses nothing. */
export const putView =
  ({ savedViews, now }: Ports): Verb<'putView'> =>
  async ({ params: { id }, body, caller }) => {
    if (!ulidForm.test(id))
      return refuse({
        kind: 'invalid',
        reason: 'bad_id',
        detail: 'The id of a view is a ULID of 26 characters: make a fresh one.',
        errors: [],
      })
    const found = await find(savedViews, id, caller)
    if (found && !mayChange(found, caller)) return notYours(found)
    const view: SavedView = { id, ...body, owner: found?.owner ?? caller.name, updatedAt: new Date(now()).toISOString() }
    const refused = await onShelf(savedViews, shelfOf(view), (views) => placed(views, view))
    if (refused) return refused
    if (found && shelfOf(found) !== shelfOf(view)) await onShelf(savedViews, shelfOf(found), (views) => without(views, id))
    return answer(viewOf(view, caller))
  }

export const removeView =
  ({ savedViews }: Ports): Verb<'removeView'> =>
  async ({ params: { id }, caller }) => {
    const found = await find(savedViews, id, caller)
    if (found && !mayChange(found, caller)) return notYours(found)
    if (found)
      for (const shelf of new Set([null, found.owner])) {
        const refused = await onShelf(savedViews, shelf, (views) => without(views, id))
        if (refused) return refused
      }
    return answer({ id })
  }

const find = async (savedViews: SavedViewPorts, id: string, { name }: Caller): Promise<SavedView | null> => {
  const [everyones, own] = await Promise.all([savedViews.get(null), savedViews.get(name)])
  return [...everyones.views, ...own.views].find((view) => view.id === id) ?? null
}

const mayChange = ({ owner }: SavedView, { name, roles }: Caller): boolean => owner === name || roles.includes('admin')

/** Changes a shelf as it stands now, again where somebody else was faster; a refusal changes nothing. */
const onShelf = async (
  savedViews: SavedViewPorts,
  owner: string | null,
  change: (views: SavedView[]) => SavedView[] | Outcome<never>,
): Promise<Outcome<never> | null> => {
  for (let attempt = 0; attempt < mostTries; attempt++) {
    const { views, revision } = await savedViews.get(owner)
    const changed = change(views)
    if ('kind' in changed) return changed
    if (changed === views || (await savedViews.put(owner, { views: changed, revision }))) return null
  }
  return refuse({ kind: 'conflict', reason: 'busy', detail: 'Others are saving views at this very moment. Try again.' })
}

const without = (views: SavedView[], id: string): SavedView[] =>
  views.some((view) => view.id === id) ? views.filter((view) => view.id !== id) : views

const placed = (views: SavedView[], view: SavedView): SavedView[] | Outcome<never> => {
  const others = views.filter(({ id }) => id !== view.id)
  const same = others.find(({ screen, owner, name }) => screen === view.screen && owner === view.owner && isSame(name, view.name))
  if (same) {
    const message = `you have a view "${same.name}" of this screen already: give this one another name, or change that one`
    return refuse({ kind: 'conflict', reason: 'name_taken', detail: message, errors: [{ field: 'name', message }], also: { id: same.id } })
  }
  if (others.length < mostViews) return [...others, view]
  const whose = view.shared ? 'shared with everyone' : 'of your own'
  return refuse({ kind: 'conflict', reason: 'too_many_views', detail: `There are ${mostViews} views ${whose}. Remove one first.` })
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

const notYours = ({ owner }: SavedView): Outcome<never> =>
  refuse({ kind: 'conflict', reason: 'not_yours', detail: `The view is ${owner}'s: ask them or an admin, or save one of your own.` })

const viewOf = (view: SavedView, caller: Caller): SavedViewView => ({ ...view, mine: mayChange(view, caller) })
