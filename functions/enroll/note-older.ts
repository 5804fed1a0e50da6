/** An event that changes nothing because the lead has moved on is named in the log, with both times: else nobody would know why. */
import type { Acceptance, StageChange } from '../data/lead-change.ts'
import { logger } from '../runtime/logger.ts'

export const noteOlder = (change: StageChange, acceptance: Acceptance): Acceptance => {
  const { leadId, stage, occurredAt } = change
  const { kind, lead } = acceptance
  if (kind === 'older')
    logger.info('an older event changed nothing', { lead: leadId, stage, occurredAt, known: lead.stage, since: lead.occurredAt })
  return acceptance
}
