/** Every screen, with the address at which it is opened; what the component page lists and `/components/:screen` shows. */
import { contacts, enrollments, offer, welcome } from './cast.ts'
import { jobs } from './jobs.ts'

export const specimenStates = ['content', 'loading', 'empty', 'error'] as const
export type SpecimenState = (typeof specimenStates)[number]
export const stateNames: Record<SpecimenState, string> = { content: 'Content', loading: 'Loading', empty: 'Empty', error: 'Error' }

export interface Screen {
  /** In the component page's address. */
  name: string
  label: string
  /** Routes of frontend/router.ts that it stands for. */
  routes: readonly string[]
  address: string
  /** Where its emptiness stands at another address. */
  emptyAddress?: string
  /** The path, in the route table, of the one thing that it shows: there is none of it where it is empty. */
  about?: string
  admin?: true
}

const operations = {
  setup: 'Setup',
  sending: 'Sending',
  'dead-letters': 'Dead letters',
  unknown: 'Unknown messages',
  machinery: 'Machinery',
  settings: 'Settings',
}

export const screens: readonly Screen[] = [
  { name: 'home', label: 'Home', routes: ['home'], address: '/' },
  { name: 'inbox', label: 'Inbox', routes: ['inbox'], address: '/inbox' },
  { name: 'approvals', label: 'Approvals', routes: ['approvals'], address: '/approvals' },
  { name: 'hand-offs', label: 'Hand-offs', routes: ['approvals'], address: '/approvals?show=hand-offs' },
  { name: 'tasks', label: 'Tasks', routes: ['tasks'], address: '/tasks' },
  { name: 'sequences', label: 'Sequences', routes: ['sequences'], address: '/sequences' },
  { name: 'log', label: 'Execution log', routes: ['sequences'], address: `/sequences/${welcome.id}?tab=log` },
  {
    name: 'versions',
    label: 'Versions',
    routes: ['sequences'],
    address: `/sequences/${offer.id}?tab=versions`,
    emptyAddress: '/sequences/01K0000000000000000000SEQ4?tab=versions',
  },
  {
    name: 'builder',
    label: 'Builder',
    routes: ['sequence-edit', 'sequence-new'],
    address: `/sequences/${offer.id}/edit`,
    emptyAddress: '/sequences/new',
  },
  { name: 'enrollments', label: 'Enrollments', routes: ['enrollments'], address: `/sequences/${welcome.id}/enrollments` },
  { name: 'all-enrollments', label: 'All enrollments', routes: ['all-enrollments'], address: '/enrollments' },
  { name: 'enroll', label: 'Enroll', routes: ['enroll'], address: `/sequences/${welcome.id}/enroll` },
  {
    name: 'enrollment',
    label: 'One enrollment',
    routes: ['enrollment'],
    address: `/enrollments/${enrollments[2]?.id ?? ''}`,
    about: '/api/v1/sequences/enrollments/{enrollmentId}',
  },
  { name: 'job', label: 'Bulk job', routes: ['job'], address: `/jobs/${jobs[0]?.id ?? ''}`, about: '/api/v1/jobs/{id}' },
  { name: 'contacts', label: 'Contacts', routes: ['contacts'], address: '/contacts' },
  { name: 'contact', label: 'One contact', routes: ['contact'], address: '/contacts/c-1001', about: '/api/v1/contacts/{id}' },
  { name: 'leads', label: 'Leads', routes: ['leads'], address: '/leads' },
  { name: 'lead', label: 'One lead', routes: ['lead'], address: `/leads/${contacts[0]?.leadId ?? ''}`, about: '/api/v1/leads/{id}' },
  { name: 'notifications', label: 'Notifications', routes: ['notifications'], address: '/notifications' },
  ...Object.entries(operations).map(
    ([section, label]): Screen => ({
      name: `operations-${section}`,
      label,
      routes: ['operations'],
      address: `/operations/${section}`,
      admin: true,
    }),
  ),
]
