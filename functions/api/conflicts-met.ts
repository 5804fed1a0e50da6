/** What enrolling one contact met, and what was done about it. */
import { conflictsOf, type ConflictChoice, type Standing } from '../domain/conflicts.ts'
import type { AnswerOf } from '../contract/api/routes.ts'
import type { ContactHead } from '../domain/contact.ts'
import type { ApiPorts } from './ports.ts'

type Met = AnswerOf<'enroll'>['results'][number]['conflicts']

/**
 * Each conflict that the contact's head told before the decision, with the sentence of what was done. `choice` is what held, `isAgain`
 * whether the same sequence was to begin anew. The daily limit is met later, message by message.
 */
export const conflictsMet = async (
  { sequences }: Pick<ApiPorts, 'sequences'>,
  head: ContactHead | null,
  standing: Omit<Standing, 'running' | 'nameOf'>,
  { choice, isAgain }: { choice: ConflictChoice; isAgain: boolean },
): Promise<Met> => {
  const running = head?.enrollments ?? []
  const named = running.map(async (one) => [one.sequenceId, (await sequences.version(one.sequenceId, one.version)).name] as const)
  const names = new Map(await Promise.all(named))
  return conflictsOf({ ...standing, running, nameOf: (id) => names.get(id) ?? id }).map(({ choices, ...conflict }) => ({
    ...conflict,
    done: choices[conflict.kind === 'same_sequence' && !isAgain ? 'skip' : choice],
  }))
}
