/** Whole sequences kept to begin others from. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import { bodyOf } from './documents.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'now' | 'newId' | 'sequences' | 'sequenceTemplates'>

export const listSequenceTemplates =
  ({ sequenceTemplates }: Pick<Ports, 'sequenceTemplates'>): Verb<'listSequenceTemplates'> =>
  async ({ query: { limit, cursor } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    const { items, next } = await sequenceTemplates.list(limit, after)
    return answer({ items, nextCursor: cursorOf(next) })
  }

/** The slug stays with the sequence: one that begins from the template gets its own. */
export const createSequenceTemplate =
  ({ now, newId, sequences, sequenceTemplates }: Ports): Verb<'createSequenceTemplate'> =>
  async ({ body: { name, sequenceId }, caller }) => {
    const found = (await sequences.get(sequenceId)) ?? (await sequences.bySlug(sequenceId))
    if (!found) return notFound('sequence', sequenceId)
    const { slug: _slug, ...sequence } = bodyOf(found)
    const template = { id: newId(), name, sequence, createdBy: caller.name, createdAt: new Date(now()).toISOString() }
    await sequenceTemplates.put(template)
    return answer(template)
  }

export const removeSequenceTemplate =
  ({ sequenceTemplates }: Pick<Ports, 'sequenceTemplates'>): Verb<'removeSequenceTemplate'> =>
  async ({ params: { id } }) => {
    const found = await sequenceTemplates.get(id)
    if (!found) return notFound('sequence_template', id)
    await sequenceTemplates.remove(id)
    return answer(found)
  }
