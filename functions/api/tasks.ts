/** What waits for a person: calls, LinkedIn notes and tasks that were handed over and are not done, and messages whose fate is open. */
import { answer } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { messageViewOf } from './message-view.ts'
import type { ApiPorts } from './ports.ts'

export const listTasks =
  ({ messages }: Pick<ApiPorts, 'messages'>): Verb<'listTasks'> =>
  async ({ query: { limit, cursor } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    const { items, next } = await messages.openTasks(Math.min(limit, 100), after)
    return answer({ items: items.map(messageViewOf), nextCursor: cursorOf(next) })
  }

export const listUnknownMessages =
  ({ messages }: Pick<ApiPorts, 'messages'>): Verb<'listUnknownMessages'> =>
  async ({ query: { limit, cursor } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    const { items, next } = await messages.unknown(Math.min(limit, 100), after)
    return answer({ items: items.map(messageViewOf), nextCursor: cursorOf(next) })
  }
