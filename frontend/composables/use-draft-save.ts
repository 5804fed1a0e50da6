import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { SequenceView } from '../../functions/contract/api/views.ts'
import { inOrder } from '../../functions/domain/plan.ts'
import { ApiProblem, fieldErrors } from '../api/problem.ts'
import { isRecord } from '../api/reading.ts'
import { createSequence, updateSequence } from '../api/sequences.ts'
import { builderFormOf, draftBodyOf, type BuilderForm } from '../forms/builder-form.ts'
import { mergedDraft } from '../forms/draft-merge.ts'
import { reletter } from '../forms/variant-form.ts'
import { useRetry } from './use-retry.ts'

export type SaveState = 'untouched' | 'saved' | 'waiting' | 'saving' | 'refused' | 'stale'

/**
 * Saves a draft by itself: `after` milliseconds from the last change, one request at a time, each with the revision that was read last. Where
 * another edit was faster, it stops and `theirs` holds what that made, until `keepMine` (over theirs, what was changed here) or `takeTheirs`. Where nothing is stored yet the first
 * change creates it. What failed for want of an answer is tried again by itself. `stored` is told of each answer.
 */
export const useDraftSave = (
  form: Ref<BuilderForm>,
  { after = 800, stored }: { after?: number; stored: (sequence: SequenceView) => void },
) => {
  const current = shallowRef<SequenceView | null>(null)
  const theirs = shallowRef<SequenceView | null>(null)
  const ids = ref(new Map<string, string>())
  const problem = shallowRef<unknown>(null)
  const savedAt = ref<string | null>(null)
  const running = shallowRef<Promise<boolean> | null>(null)
  const baseline = ref(JSON.stringify(form.value))
  /** A condition that names a step without an id was left out of the last save. */
  const owing = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  const text = computed(() => JSON.stringify(form.value))
  const dirty = computed(() => text.value !== baseline.value || owing.value)
  const state = computed((): SaveState => {
    if (theirs.value) return 'stale'
    if (running.value) return 'saving'
    if (problem.value !== null) return 'refused'
    return dirty.value ? 'waiting' : savedAt.value === null ? 'untouched' : 'saved'
  })

  /** Takes what is stored as where editing begins. */
  const begin = (sequence: SequenceView, keyOf?: (id: string) => string): void => {
    const { form: read, ids: known } = builderFormOf(sequence, keyOf)
    current.value = sequence
    ids.value = known
    form.value = read
    settle(JSON.stringify(read))
  }
  const settle = (said: string): void => {
    clearTimeout(timer)
    baseline.value = said
    problem.value = null
    theirs.value = null
  }

  const send = async (): Promise<boolean> => {
    const said = text.value
    const keys = inOrder(form.value.steps).map(({ key }) => key)
    const { body, waiting } = draftBodyOf(form.value, ids.value)
    const from = current.value
    try {
      const view = await (from
        ? updateSequence({ params: { id: from.id }, body: { ...body, revision: from.revision } })
        : createSequence({ body }))
      current.value = view
      for (const [place, key] of keys.entries()) {
        const id = view.steps[place]?.id
        if (id !== undefined) ids.value.set(key, id)
      }
      settle(said)
      owing.value = waiting
      savedAt.value = view.updatedAt
      stored(view)
      return waiting ? await send() : true
    } catch (error) {
      const now = currentOf(error)
      if (now && JSON.stringify(body) === textOf(now)) {
        // An earlier attempt was taken, and its answer lost.
        current.value = now
        settle(said)
        savedAt.value = now.updatedAt
        stored(now)
        return true
      }
      if (now && from && isSameDraft(now, from)) {
        // Only its state or its numbers moved on, not what is edited here.
        current.value = now
        return send()
      }
      if (now) theirs.value = now
      else if (forgetGone(error, keys)) return send()
      else problem.value = error
      return false
    }
  }

  /** Steps and variants that the stored draft has no more, brought back by an undo: they become new ones. */
  const forgetGone = (error: unknown, keys: readonly string[]): boolean => {
    const fields = Object.keys(fieldErrors(error))
    const gone = fields.flatMap((field) => /^steps\.(\d+)\.id$/.exec(field)?.[1] ?? [])
    const lettered = fields.filter((field) => {
      const [, at, place] = /^steps\.(\d+)\.variants\.(\d+)\.id$/.exec(field) ?? []
      const key = keys[Number(at)] ?? ''
      const step = form.value.steps.find((one) => one.key === key)
      if (place === undefined || !step) return false
      const before = step.variants[Number(place)]?.id
      const stored = current.value?.steps.find(({ id }) => id === ids.value.get(key))
      reletter(step, Number(place), stored?.lastVariant)
      return before !== step.variants[Number(place)]?.id
    })
    return gone.filter((place) => ids.value.delete(keys[Number(place)] ?? '')).length + lettered.length > 0
  }

  /** Everything stored? False where it was refused, and why is in `problem` or `theirs`. */
  const save = async (): Promise<boolean> => {
    clearTimeout(timer)
    // Whoever waited with this call may have begun another one meanwhile.
    while (running.value) await running.value
    if (theirs.value) return false
    if (!dirty.value) return problem.value === null
    running.value = send()
    try {
      return await running.value
    } finally {
      running.value = null
      if (text.value !== baseline.value && problem.value === null && !theirs.value) timer = setTimeout(() => void save(), after)
    }
  }

  const stop = watch(text, () => {
    if (theirs.value) return
    if (text.value === baseline.value) {
      problem.value = null
      return
    }
    clearTimeout(timer)
    timer = setTimeout(() => void save(), after)
  })
  onScopeDispose(() => (clearTimeout(timer), stop()))
  useRetry(
    () => problem.value,
    (failure) => mayPass(failure, current.value !== null),
    save,
  )

  /** Counts as changed, whether or not anything was typed. */
  const touch = (): void => void (baseline.value = '')
  /** What the draft would be with what was changed here over what was stored meanwhile; null where nothing was. */
  const merged = computed((): { form: BuilderForm; theirs: BuilderForm; ids: Map<string, string> } | null => {
    if (!theirs.value || !current.value) return null
    const keys = new Map([...ids.value].map(([key, id]) => [id, key]))
    const read = (sequence: SequenceView): ReturnType<typeof builderFormOf> => builderFormOf(sequence, (id) => keys.get(id) ?? id)
    const { form: other, ids: known } = read(theirs.value)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was written from the same form
    const base = baseline.value === '' ? read(current.value).form : (JSON.parse(baseline.value) as BuilderForm)
    return { form: mergedDraft(base, form.value, other), theirs: other, ids: known }
  })
  const keepMine = async (): Promise<boolean> => {
    const kept = merged.value
    if (!kept) return false
    current.value = theirs.value
    ids.value = kept.ids
    form.value = kept.form
    settle(JSON.stringify(kept.theirs))
    return save()
  }
  const takeTheirs = (): void => {
    if (!theirs.value) return
    const keys = new Map([...ids.value].map(([key, id]) => [id, key]))
    begin(theirs.value, (id) => keys.get(id) ?? id)
  }
  return { touch, current, theirs, merged, ids, problem, savedAt, dirty, state, begin, save, keepMine, takeTheirs }
}

/**
 * Nobody answered, or not for the draft's sake: the same may be taken the next time. An edit names the revision that it is made from, so that
 * one whose answer was lost changes nothing twice; a creation would, and is sent again only where the server was out of reach.
 */
const mayPass = (failure: unknown, exists: boolean): boolean => {
  const status = failure instanceof ApiProblem ? failure.problem.status : null
  return status === 0 || (exists && status !== null && (status >= 500 || status === 429))
}

/** The version that a stale edit is told of. */
const currentOf = (error: unknown): SequenceView | null => {
  if (!(error instanceof ApiProblem) || error.problem.status !== 409 || error.problem.reason !== 'stale_revision') return null
  const now: unknown = 'current' in error.problem ? error.problem.current : null
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API's own view beside its refusal, checked against its table there
  return isRecord(now) && Array.isArray(now['steps']) ? (now as SequenceView) : null
}

const isSameDraft = (one: SequenceView, other: SequenceView): boolean => textOf(one) === textOf(other)
const textOf = (sequence: SequenceView): string => {
  const { form, ids } = builderFormOf(sequence, (id) => id)
  return JSON.stringify(draftBodyOf(form, ids).body)
}
