/** A lead that moves on ends what was tied to its old stage. */
import type { ContactHead, LiveEnrollment } from '../contact.ts'
import type { Decision } from '../effect.ts'
import type { Signal } from '../signal.ts'
import { changed, livesOf, refused, startChange } from './change.ts'
import { finish } from './finish.ts'

export const stageChanged = (head: ContactHead, signal: Extract<Signal, { kind: 'stage_changed' }>, now: number): Decision => {
  const change = livesOf(head)
    .filter((enrollment) => enrollment.leadId === signal.leadId)
    .reduce((sofar, enrollment) => {
      const exit = exitOf(enrollment, signal.stage)
      return exit ? finish(sofar, enrollment, exit, now, signal.stage) : sofar
    }, startChange(head))
  return change.head === head ? refused('nothing_to_do') : changed(change)
}

/** `converted` at a goal, `moved` away from the trigger stage, null where it goes on. Who was enrolled by hand has no stage to leave. */
const exitOf = (enrollment: LiveEnrollment, stage: string): 'converted' | 'moved' | null => {
  if (enrollment.stage === stage) return null
  if (enrollment.goalStages.includes(stage)) return 'converted'
  return enrollment.stage !== null && enrollment.onStageLeft === 'finish' ? 'moved' : null
}
