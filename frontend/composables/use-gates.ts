import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { GateView } from '../../functions/contract/api/gates.ts'
import type { BodyOf } from '../../functions/contract/api/routes.ts'
import { closeGate, getGate, listGates, passGate } from '../api/gates.ts'
import { keys, pollEvery } from './keys.ts'
import { useHeldBack } from './use-held-back.ts'
import { forgetKeptTexts, type KeptPart } from './use-kept-text.ts'
import { usePages } from './use-pages.ts'
import { useToasts } from './use-toasts.ts'

/** What somebody prepares of a hand-off before they carry it out. */
const prepared: readonly KeptPart[] = ['gate-picked', 'gate-goal', 'gate-notes']
/** Milliseconds between two looks at the list; the open hand-off is looked at more often. */
const listEvery = 15_000

export const useGateList = (state: Ref<'open' | 'decided'>, enabled: Ref<boolean>) =>
  usePages({
    key: computed(() => [...keys.gates, state.value]),
    ask: (cursor) => listGates({ query: { limit: 50, cursor, state: state.value } }),
    every: listEvery,
    enabled,
  })

export const useGate = (id: Ref<string>) =>
  useQuery({
    queryKey: computed(() => keys.gate(id.value)),
    queryFn: () => getGate({ params: { id: id.value } }),
    refetchInterval: pollEvery,
  })

/** Handing over begins the sequences at once, so there is no Undo for it; closing waits thirty seconds for one. `nameOf`: a sequence by its slug. */
export const useGateActions = (nameOf: (slug: string) => string) => {
  const cache = useQueryClient()
  const { done } = useToasts()
  const { holdBack } = useHeldBack()
  const refresh = async ({ id, contactId }: GateView): Promise<void> => {
    await Promise.all(
      [keys.gates, keys.gate(id), keys.counts, keys.home, keys.sequences, keys.contact(contactId), keys.timeline('contact', contactId)].map(
        (queryKey) => cache.invalidateQueries({ queryKey }),
      ),
    )
  }
  const pass = useMutation({
    mutationFn: ({ gate, body }: { gate: GateView; body: NonNullable<BodyOf<'passGate'>> }) => passGate({ params: { id: gate.id }, body }),
    onSuccess: ({ gate, results }) => {
      const entered = results.filter(({ enrollmentId }) => enrollmentId !== null).map(({ sequence }) => nameOf(sequence))
      if (entered.length > 0) done(`${gate.contactName} was handed over to ${entered.join(' and ')}.`)
      cache.setQueryData(keys.gate(gate.id), gate)
      if (gate.state !== 'open') forgetKeptTexts(prepared, gate.id)
    },
    onSettled: (_answer, _error, { gate }) => refresh(gate),
  })
  const close = (gate: GateView, reason: string): void =>
    holdBack({
      id: gate.id,
      text: `Closed: nothing follows for ${gate.contactName}.`,
      commit: () => closeGate({ params: { id: gate.id }, body: reason === '' ? {} : { reason } }),
      failed: `The hand-off of ${gate.contactName} was not closed.`,
      settle: (refusal) => {
        if (refusal === null) forgetKeptTexts(prepared, gate.id)
        return refresh(gate)
      },
    })
  return { pass, close }
}
