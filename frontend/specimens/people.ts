/** Contacts and leads, and what happened to them. */
import type { ContactDetail, LeadDetail } from '../../functions/contract/api/people.ts'
import type { ContactView } from '../../functions/contract/api/views.ts'
import { aContactDetail, aLead, aPlan, aTouch } from './a-contact.ts'
import { contacts, enrollments, sequences, welcome } from './cast.ts'
import { ago, ahead } from './instants.ts'
import { named, pageOf, specimen } from './specimen.ts'
import { timelineOf } from './timeline.ts'

const stages = ['new', 'new', 'contacted', 'offer-sent', 'under-contract'] as const

const leads: LeadDetail[] = [...new Set(contacts.map(({ leadId }) => leadId))].toSorted().map((id, index) => {
  const stage = stages[index % stages.length] ?? 'new'
  const since = ago({ days: index, hours: 4 })
  const people = contacts.filter(({ leadId }) => leadId === id)
  const before = stage === 'new' ? [] : [{ stage: 'new', at: ago({ days: index + 9 }) }]
  return aLead({
    id,
    stage,
    previousStage: before[0]?.stage ?? null,
    since,
    contacts: people.map(({ id: contactId, name, role }) => ({ id: contactId, name, ...(role === undefined ? {} : { role }) })),
    history: [{ stage, at: since }, ...before],
    outcomes: people.map(({ id: contactId }) => ({
      sequenceId: welcome.id,
      sequenceName: welcome.name,
      contactId,
      enrollmentId: enrollments.find((one) => one.contactId === contactId)?.id ?? null,
      reason: null,
      text: `${contactId} was enrolled in "${welcome.name}".`,
    })),
    text: `"${stage}" led to ${people.length} ${people.length === 1 ? 'enrollment' : 'enrollments'} and 0 refused.`,
  })
})

const runningOf = (contactId: string) => enrollments.filter((one) => one.contactId === contactId && one.status !== 'finished')
const detail = (contact: ContactView): ContactDetail =>
  aContactDetail({
    ...contact,
    enrollments: runningOf(contact.id),
    addresses: [
      { kind: 'email', value: contact.email ?? '', working: true, text: 'It works, as far as is known.' },
      {
        kind: 'phone',
        value: contact.phone ?? '',
        working: true,
        phoneType: 'landline',
        text: 'It is a landline: it takes calls, and no texts.',
      },
    ],
    suppressed: [{ channel: 'sms', reason: 'opted_out', at: ago({ days: 6 }), text: 'They wrote STOP.' }],
    zone: { name: contact.timeZone ?? 'America/Chicago', source: 'contact', text: 'As the CRM says.' },
  })

const matches = (text: string, q: unknown): boolean => typeof q !== 'string' || text.toLowerCase().includes(q.toLowerCase())

export const peopleSpecimens = [
  specimen<'listContacts'>('GET', '/api/v1/contacts', {
    content: ({ query }) => pageOf(contacts.filter(({ name, email }) => matches(`${name} ${email}`, query?.['q']))),
    empty: () => pageOf([]),
  }),
  specimen<'getContact'>('GET', '/api/v1/contacts/{id}', { content: (given) => detail(named(contacts, given)) }),
  specimen<'contactTimeline'>('GET', '/api/v1/contacts/{id}/timeline', {
    content: (given) => {
      const { id } = named(contacts, given)
      const { query } = given
      const entries = timelineOf(id, runningOf(id)[0]?.id ?? enrollments[0]?.id ?? '')
      return pageOf(entries.filter(({ kind }) => query?.['kind'] === undefined || query['kind'] === kind))
    },
    empty: () => pageOf([]),
  }),
  specimen<'contactPlan'>('GET', '/api/v1/contacts/{id}/plan', {
    content: (given) => {
      const { id, timeZone = 'America/Chicago' } = named(contacts, given)
      const touch = { sequenceId: welcome.id, sequenceName: welcome.name, enrollmentId: runningOf(id)[0]?.id ?? '', timeZone }
      const next = ahead({ hours: 3 })
      const then = ahead({ days: 2 })
      return aPlan({
        contactId: id,
        touches: [
          aTouch({ ...touch, dueAt: next, at: next }),
          aTouch({ ...touch, stepId: 's3', stepName: 'Three sales nearby', order: 3, channel: 'email', dueAt: then, at: then }),
        ],
      })
    },
    empty: () => aPlan({ touches: [] }),
  }),
  specimen<'listLeads'>('GET', '/api/v1/leads', {
    content: ({ query }) =>
      pageOf(
        leads.filter(
          (lead) =>
            (query?.['stage'] || lead.stage) === lead.stage && matches(lead.contacts.map(({ name }) => name).join(' '), query?.['q']),
        ),
      ),
    empty: () => pageOf([]),
  }),
  specimen<'getLead'>('GET', '/api/v1/leads/{id}', { content: (given) => named(leads, given) }),
  specimen<'leadTimeline'>('GET', '/api/v1/leads/{id}/timeline', {
    content: (given) => {
      const [contact] = named(leads, given).contacts
      return pageOf(timelineOf(contact?.id ?? '', enrollments[0]?.id ?? ''))
    },
    empty: () => pageOf([]),
  }),
  specimen<'listSuppressions'>('GET', '/api/v1/suppressions', {
    content: () =>
      pageOf([
        {
          key: 'k1',
          kind: 'phone',
          address: '+13125550142',
          contacts: 1,
          channels: [{ channel: 'sms', reason: 'opted_out', at: ago({ days: 6 }), source: 'reply', text: 'They wrote STOP.' }],
        },
      ]),
    empty: () => pageOf([]),
  }),
  specimen<'sequenceConflicts'>('POST', '/api/v1/sequences/{id}/conflicts', {
    content: ({ body }) => ({
      onConflict: 'parallel',
      results: idsOf(body).map((id, index) => ({ id, contactId: id, isNew: false, unreached: [], lacks: [], ...standing(index) })),
    }),
  }),
]

/** The first of them is in another sequence already. */
const standing = (index: number) => ({
  refusal: null,
  conflicts:
    index > 0
      ? []
      : [
          {
            kind: 'other_sequence' as const,
            text: `They are in "${sequences[1]?.name}" already.`,
            ...(sequences[1] ? { sequenceId: sequences[1].id } : {}),
            choices: {
              replace: 'The other sequence ends, and this one begins.',
              parallel: 'Both go on, within the daily limit.',
              skip: 'They stay where they are.',
            },
          },
        ],
})

export const idsOf = (body: unknown): string[] =>
  typeof body === 'object' && body !== null && 'contactIds' in body && Array.isArray(body.contactIds) ? body.contactIds.map(String) : []
