/** Each kind of work on the enroll queue, with the verb that carries it out. */
import { backfill, type BackfillPorts } from './backfill.ts'
import { enroll, type EnrollPorts } from './enroll.ts'
import type { EnrollInput } from './read-event.ts'
import { route, type RoutePorts } from './route.ts'
import { enrollRows, type RowPorts } from './rows.ts'

export interface WorkPorts {
  leads: EnrollPorts
  routes: RoutePorts
  rows: RowPorts
  backfill: BackfillPorts
}

/** Answers in one word what came of it. */
export const workOff = (ports: WorkPorts, input: EnrollInput): Promise<string> => {
  switch (input.kind) {
    case 'stage_changed':
    case 'missed_lead':
      return enroll(ports.leads, input)
    case 'route':
      return route(ports.routes, input)
    case 'enroll_rows':
      return enrollRows(ports.rows, input)
    case 'backfill':
      return backfill(ports.backfill, input)
    default:
      return input satisfies never
  }
}

/** Work with the same answer is carried out one after another within a batch. */
export const serialBy = (input: EnrollInput): string => {
  switch (input.kind) {
    case 'stage_changed':
      return input.event.leadId
    case 'missed_lead':
      return input.leadId
    case 'route':
      return input.contact
    case 'enroll_rows':
    case 'backfill':
      return `job ${input.job}`
    default:
      return input satisfies never
  }
}
