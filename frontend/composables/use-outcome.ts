import { computed, ref, type Ref } from 'vue'
import { outcomesAsked } from '../../functions/domain/ask-condition.ts'
import { parseMessageId } from '../../functions/domain/ids.ts'
import { outcomeToRecord } from '../format/outcome-to-record.ts'
import { useEnrollment } from './use-enrollment.ts'
import { useMessages } from './use-enrollments.ts'
import { useHeldBack } from './use-held-back.ts'
import { useQueryText } from './use-query-state.ts'
import { useWalkedVersion } from './use-version.ts'

/** Whose outcome is being recorded: `?outcome=` with a message's id, or an enrollment's where the message that waits is meant. */
export const useOutcomePanel = () => {
  const id = useQueryText('outcome')
  return { id, show: (wanted: string) => (id.value = wanted), close: () => (id.value = '') }
}

/** The message that is meant, its enrollment, and the later steps that ask what it came to. */
export const useOutcomeToRecord = (id: Ref<string>) => {
  const messageId = computed(() => (parseMessageId(id.value) ? id.value : null))
  const enrollmentId = computed(() => parseMessageId(id.value)?.enrollmentId ?? id.value)
  const enrollment = useEnrollment(enrollmentId)
  const sequenceId = computed(() => enrollment.data.value?.sequenceId ?? '')
  const messages = useMessages(sequenceId, enrollmentId, () => sequenceId.value !== '')
  const version = useWalkedVersion(computed(() => enrollment.data.value))
  const asksOf = (stepId: string) => outcomesAsked(version.data.value?.steps ?? [], stepId)
  const message = computed(() => {
    const all = messages.data.value ?? []
    return messageId.value === null ? outcomeToRecord(all, asksOf) : all.find((one) => one.id === messageId.value)
  })
  const parts = [enrollment, messages, version]
  return {
    enrollment: enrollment.data,
    message,
    asks: computed(() => (message.value ? asksOf(message.value.stepId) : [])),
    stepName: computed(() => version.data.value?.steps.find((step) => step.id === message.value?.stepId)?.name),
    loading: computed(() => parts.some((one) => one.data.value === undefined)),
    error: computed(() => parts.find((one) => one.isError.value && one.data.value === undefined)?.error.value ?? null),
    retry: () => void Promise.all(parts.filter((one) => one.isError.value).map((one) => one.refetch())),
  }
}

const said = ref<ReadonlyMap<string, string>>(new Map())

/** What was just said of a message or of an enrollment's latest, while it can still be taken back; null for any other. */
export const useSaidOutcomes = () => {
  const { held } = useHeldBack()
  return {
    say: (messageId: string, outcome: string) => void (said.value = new Map([...said.value, [messageId, outcome]])),
    saidOf: (messageId: string): string | null => (held.value.has(messageId) ? (said.value.get(messageId) ?? null) : null),
    saidIn: (enrollmentId: string): string | null => {
      const found = [...said.value].findLast(([id]) => held.value.has(id) && parseMessageId(id)?.enrollmentId === enrollmentId)
      return found?.[1] ?? null
    },
  }
}
