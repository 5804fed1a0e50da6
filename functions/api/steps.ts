/** Steps of a sequence's draft. */
import { notFound, type Outcome } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { SequenceView } from '../contract/api/views.ts'
import { addStep as added, removeStep as removed, updateStep as updated, type Edited } from '../domain/sequence-edit.ts'
import type { Sequence } from '../domain/sequence.ts'
import { refusedFor, stored, tooLarge, type EditPorts } from './sequence-edits.ts'

export const addStep =
  (ports: EditPorts): Verb<'addStep'> =>
  ({ params, body: { revision, ...step } }) =>
    edit(ports, params.id, null, revision, (sequence) => added(sequence, step, ports.now()))

export const updateStep =
  (ports: EditPorts): Verb<'updateStep'> =>
  ({ params, body: { revision, ...step } }) =>
    edit(ports, params.id, params.stepId, revision, (sequence) => updated(sequence, params.stepId, step, ports.now()))

export const removeStep =
  (ports: EditPorts): Verb<'removeStep'> =>
  ({ params, query: { revision } }) =>
    edit(ports, params.id, params.stepId, revision, (sequence) => removed(sequence, params.stepId, ports.now()))

const edit = async (
  ports: EditPorts,
  id: string,
  stepId: string | null,
  revision: number | undefined,
  change: (sequence: Sequence) => Edited,
): Promise<Outcome<SequenceView>> => {
  const sequence = await ports.sequences.get(id)
  if (!sequence) return notFound('sequence', id)
  if (stepId !== null && !sequence.steps.some((step) => step.id === stepId)) return notFound('step', stepId)
  if (revision !== undefined && revision !== sequence.revision) return stored(ports, { kind: 'stale', current: sequence }, revision)
  const edited = change(sequence)
  if (edited.kind === 'refused') return refusedFor(edited)
  return tooLarge(edited.sequence) ?? stored(ports, await ports.sequences.put(edited.sequence), revision)
}
