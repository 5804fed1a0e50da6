/** Something happened to a message that a later step may wait for. */
import { isAskedAbout, type Heard } from '../domain/ask-condition.ts'
import type { MessageRow } from '../domain/message.ts'
import type { EngagePorts } from './ports.ts'

/**
 * Tells the enrollment where one of its steps asks about this; of any other sequence it reads the version, once for a warm function, and no
 * more. Told once for each time that it is taken in: an event that is received again may be one that was never told.
 */
export const hear = async (ports: Pick<EngagePorts, 'engine' | 'version'>, row: MessageRow, heard: Heard): Promise<void> => {
  const { steps } = await ports.version(row.sequenceId, row.version)
  if (!isAskedAbout(steps, heard, row.stepId)) return
  await ports.engine.settle(row.contactKey, (head) => (head ? [{ kind: 'heard', enrollmentId: row.enrollmentId, step: row.stepId }] : []))
}
