/** What the dashboard's screens ask, by route; routes that are not asked are named at the end. */
import type { RouteName } from '../../functions/contract/api/routes.ts'
import { routes } from '../../functions/contract/api/routes.ts'

export interface Known {
  sequence: string
  enrollment: string
  message: string
  gate: string
  draft: string
}

const pathsOf = ({ sequence, enrollment, message, gate, draft }: Known): Partial<Record<RouteName, string[]>> => ({
  home: ['/home'],
  counts: ['/counts'],
  listSequences: ['/sequences?limit=200', '/sequences?q=bench'],
  sequenceStats: ['/sequences/stats?limit=100'],
  getSequence: [`/sequences/${sequence}`],
  getAnalytics: [`/sequences/${sequence}/analytics`],
  publishPreview: [`/sequences/${sequence}/publish-preview`],
  listEnrollments: [
    `/sequences/${sequence}/enrollments?limit=100`,
    `/sequences/${sequence}/enrollments?limit=100&status=active`,
    `/sequences/${sequence}/enrollments?limit=100&status=paused`,
    `/sequences/${sequence}/enrollments?limit=100&status=finished`,
    `/sequences/${sequence}/enrollments?limit=100&step=s2`,
    `/sequences/${sequence}/enrollments?limit=100&dueBefore=2026-11-20T15:00:00Z`,
    `/sequences/${sequence}/enrollments?limit=100&q=reyes`,
    `/sequences/${sequence}/enrollments?limit=100&q=person9999`,
    `/sequences/${sequence}/enrollments?limit=100&q=nobody+at+all`,
  ],
  listAllEnrollments: ['/enrollments?limit=100', '/enrollments?limit=100&status=paused', '/enrollments?limit=100&q=reyes'],
  getEnrollment: [`/sequences/enrollments/${enrollment}`],
  listMessages: [`/sequences/${sequence}/messages?limit=50`, `/sequences/${sequence}/messages?enrollmentId=${enrollment}`],
  getMessage: [`/messages/${message}`],
  whyMessage: [`/messages/${message}/why`],
  listLog: [
    `/sequences/${sequence}/log?limit=50`,
    `/sequences/${sequence}/log?limit=50&channel=sms`,
    `/sequences/${sequence}/log?limit=50&outcome=refused_permanent`,
  ],
  listContacts: [
    '/contacts?limit=100',
    '/contacts?limit=100&lacks=phone',
    '/contacts?q=reyes',
    '/contacts?q=person9999',
    '/contacts?q=nobody+at+all',
  ],
  getContact: ['/contacts/c-9'],
  contactTimeline: ['/contacts/c-9/timeline'],
  contactPlan: ['/contacts/c-9/plan'],
  listLeads: ['/leads?limit=100', '/leads?stage=assigned&limit=100', '/leads?q=reyes', '/leads?q=nobody+at+all'],
  getLead: ['/leads/lead-9'],
  leadTimeline: ['/leads/lead-9/timeline'],
  listDrafts: ['/drafts?limit=50'],
  getDraft: [`/drafts/${draft}`],
  listGates: ['/gates?limit=50'],
  getGate: [`/gates/${gate}`],
  listTasks: ['/tasks?limit=50', '/tasks?limit=50&channel=call', '/tasks?limit=50&dueBefore=2026-11-20T15:00:00Z'],
  listUnknownMessages: ['/messages?status=unknown&limit=50'],
  listInbox: ['/inbox?limit=50', '/inbox?state=done', '/inbox?limit=50&channel=sms', '/inbox?limit=50&q=no+such+words'],
  listNotifications: ['/notifications?limit=50', '/notifications?unread=true'],
  listSuppressions: ['/suppressions?limit=100', '/suppressions?channel=sms', '/suppressions?q=person9@example.com'],
  listJobs: ['/jobs'],
  settings: ['/settings'],
  listDeadLetters: ['/dead-letters'],
  operations: ['/operations'],
  setup: ['/setup'],
  listViews: ['/views?screen=enrollments'],
  listVersions: [`/sequences/${sequence}/versions`],
  compareVersions: [`/sequences/${sequence}/compare?from=1&to=draft`],
  mergeFields: ['/merge-fields'],
  listStepTemplates: ['/step-templates'],
})

/** Every address that is asked, each with a number of entries as a screen takes them. */
export const asked = (known: Known): string[] => Object.values(pathsOf(known)).flat()

const nothing: Known = { sequence: '', enrollment: '', message: '', gate: '', draft: '' }
const named = new Set<string>(Object.keys(pathsOf(nothing)))
/** Routes that read and are not asked. */
export const unasked: string[] = Object.entries(routes).flatMap(([name, { method }]) =>
  method === 'GET' && !named.has(name) ? [name] : [],
)
