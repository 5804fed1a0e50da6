/** Sequences as documents: exported, imported all or none, and copied. */
import { mostSequences, type ImportAnswer } from '../contract/api/campaigns.ts'
import type { SequenceBody } from '../contract/api/bodies.ts'
import { answer, notFound, refuse, type FieldError } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import { checkRoutes, type Routed } from '../domain/routes.ts'
import { mustPublish, publish, type Grounds } from '../domain/publish.ts'
import { applyPatch, newSequence, slugOf, type Edited } from '../domain/sequence-edit.ts'
import { contentOf, isSameContent, type Sequence, type SequenceVersion, type Step } from '../domain/sequence.ts'
import type { ApiPorts, StoredSequence } from './ports.ts'
import { routedOf, targetsOf, writeNew } from './route-check.ts'
import { groundsOf, refusedFor, stored, tooLarge, type EditPorts } from './sequence-edits.ts'

type Ports = EditPorts & Pick<ApiPorts, 'newId'>

export const exportSequences =
  ({ sequences }: Pick<Ports, 'sequences'>): Verb<'exportSequences'> =>
  async ({ query: { ids } }) => {
    const named = ids?.split(',').map((id) => id.trim())
    const found: Sequence[] = []
    for (const id of named ?? []) {
      const sequence = (await sequences.get(id)) ?? (await sequences.bySlug(id))
      if (!sequence) return notFound('sequence', id)
      found.push(sequence)
    }
    // What is archived is of no use elsewhere unless someone asks for it by name.
    if (!named) found.push(...(await sequences.list({ limit: 200 })).items.filter(({ status }) => status !== 'archived'))
    if (found.length > mostSequences || found.length === 0) {
      const detail =
        found.length === 0
          ? 'There is no sequence to export.'
          : `A document holds at most ${mostSequences} sequences: name those that it should have in ids.`
      return refuse({ kind: 'invalid', reason: 'export_size', detail, errors: [{ field: 'ids', message: detail }] })
    }
    return answer({ touchline: 1, sequences: found.map(bodyOf) })
  }

export const duplicateSequence =
  (ports: Ports): Verb<'duplicateSequence'> =>
  async ({ params: { id }, body, caller }) => {
    const found = await ports.sequences.get(id)
    if (!found) return notFound('sequence', id)
    const { slug: _slug, ...content } = bodyOf(found)
    const name = body.name ?? `Copy of ${found.name}`.slice(0, 120)
    const made = newSequence({ ...content, name }, { id: ports.newId(), owner: caller.name, now: ports.now() })
    if (made.kind === 'refused') return refusedFor(made)
    return tooLarge(made.sequence) ?? stored(ports, await writeNew(made.sequence, false, (copy) => ports.sequences.put(copy)))
  }

/** As it is created: without what only this installation knows, such as who owns it. Steps keep their ids, by which conditions name them. */
export const bodyOf = (sequence: Sequence): SequenceBody => ({
  ...contentOf(sequence),
  slug: sequence.slug,
  status: 'draft',
  steps: sequence.steps.map(({ number: _number, lastVariant: _given, ...step }) => step),
})

interface Planned {
  sequence: Sequence
  /** Given where it is published with this import. */
  version: SequenceVersion | null
  outcome: ImportAnswer['sequences'][number]['outcome']
}

/** A sequence that is paused stays paused; its draft is published all the same. */
export const importSequences =
  (ports: Ports): Verb<'importSequences'> =>
  async ({ body: { sequences: bodies, activate, replace }, caller }) => {
    const grounds = await groundsOf(ports)
    const errors: FieldError[] = []
    const say = (index: number, { field, message }: FieldError): void =>
      void errors.push({ field: `sequences[${index}].${field}`, message: `"${bodies[index]?.name ?? ''}": ${message}` })
    const planned: Planned[] = []
    const taken = new Set<string>()
    for (const [index, { status, ...body }] of bodies.entries()) {
      const slug = body.slug ?? slugOf(body.name)
      if (taken.has(slug)) say(index, { field: 'slug', message: `another sequence of this document has the slug "${slug}" too` })
      taken.add(slug)
      const existing = await ports.sequences.bySlug(slug)
      if (existing && !replace) {
        say(index, {
          field: 'slug',
          message: `there is a sequence "${slug}" already: import with "replace" (--replace on the command line) to edit its draft`,
        })
        continue
      }
      const made: Edited = existing
        ? applyPatch(existing, { ...body, steps: recognised(existing, body.steps) }, ports.now(), { adopt: true })
        : newSequence({ ...body, slug }, { id: ports.newId(), owner: caller.name, now: ports.now() })
      if (made.kind === 'refused') made.errors.forEach((error) => say(index, error))
      else {
        const plan = planOf(existing, made.sequence, {
          active: status === 'active' || activate,
          grounds,
          now: ports.now(),
          by: caller.name,
        })
        if (tooLarge(made.sequence))
          say(index, { field: 'steps', message: 'its texts have more than 350,000 bytes together: shorten some' })
        if ('errors' in plan) plan.errors.forEach((error) => say(index, error))
        else planned.push(plan)
      }
    }
    if (errors.length === 0) (await circles(ports, planned)).forEach(({ index, error }) => say(index, error))
    return errors.length > 0 ? refusedFor({ errors }) : carryOut(ports, planned)
  }

