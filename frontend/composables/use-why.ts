import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { verdictText } from '../../functions/domain/verdict-text.ts'
import { getMessage, whyMessage } from '../api/messages.ts'
import { contactPlan } from '../api/people.ts'
import { keys, pollEvery } from './keys.ts'

/** Which message's reasons lie open: `?why=` in the address, so that a link opens them and Back closes them. */
export const useWhy = () => {
  const route = useRoute()
  const router = useRouter()
  const messageId = computed(() => (typeof route.query['why'] === 'string' && route.query['why'] !== '' ? route.query['why'] : null))
  return {
    messageId,
    show: (id: string) => void router.push({ query: { ...route.query, why: id } }),
    close: () => void router.replace({ query: { ...route.query, why: undefined } }),
  }
}

/** Every gate at every attempt, and how the message stands. */
export const useWhyAnswer = (messageId: Ref<string>) =>
  useQuery({
    queryKey: computed(() => keys.why(messageId.value)),
    queryFn: () => whyMessage({ params: { id: messageId.value } }),
    refetchInterval: pollEvery,
  })

/** Of a message that has not left: what each check would say when it is due, by the contact's plan. */
export const useForecast = (messageId: Ref<string>, wanted: Ref<boolean>) => {
  const message = useQuery({
    queryKey: computed(() => keys.message(messageId.value)),
    queryFn: () => getMessage({ params: { id: messageId.value } }),
    enabled: wanted,
  })
  const contactId = computed(() => message.data.value?.contactId ?? '')
  const plan = useQuery({
    queryKey: computed(() => keys.plan(contactId.value)),
    queryFn: () => contactPlan({ params: { id: contactId.value } }),
    enabled: computed(() => wanted.value && contactId.value !== ''),
  })
  const touch = computed(() => {
    const { enrollmentId, stepId } = message.data.value ?? {}
    const found = plan.data.value?.touches.find((one) => one.enrollmentId === enrollmentId && one.stepId === stepId)
    return wanted.value && found && found.verdicts.length > 0 ? found : null
  })
  const verdicts = computed(() => {
    const { channel, timeZone = 'UTC', at, dueAt, verdicts: said } = touch.value ?? {}
    if (channel === undefined || dueAt === undefined) return []
    const context = { channel, zone: timeZone, consent: {} }
    return (said ?? []).map(({ gate, pass, reason, saw }) => {
      const verdict = { gate, pass, ...(reason === undefined ? {} : { reason }), ...(saw === undefined ? {} : { saw }) }
      return { gate, pass, text: verdictText(verdict, { startedAt: at ?? dueAt }, context) }
    })
  })
  return { touch, verdicts }
}
