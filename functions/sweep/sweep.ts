/**
 * The safety net: contacts whose messages are overdue or whose claims got no answer, leads whose stage change was taken in and never
 * finished, and rows of bulk jobs that nobody carried out. All are handed over to the functions that do the work; nothing due costs a handful of empty queries.
 */
import type { SweepReport, SweepRequest } from '../contract/sweep.ts'
import type { DeliverWork } from '../contract/webhooks.ts'
import type { DispatchWork, EnrollRowsWork } from '../contract/work.ts'

export interface SweepPorts {
  /** Contacts to look at before `seconds` (epoch), up to `limit` of each shard. */
  dueBefore(seconds: number, limit: number): Promise<string[]>
  /** Leads taken in between two times (ISO 8601) whose outcomes are not recorded. */
  pendingLeads(from: string, to: string, limit: number): Promise<string[]>
  dispatchQueue: { send(work: DispatchWork[]): Promise<void> }
  /** Chunks of bulk jobs stored between two times (ISO 8601) that are not carried out. */
  waitingChunks(from: string, to: string, limit: number): Promise<{ job: string; chunk: number }[]>
  enrollQueue: { send(work: ({ kind: 'missed_lead'; leadId: string } | EnrollRowsWork)[]): Promise<void> }
  /** Deliveries to webhooks whose next try was due before `seconds` (epoch). */
  dueDeliveries(seconds: number, limit: number): Promise<{ endpoint: string; delivery: string }[]>
  /** Null where the tenant has no webhooks. */
  deliverQueue: { send(work: DeliverWork[]): Promise<void> } | null
  /** Epoch milliseconds. */
  now(): number
}

/** One run's share: what is left is still there for the next. */
const mostOfAShard = 250
const mostLeads = 250
/** A stage change that is being worked on is not missed yet. */
const patienceMs = 2 * 60_000
/** Rows of a large job wait their turn; handed over twice they are carried out once. */
const rowPatienceMs = 30 * 60_000
const mostChunks = 100
const mostDeliveries = 500
/** What has failed for a day is in the dead letters and waits for a person. */
const givenUpMs = 24 * 3_600_000

export const sweep = async (ports: SweepPorts, { only }: SweepRequest): Promise<SweepReport> => {
  const [contacts, leads] = await Promise.all([
    only === 'leads' ? [] : sweepMessages(ports),
    only === 'messages' ? [] : sweepLeads(ports),
    only === undefined ? sweepDeliveries(ports) : undefined,
  ])
  return { looked: contacts.length + leads.length, handedOver: contacts.length + leads.length, resent: leads.length }
}

const sweepMessages = async (ports: SweepPorts): Promise<string[]> => {
  const contacts = await ports.dueBefore(Math.floor(ports.now() / 1000), mostOfAShard)
  if (contacts.length > 0) await ports.dispatchQueue.send(contacts.map((contact) => ({ kind: 'wake', contact })))
  return contacts
}

/** What waits longer than a queue can, and what a crash left behind. */
const sweepDeliveries = async (ports: SweepPorts): Promise<void> => {
  if (!ports.deliverQueue) return
  const due = await ports.dueDeliveries(Math.floor(ports.now() / 1000), mostDeliveries)
  if (due.length > 0) await ports.deliverQueue.send(due.map((delivery) => ({ kind: 'deliver', ...delivery })))
}

const sweepLeads = async (ports: SweepPorts): Promise<string[]> => {
  const now = ports.now()
  const iso = (before: number): string => new Date(now - before).toISOString()
  const leads = await ports.pendingLeads(iso(givenUpMs), iso(patienceMs), mostLeads)
  if (leads.length > 0) await ports.enrollQueue.send(leads.map((leadId) => ({ kind: 'missed_lead', leadId })))
  const chunks = await ports.waitingChunks(iso(givenUpMs), iso(rowPatienceMs), mostChunks)
  if (chunks.length > 0) await ports.enrollQueue.send(chunks.map((chunk) => ({ kind: 'enroll_rows', ...chunk })))
  return leads
}
