/** What a live enrollment copies of its version, so that no decision has to read the version for it. */
import type { LiveEnrollment } from '../contact.ts'
import type { SequenceVersion } from '../sequence.ts'

type Copied = 'routes' | 'goalStages' | 'onStageLeft' | 'onReply' | 'completeAfterDays' | 'stopWholeLead'

export const copiesOf = ({ exitRoutes, goalStages, policies }: SequenceVersion): Pick<LiveEnrollment, Copied> => ({
  ...(Object.keys(exitRoutes).length > 0 ? { routes: exitRoutes } : {}),
  goalStages,
  onStageLeft: policies.onStageLeft,
  onReply: policies.onReply,
  completeAfterDays: policies.completeAfterDays,
  stopWholeLead: policies.stopWholeLead,
})
