/** Each kind of work on the enroll queue, with the verb that carries it out. */
import { backfill, type BackfillPorts } from './backfill.ts'
import { contactChanged, type ContactPorts } from './contact-changed.ts'
import { contactMerged, type MergePorts } from './contact-merged.ts'
import { crmAnswer, type AnswerPorts } from './crm-answer.ts'
import { contactDeleted, leadDeleted, type DeletePorts } from './deleted.ts'
import { enroll, type EnrollPorts } from './enroll.ts'
import type { EnrollInput } from './read-event.ts'
import { route, type RoutePorts } from './route.ts'
import { enrollRows, type RowPorts } from './rows.ts'

export interface WorkPorts {
  leads: EnrollPorts
  routes: RoutePorts
  rows: RowPorts
  backfill: BackfillPorts
  contacts: ContactPorts
  merging: MergePorts
  deleting: DeletePorts
  answers: AnswerPorts
}

/** Answers in one word what came of it. */
export const workOff = (ports: WorkPorts, input: EnrollInput): Promise<string> => {
  switch (input.kind) {
    case 'stage_changed':
    case 'missed_lead':
      return enroll(ports.leads, input)
    case 'contact_changed':
      return contactChanged(ports.contacts, input.event)
    case 'contact_merged':
      return contactMerged(ports.merging, input.event)
    case 'contact_deleted':
      return contactDeleted(ports.deleting, input.event)
    case 'lead_deleted':
      return leadDeleted(ports.deleting, input.event)
    case 'crm_replied':
    case 'crm_call_outcome':
      return crmAnswer(ports.answers, input)
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
    case 'contact_changed':
      return `contact ${input.event.contact.id}`
    case 'contact_merged':
      return `contact ${input.event.into}`
    case 'contact_deleted':
    case 'crm_replied':
    case 'crm_call_outcome':
      return `contact ${input.event.contactId}`
    case 'lead_deleted':
      return input.event.leadId
    case 'route':
      return input.contact
    case 'enroll_rows':
    case 'backfill':
      return `job ${input.job}`
    default:
      return input satisfies never
  }
}
