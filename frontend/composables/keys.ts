/** What is cached under which key, and how often a visible page asks again. */
export const keys = {
  sequences: ['sequences'] as const,
  sequence: (id: string) => ['sequence', id] as const,
  analytics: (id: string) => ['analytics', id] as const,
  enrollments: (id: string, status?: string) => ['enrollments', id, ...(status === undefined ? [] : [status])] as const,
  messages: (sequenceId: string, enrollmentId: string) => ['messages', sequenceId, enrollmentId] as const,
  contacts: (q: string) => ['contacts', q] as const,
  contactList: (q: string) => ['contact-list', q] as const,
  contact: (id: string) => ['contact', id] as const,
  leads: (stage: string) => ['leads', stage] as const,
  lead: (id: string) => ['lead', id] as const,
  timeline: (of: 'contact' | 'lead', id: string, kind?: string) => ['timeline', of, id, ...(kind === undefined ? [] : [kind])] as const,
  plan: (contactId: string) => ['plan', contactId] as const,
  enrollment: (id: string) => ['enrollment', id] as const,
  message: (id: string) => ['message', id] as const,
  why: (messageId: string) => ['why', messageId] as const,
  settings: ['settings'] as const,
  notifications: ['notifications'] as const,
  counts: ['counts'] as const,
  home: ['home'] as const,
}

/** Milliseconds between two looks at what is live. A hidden page does not ask. */
export const pollEvery = 5_000