/** Steps that come without an id are those of the same name and channel, so that a message keeps its step; variants those of the same name. */
const recognised = ({ steps }: Sequence, inputs: SequenceBody['steps']): SequenceBody['steps'] => {
  const named = new Set(inputs.map(({ id }) => id))
  return inputs.map((input) => {
    const isSame = ({ id, name, channel }: Step): boolean =>
      input.id === undefined ? name === input.name && channel === input.channel && !named.has(id) : id === input.id
    const same = steps.find(isSame)
    if (!same) return input
    named.add(same.id)
    return { ...input, id: same.id, ...(input.variants ? { variants: sameVariants(same, input.variants) } : {}) }
  })
}

const sameVariants = (
  { variants = [] }: Step,
  inputs: NonNullable<SequenceBody['steps'][number]['variants']>,
): NonNullable<SequenceBody['steps'][number]['variants']> => {
  const named = new Set(inputs.map(({ id }) => id))
  return inputs.map((input) => {
    const same = input.id === undefined ? variants.find(({ id, name }) => name === input.name && !named.has(id)) : undefined
    if (!same) return input
    named.add(same.id)
    return { ...input, id: same.id }
  })
}

const planOf = (
  existing: Sequence | null,
  sequence: Sequence,
  { active, grounds, now, by }: { active: boolean; grounds: Grounds; now: number; by: string },
): Planned | { errors: FieldError[] } => {
  const outcome = !existing
    ? 'created'
    : sequence.draftChanged || sequence.owner !== existing.owner || !isSameContent(sequence, existing)
      ? 'replaced'
      : 'unchanged'
  if (!active || !mustPublish(sequence)) return { sequence, version: null, outcome }
  const published = publish(sequence, grounds, now, by)
  return published.kind === 'refused' ? published : { sequence: published.sequence, version: published.version, outcome }
}

/** The routes of the document's sequences among each other and those that are there. */
const circles = async ({ sequences }: Ports, planned: readonly Planned[]): Promise<{ index: number; error: FieldError }[]> => {
  const mine: Routed[] = planned.map(({ sequence }) => routedOf(sequence))
  const targets = planned.flatMap(({ sequence }) => targetsOf(sequence.exitRoutes))
  if (targets.length === 0) return []
  const saved = (await sequences.routes(targets)).filter(({ slug }) => !mine.some((one) => one.slug === slug))
  return planned.flatMap(({ sequence: { slug, exitRoutes } }, index) =>
    checkRoutes(slug, exitRoutes, [...saved, ...mine]).map((error) => ({ index, error })),
  )
}

const carryOut = async ({ sequences }: Ports, planned: readonly Planned[]) => {
  const rows: ImportAnswer['sequences'] = []
  for (const { sequence, version, outcome } of planned) {
    const written: StoredSequence =
      outcome === 'unchanged' && !version
        ? { kind: 'stored', sequence }
        : version
          ? await sequences.publish(sequence, version)
          : await sequences.put(sequence)
    if (written.kind !== 'stored') {
      const made = rows.length === 0 ? 'Nothing was imported' : `Only ${rows.map(({ slug }) => slug).join(', ')} were imported`
      const detail = `Somebody changed "${sequence.slug}" at the same time. ${made}. Import again, with "replace" for what is there now.`
      return refuse({ kind: 'conflict', reason: 'import_interrupted', detail })
    }
    const { id, slug, name, status, version: published } = written.sequence
    rows.push({ id, slug, name, outcome, status, version: published })
  }
  return answer({ sequences: rows })
}
