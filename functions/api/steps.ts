/** Steps of a sequence's draft. */
import { notFound, type Outcome } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { SequenceView } from '../contract/api/views.ts'
import { addStep as added, removeStep as removed, updateStep as updated, type Edited } from '../domain/sequence-edit.ts'
import type { Sequence } from '../domain/sequence.ts'
import { refusedFor, stored, tooLarge, type EditPorts } from './sequence-edits.ts'

export const addStep =
  (ports: EditPorts): Verb<'addStep'> =>
  ({ params, body }) =>
    edit(ports, params.id, null, (sequence) => added(sequence, body, ports.now()))

export const updateStep =
  (ports: EditPorts): Verb<'updateStep'> =>
  ({ params, body }) =>
    edit(ports, params.id, params.stepId, (sequence) => updated(sequence, params.stepId, body, ports.now()))

export const removeStep =
  (ports: EditPorts): Verb<'removeStep'> =>
  ({ params }) =>
    edit(ports, params.id, params.stepId, (sequence) => removed(sequence, params.stepId, ports.now()))

const edit = async (
  ports: EditPorts,
  id: string,
  stepId: string | null,
  change: (sequence: Sequence) => Edited,
): Promise<Outcome<SequenceView>> => {
  const sequence = await ports.sequences.get(id)
  if (!sequence) return notFound('sequence', id)
  if (stepId !== null && !sequence.steps.some((step) => step.id === stepId)) return notFound('step', stepId)
  const edited = change(sequence)
  if (edited.kind === 'refused') return refusedFor(edited)
  return tooLarge(edited.sequence) ?? stored(ports, await ports.sequences.put(edited.sequence))
}
