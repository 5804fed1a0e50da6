import { computed, ref, shallowRef } from 'vue'
import type { BodyOf } from '../../functions/contract/api/routes.ts'
import type { ConflictChoice } from '../../functions/domain/conflicts.ts'
import { sequenceConflicts } from '../api/preview.ts'
import { choiceFor, sending, standingOf, withoutTwins, type Candidate, type Standing } from '../forms/enroll-check.ts'

/** Contacts that one request looks at; requests that are under way at once. */
const portion = 50
const atOnce = 2

type Body = BodyOf<'sequenceConflicts'>

/** Asks portion by portion what stands against enrolling many, goes on where it failed, and keeps what is chosen for whom. */
export const makeCheck = <C extends Candidate>(
  sequenceId: string,
  candidates: readonly C[],
  bodyOf: (some: readonly C[]) => Promise<Body>,
) => {
  const portions = Array.from({ length: Math.ceil(candidates.length / portion) }, (_, i) =>
    candidates.slice(i * portion, (i + 1) * portion),
  )
  const answered = shallowRef<(readonly Standing[] | undefined)[]>(portions.map(() => undefined))
  const policy = ref<ConflictChoice>('parallel')
  /** What was chosen for all, also for those who are still to be looked at; and for some alone. */
  const forAll = ref<ConflictChoice | null>(null)
  const chosen = ref<Record<string, ConflictChoice>>({})
  const error = ref<unknown>(null)
  const busy = ref(false)

  const ask = async (number: number): Promise<void> => {
    const mine = portions[number] ?? []
    const answer = await sequenceConflicts({ params: { id: sequenceId }, body: await bodyOf(mine) })
    policy.value = answer.onConflict
    const byId = new Map(answer.results.map((met) => [met.id, met]))
    const standings = mine.flatMap(({ id, name, line }) => {
      const met = byId.get(id)
      return met ? [standingOf({ id, name, ...(line === undefined ? {} : { line }) }, met)] : []
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
  const standings = computed(() => withoutTwins(answered.value.flatMap((known) => known ?? [])))
  const ready = computed(() => answered.value.every((known) => known !== undefined))
  const wanted = computed(() => forAll.value ?? policy.value)
  return {
    total: candidates.length,
    standings,
    done: computed(() => standings.value.length),
    ready,
    busy,
    error,
    policy,
    forAll,
    choiceOf: ({ candidate, conflicts }: Extract<Standing, { kind: 'conflict' }>): ConflictChoice =>
      choiceFor(conflicts, chosen.value[candidate.id] ?? wanted.value),
    choose: (id: string, choice: ConflictChoice): void => void (chosen.value = { ...chosen.value, [id]: choice }),
    chooseForAll: (choice: ConflictChoice): void => {
      forAll.value = choice
      chosen.value = {}
    },
    sending: computed(() => sending(standings.value, chosen.value, wanted.value)),
    run,
  }
}
export type EnrollCheck = ReturnType<typeof makeCheck>
