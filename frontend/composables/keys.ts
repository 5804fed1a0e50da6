/** What is cached under which key, and how often a visible page asks again. */
export const keys = {
  sequences: ['sequences'] as const,
  sequence: (id: string) => ['sequence', id] as const,
  analytics: (id: string) => ['analytics', id] as const,
  enrollments: (id: string, status?: string) => ['enrollments', id, ...(status === undefined ? [] : [status])] as const,
  messages: (sequenceId: string, enrollmentId: string) => ['messages', sequenceId, enrollmentId] as const,
  contacts: (q: string) => ['contacts', q] as const,
  settings: ['settings'] as const,
}

/** Milliseconds between two looks at what is live. A hidden page does not ask. */
export const pollEvery = 5_000
