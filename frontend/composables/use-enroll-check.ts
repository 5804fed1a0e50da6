import { computed, ref, shallowRef } from 'vue'
import type { ConflictChoice } from '../../functions/domain/conflicts.ts'
import { sequenceConflicts } from '../api/preview.ts'
import { choiceFor, sending, standingOf, type Candidate, type Standing } from '../forms/enroll-check.ts'

/** Contacts that one request looks at; requests that are under way at once. */
const portion = 100
const atOnce = 2

/** Asks portion by portion what stands against enrolling many, goes on where it failed, and keeps what is chosen for whom. */
export const makeCheck = (sequenceId: string, candidates: readonly Candidate[]) => {
  const portions = Array.from({ length: Math.ceil(candidates.length / portion) }, (_, i) =>
    candidates.slice(i * portion, (i + 1) * portion),
  )
  const answered = shallowRef<(readonly Standing[] | undefined)[]>(portions.map(() => undefined))
  const policy = ref<ConflictChoice>('parallel')
  const chosen = ref<Record<string, ConflictChoice>>({})
  const error = ref<unknown>(null)
  const busy = ref(false)

  const ask = async (number: number): Promise<void> => {
    const mine = portions[number] ?? []
    const answer = await sequenceConflicts({ params: { id: sequenceId }, body: { contactIds: mine.map(({ id }) => id) } })
    policy.value = answer.onConflict
    const byId = new Map(answer.results.map((met) => [met.id, met]))
    const standings = mine.flatMap((candidate) => {
      const met = byId.get(candidate.id)
      return met ? [standingOf(candidate, met)] : []
    })
    answered.value = answered.value.map((known, i) => (i === number ? standings : known))
  }
  const run = async (): Promise<void> => {
    if (busy.value) return
    busy.value = true
    error.value = null
    const left = portions.flatMap((_, number) => (answered.value[number] ? [] : [number]))
    const work = async (): Promise<void> => {
      for (let number = left.shift(); number !== undefined; number = left.shift()) await ask(number)
    }
    try {
      await Promise.all(Array.from({ length: atOnce }, work))
    } catch (problem) {
      left.length = 0
      error.value = problem
    } finally {
      busy.value = false
    }
  }
  const standings = computed(() => answered.value.flatMap((known) => known ?? []))
  const ready = computed(() => answered.value.every((known) => known !== undefined))
  return {
    total: candidates.length,
    standings,
    done: computed(() => standings.value.length),
    ready,
    busy,
    error,
    policy,
    choiceOf: ({ candidate, conflicts }: Extract<Standing, { kind: 'conflict' }>): ConflictChoice =>
      choiceFor(conflicts, chosen.value[candidate.id] ?? policy.value),
    choose: (id: string, choice: ConflictChoice): void => void (chosen.value = { ...chosen.value, [id]: choice }),
    chooseForAll: (choice: ConflictChoice): void => {
      const inConflict = standings.value.filter(({ kind }) => kind === 'conflict')
      chosen.value = Object.fromEntries(inConflict.map(({ candidate }) => [candidate.id, choice]))
    },
    sending: computed(() => sending(standings.value, chosen.value, policy.value)),
    run,
  }
}
export type EnrollCheck = ReturnType<typeof makeCheck>
