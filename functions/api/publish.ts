/** Publishing a draft: what it would change, and whom it is for. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import { publish } from '../domain/publish.ts'
import { asPublished, type Sequence, type Step } from '../domain/sequence.ts'
import { strangeStage } from '../domain/stages.ts'
import { outcomeWarnings } from '../domain/task-outcomes.ts'
import { versionDifference } from '../domain/version-difference.ts'
import { readInForce } from './in-force.ts'
import { routeErrors } from './route-check.ts'
import { groundsOf, stored } from './sequence-edits.ts'
import { sequenceViewOf } from './sequence-view.ts'
import { published, type SequenceVerbPorts } from './sequences.ts'
import { changedLines, offIn } from './versions.ts'

export const publishPreview =
  (ports: SequenceVerbPorts): Verb<'publishPreview'> =>
  async ({ params: { id } }) => {
    const found = await ports.sequences.get(id)
    if (!found) return notFound('sequence', id)
    const [before, [counters], grounds, routing, { settings }] = await Promise.all([
      found.version > 0 ? ports.sequences.version(id, found.version) : null,
      ports.counters.totals([id]),
      groundsOf(ports),
      routeErrors(ports.sequences, found),
      readInForce(ports),
    ])
    const { added, removed, changed, policies, fields } = versionDifference(before, asPublished(found))
    const tried = publish(found, grounds, ports.now())
    return answer({
      sequenceId: id,
      version: found.version,
      nextVersion: found.version + 1,
      revision: found.revision,
      running: sequenceViewOf(found, counters ?? {}).counts.running,
      steps: {
        added: added.map(lineOf),
        removed: removed.map((step) => ({ ...lineOf(step), ...offIn(found, step) })),
        changed: changedLines(changed).map((line) => ({ ...line, fields: line.changes.map(({ field }) => field) })),
        off: found.steps.filter(({ off }) => off).map(lineOf),
      },
      policies: policies.map(({ field }) => field),
      fields: fields.map(({ field }) => field),
      changes: { policies, fields },
      errors: [...(tried.kind === 'refused' ? tried.errors : []), ...routing],
      warnings: [...stageWarnings(found, settings.stages), ...outcomeWarnings(found.steps)],
    })
  }

/** `move` also moves those who run to a version that was published before: nothing has to change for it. */
export const publishSequence =
  (ports: SequenceVerbPorts): Verb<'publishSequence'> =>
  async ({ params: { id }, body: { running, revision }, caller }) => {
    const found = await ports.sequences.get(id)
    if (!found) return notFound('sequence', id)
    if (revision !== undefined && revision !== found.revision) return stored(ports, { kind: 'stale', current: found }, revision)
    const move = (version: number) => ports.dispatchQueue.send([{ kind: 'version_moved', sequence: id, version }])
    if (running === 'move' && found.version > 1 && !found.draftChanged && found.status !== 'archived') {
      await move(found.version)
      return stored(ports, { kind: 'stored', sequence: found })
    }
    const outcome = await published(ports, publish(found, await groundsOf(ports), ports.now(), caller.name))
    if (outcome.kind === 'answer' && running === 'move' && outcome.value.version > 1) await move(outcome.value.version)
    return outcome
  }

/** A stage that nobody configured may be one of tomorrow's, so it keeps nothing from being published. */
const stageWarnings = ({ triggerStage, goalStages }: Sequence, stages: readonly string[]): { field: string; message: string }[] => {
  const trigger = triggerStage === null ? null : strangeStage(triggerStage, stages)
  return [
    ...(trigger === null ? [] : [{ field: 'triggerStage', message: `${trigger} Nobody is enrolled before a lead enters it.` }]),
    ...goalStages.flatMap((stage) => strangeStage(stage, stages) ?? []).map((message) => ({ field: 'goalStages', message })),
  ]
}

const lineOf = ({ id, name, channel, delayMinutes }: Step) => ({ id, name, channel, delayMinutes })
