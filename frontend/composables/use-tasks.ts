import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { TaskView } from '../../functions/contract/api/tasks.ts'
import { getMessage } from '../api/messages.ts'
import { listTasks, recordOutcome } from '../api/tasks.ts'
import { inWords } from '../format/say.ts'
import { keys } from './keys.ts'
import { useHeldBack } from './use-held-back.ts'
import { forgetKeptTexts } from './use-kept-text.ts'
import { useSaidOutcomes } from './use-outcome.ts'
import { usePages } from './use-pages.ts'

/** Milliseconds between two looks at what is to do. */
const listEvery = 15_000

interface TaskFilter {
  channel?: TaskView['channel'] | undefined
  dueFrom?: string | undefined
  dueBefore?: string | undefined
  q?: string | undefined
}

/** What recording an outcome has to know: of a task, or of a call that was placed. */
type Recorded = Pick<TaskView, 'id' | 'contactId' | 'contactName' | 'enrollmentId' | 'sequenceId'>

/** Open tasks that fit a filter; without one all of them. */
export const useTaskList = (filter: () => TaskFilter = () => ({})) =>
  usePages({
    key: () => [...keys.tasks, filter()],
    ask: (cursor) => listTasks({ query: { ...filter(), limit: 50, cursor } }),
    every: listEvery,
  })

/** A task that is not in the list any more: what became of it. */
export const useClosedTask = (id: Ref<string>, wanted: Ref<boolean>) =>
  useQuery({
    queryKey: computed(() => keys.message(id.value)),
    queryFn: () => getMessage({ params: { id: id.value } }),
    enabled: wanted,
  })

/** Recording what a task came to waits thirty seconds for an Undo: it lets later steps go on, and is recorded once. */
export const useTaskActions = () => {
  const cache = useQueryClient()
  const { holdBack } = useHeldBack()
  const { say } = useSaidOutcomes()
  const refresh = async ({ id, contactId, enrollmentId, sequenceId }: Recorded): Promise<void> => {
    await Promise.all(
      [
        keys.tasks,
        keys.counts,
        keys.home,
        keys.message(id),
        keys.enrollment(enrollmentId),
        keys.messages(sequenceId, enrollmentId),
        keys.timeline('contact', contactId),
      ].map((queryKey) => cache.invalidateQueries({ queryKey })),
    )
  }
  const settle = (task: Recorded, refusal: unknown): Promise<void> => {
    if (refusal === null) forgetKeptTexts(['task-note', 'task-outcome'], task.id)
    return refresh(task)
  }
  const record = (task: Recorded, outcome: string, notes: string): void => {
    say(task.id, outcome)
    holdBack({
      id: task.id,
      text: `Recorded for ${task.contactName}: ${inWords(outcome)}.`,
      commit: () => recordOutcome({ params: { id: task.id }, body: { outcome, ...(notes === '' ? {} : { notes }) } }),
      failed: `What came of it for ${task.contactName} was not recorded.`,
      settle: (refusal) => settle(task, refusal),
    })
  }
  const dismiss = (task: TaskView, reason: string): void =>
    holdBack({
      id: task.id,
      text: `Given up: nobody does this for ${task.contactName}.`,
      commit: () =>
        recordOutcome({
          params: { id: task.id },
          body: { outcome: 'not done', dismissed: true, ...(reason === '' ? {} : { notes: reason }) },
        }),
      failed: `The task for ${task.contactName} was not given up.`,
      settle: (refusal) => settle(task, refusal),
    })
  return { record, dismiss }
}
