/** Steps kept for use in other sequences. */
import { answer, notFound, refuse, type Outcome } from '../contract/api/outcome.ts'
import type { ParsedBodyOf, Verb } from '../contract/api/requests.ts'
import type { StepTemplateView } from '../contract/api/campaigns.ts'
import { given } from '../domain/sequence-edit.ts'
import { letteredVariants } from '../domain/variant-edit.ts'
import type { StepTemplate } from '../domain/step-template.ts'
import { afterOf, badCursor, cursorOf } from './cursor.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'now' | 'newId' | 'stepTemplates'>

export const listStepTemplates =
  ({ stepTemplates }: Pick<Ports, 'stepTemplates'>): Verb<'listStepTemplates'> =>
  async ({ query: { limit, cursor } }) => {
    const after = afterOf(cursor)
    if (after === null) return badCursor()
    const { items, next } = await stepTemplates.list(limit, after)
    return answer({ items, nextCursor: cursorOf(next) })
  }

export const createStepTemplate =
  (ports: Ports): Verb<'createStepTemplate'> =>
  ({ body: { name, step }, caller }) => {
    const at = new Date(ports.now()).toISOString()
    const id = ports.newId()
    return put(ports, { id, name, step: contentOf(step), createdBy: caller.name, createdAt: at, updatedAt: at, revision: 0 })
  }

export const updateStepTemplate =
  (ports: Ports): Verb<'updateStepTemplate'> =>
  async ({ params: { id }, body: { name, step, revision } }) => {
    const found = await ports.stepTemplates.get(id)
    if (!found) return notFound('step_template', id)
    if (revision !== undefined && revision !== found.revision) return stale(found, revision)
    return put(ports, { ...found, name, step: contentOf(step), updatedAt: new Date(ports.now()).toISOString() }, revision)
  }

export const removeStepTemplate =
  ({ stepTemplates }: Pick<Ports, 'stepTemplates'>): Verb<'removeStepTemplate'> =>
  async ({ params: { id } }) => {
    const found = await stepTemplates.get(id)
    if (!found) return notFound('step_template', id)
    await stepTemplates.remove(id)
    return answer(found)
  }

const put = async ({ stepTemplates }: Ports, template: StepTemplate, read?: number): Promise<Outcome<StepTemplateView>> => {
  const stored = await stepTemplates.put(template)
  return stored ? answer(stored) : stale(await stepTemplates.get(template.id), read)
}

/** `read` is the revision that the caller worked from; without a `current` one, it was removed meanwhile. */
const stale = (current: StepTemplate | null, read: number | undefined): Outcome<never> =>
  refuse({
    kind: 'stale',
    reason: 'stale_revision',
    detail: current
      ? 'Someone else changed this step meanwhile. Make your change on what it says now: `current` has it.'
      : 'Someone else removed this step meanwhile. Keep it anew if it is still wanted.',
    also: {
      currentRevision: current?.revision ?? 0,
      ...(read === undefined ? {} : { givenRevision: read }),
      ...(current ? { current } : {}),
    },
  })

const contentOf = ({
  name,
  channel,
  delayMinutes,
  onFailure,
  variants,
  ...rest
}: ParsedBodyOf<'createStepTemplate'>['step']): StepTemplate['step'] => ({
  name,
  channel,
  delayMinutes,
  onFailure,
  ...given(rest),
  ...given({ variants: letteredVariants(variants ?? [], undefined, 'step').variants }),
})
