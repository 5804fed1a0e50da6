/** What waits for a person: calls, LinkedIn notes and tasks that were handed over and are not done, and messages whose fate is open. */
import { outcomesAsked } from '../domain/ask-condition.ts'
import { answer } from '../contract/api/outcome.ts'
import type { TaskView } from '../contract/api/tasks.ts'
import type { Verb } from '../contract/api/requests.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { messageViewOf } from './message-view.ts'
import { placesOf } from './places.ts'
import type { ApiPorts } from './ports.ts'

export const listTasks =
  (ports: Pick<ApiPorts, 'messages' | 'contacts' | 'sequences'>): Verb<'listTasks'> =>
  async ({ query: { limit, cursor } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    const { items, next } = await ports.messages.openTasks(Math.min(limit, 100), after)
    const places = await placesOf(ports, items)
    const views = places.map(({ place, steps }, i): TaskView[] => {
      const row = items[i]
      return row ? [{ ...place, ...messageViewOf(row), leadId: row.leadId, asks: outcomesAsked(steps, row.stepId) }] : []
    })
    return answer({ items: views.flat(), nextCursor: cursorOf(next) })
  }

export const listUnknownMessages =
  ({ messages }: Pick<ApiPorts, 'messages'>): Verb<'listUnknownMessages'> =>
  async ({ query: { limit, cursor } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    const { items, next } = await messages.unknown(Math.min(limit, 100), after)
    return answer({ items: items.map(messageViewOf), nextCursor: cursorOf(next) })
  }
