/** What waits for a person: calls, LinkedIn notes and tasks that were handed over and are not done, and messages whose fate is open. */
import { outcomesAsked } from '../domain/ask-condition.ts'
import { answer } from '../contract/api/outcome.ts'
import type { TaskView } from '../contract/api/tasks.ts'
import type { QueryOf, Verb } from '../contract/api/requests.ts'
import type { MessageRow } from '../domain/message.ts'
import { matchesText } from '../domain/text-search.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { fittingPage } from './filtered.ts'
import { messageViewOf } from './message-view.ts'
import { placesOf } from './places.ts'
import type { ApiPorts } from './ports.ts'

export const listTasks =
  (ports: Pick<ApiPorts, 'messages' | 'contacts' | 'sequences'>): Verb<'listTasks'> =>
  async ({ query: { limit, cursor, dueFrom, dueBefore, ...filter } }) => {
    const start = afterOf(cursor)
    if (start === null) return badCursor()
    const { items, next } = await fittingPage<TaskView>({
      limit: Math.min(limit, 100),
      after: start,
      read: async (most, after) => {
        const page = await ports.messages.openTasks(most, { after, from: dueFrom, before: dueBefore })
        return { items: await viewsOf(ports, page.items), next: page.next }
      },
      fits: fitsOf(filter),
    })
    return answer({ items, nextCursor: cursorOf(next) })
  }

const viewsOf = async (ports: Pick<ApiPorts, 'contacts' | 'sequences'>, rows: readonly MessageRow[]): Promise<TaskView[]> => {
  const places = await placesOf(ports, rows)
  return places.flatMap(({ place, steps }, i): TaskView[] => {
    const row = rows[i]
    return row ? [{ ...place, ...messageViewOf(row), leadId: row.leadId, asks: outcomesAsked(steps, row.stepId) }] : []
  })
}

const fitsOf = ({ channel, q = '' }: Pick<QueryOf<'listTasks'>, 'channel' | 'q'>) => {
  if (channel === undefined && q === '') return null
  return (task: TaskView): boolean =>
    (channel === undefined || task.channel === channel) &&
    matchesText(q, [task.contactName, task.sequenceName, task.stepName, task.body, task.recipient])
}

export const listUnknownMessages =
  ({ messages }: Pick<ApiPorts, 'messages'>): Verb<'listUnknownMessages'> =>
  async ({ query: { limit, cursor } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    const { items, next } = await messages.unknown(Math.min(limit, 100), after)
    return answer({ items: items.map(messageViewOf), nextCursor: cursorOf(next) })
  }
