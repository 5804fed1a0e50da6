/** Work that was given up: an operator reads it with its reason, sends it back to be worked on again, or deletes it. */
import { deadLetterView, type DeadLetterView } from '../contract/api/dead-letters.ts'
import { answer, refuse, type Outcome } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import { workQueues, type KeptLetter, type WorkQueueName } from '../contract/dead-letters.ts'
import { giveUpKindOf, giveUpText } from '../domain/dead-letter.ts'
import { logger } from '../runtime/logger.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'deadLetters'>

/** How many go back at once: within the time that a request may take. */
const mostRedriven = 500

export const listDeadLetters =
  ({ deadLetters }: Ports): Verb<'listDeadLetters'> =>
  async ({ query }) => {
    const asked = query.queue ? [query.queue] : workQueues
    const found = await Promise.all(
      asked.map(async (queue) => {
        const { letters, more } = await deadLetters[queue].list(query.limit)
        return { items: letters.map((letter) => viewOf(queue, letter)), more }
      }),
    )
    const all = found.flatMap(({ items }) => items).toSorted((a, b) => (a.sentAt < b.sentAt ? -1 : 1))
    return answer({ items: all.slice(0, query.limit), more: all.length > query.limit || found.some(({ more }) => more) })
  }

export const redriveDeadLetters =
  ({ deadLetters }: Ports): Verb<'redriveDeadLetters'> =>
  async ({ body, caller }) => {
    const { letters, more } = await deadLetters[body.queue].redriveAll(mostRedriven)
    logger.info('dead letters redriven', { by: caller.name, queue: body.queue, count: letters.length })
    return answer({ redriven: letters.length, more })
  }

export const redriveDeadLetter =
  ({ deadLetters }: Ports): Verb<'redriveDeadLetter'> =>
  ({ params: { id }, caller }) =>
    one(id, { did: 'dead letter redriven', by: caller.name }, (queue, messageId) => deadLetters[queue].redrive(messageId))

export const discardDeadLetter =
  ({ deadLetters }: Ports): Verb<'discardDeadLetter'> =>
  ({ params: { id }, caller }) =>
    one(id, { did: 'dead letter discarded', by: caller.name }, (queue, messageId) => deadLetters[queue].discard(messageId))

/** An id names its queue, `enroll.5f1c…`: a message is only ever found by going through the queue that it lies in. */
const one = async (
  id: string,
  { did, by }: { did: string; by: string },
  act: (queue: WorkQueueName, messageId: string) => Promise<KeptLetter | null>,
): Promise<Outcome<DeadLetterView>> => {
  const queue = workQueues.find((name) => id.startsWith(`${name}.`))
  const letter = queue ? await act(queue, id.slice(queue.length + 1)) : null
  if (!queue || !letter) return gone(id)
  logger.info(did, { by, id })
  return answer(viewOf(queue, letter))
}

const gone = (id: string): Outcome<never> =>
  refuse({
    kind: 'not_found',
    reason: 'no_such_dead_letter',
    detail: `There is no dead letter ${id}: it was redriven or discarded, or somebody else is looking at it right now. List them again.`,
  })

const viewOf = (queue: WorkQueueName, { id, body, sentAt, tries, cause }: KeptLetter): DeadLetterView =>
  deadLetterView.parse({ id: `${queue}.${id}`, queue, kind: giveUpKindOf(cause), reason: giveUpText(cause, tries), body, sentAt, tries })
