/** What was published of a sequence. */
import { answer, notFound } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import { asPublished, type Sequence, type SequenceContent, type Step } from '../domain/sequence.ts'
import { versionDifference, type VersionDifference } from '../domain/version-difference.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import type { ApiPorts } from './ports.ts'
import { stepViewOf } from './sequence-view.ts'

type Ports = Pick<ApiPorts, 'sequences'>

/** Versions hold all their copy, so that a page has at most so many. */
const mostVersions = 50

export const listVersions =
  ({ sequences }: Ports): Verb<'listVersions'> =>
  async ({ params: { id }, query: { limit, cursor } }) => {
    const after = afterOf(cursor)
    const before = after === undefined ? undefined : numberOf(after ?? '')
    if (before === null) return badCursor()
    const found = await sequences.get(id)
    if (!found) return notFound('sequence', id)
    const { items, next } = await sequences.versions(id, Math.min(limit, mostVersions), before)
    const lines = items.map(({ version, publishedAt, publishedBy, name, steps }) => ({
      version,
      publishedAt,
      ...(publishedBy === undefined ? {} : { publishedBy }),
      name,
      steps: steps.length,
      current: version === found.version,
    }))
    return answer({ items: lines, nextCursor: cursorOf(next === null ? null : String(next)) })
  }

export const getVersion =
  ({ sequences }: Ports): Verb<'getVersion'> =>
  async ({ params: { id, version: asked } }) => {
    const found = await sequences.get(id)
    if (!found) return notFound('sequence', id)
    const number = numberOf(asked)
    if (number === null || !isThere(found, number)) return notFound('version', asked)
    const { steps, ...version } = await sequences.version(id, number)
    return answer({ ...version, steps: steps.map(stepViewOf) })
  }

export const compareVersions =
  ({ sequences }: Ports): Verb<'compareVersions'> =>
  async ({ params: { id }, query: { from, to } }) => {
    const found = await sequences.get(id)
    if (!found) return notFound('sequence', id)
    if (!isThere(found, from)) return notFound('version', String(from))
    if (to !== 'draft' && !isThere(found, to)) return notFound('version', String(to))
    const [before, after] = await Promise.all([
      sequences.version(id, from),
      to === 'draft' ? asPublished(found) : sequences.version(id, to),
    ])
    const { added, removed, changed, policies, fields } = versionDifference(before, after)
    return answer({
      sequenceId: id,
      from,
      to,
      steps: {
        added: added.map((step) => ({ ...stepViewOf(step, 0), order: placeIn(after, step) })),
        removed: removed.map((step) => ({
          ...stepViewOf(step, 0),
          order: placeIn(before, step),
          ...(to === 'draft' ? offIn(found, step) : {}),
        })),
        changed: changedLines(changed),
      },
      policies,
      fields,
    })
  }

/** Steps that change, each with what it says before and after. */
export const changedLines = (changed: VersionDifference['changed']) =>
  changed.map(({ step: { id, name, channel, delayMinutes }, changes }) => ({ id, name, channel, delayMinutes, changes }))

/** Of a step that a draft has no more: that it is only switched off. */
export const offIn = ({ steps }: Sequence, { id }: Step): { off?: true } =>
  steps.some((step) => step.id === id && step.off) ? { off: true } : {}

const placeIn = ({ steps }: SequenceContent, { id }: Step): number => steps.findIndex((step) => step.id === id) + 1

const isThere = ({ version }: Sequence, number: number): boolean => number >= 1 && number <= version

const numberOf = (text: string): number | null => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : null)
