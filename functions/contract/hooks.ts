/** Where others call us: one function behind these routes, open to whoever can sign what they send. */

/** Routes of the hooks function; `{…}` as API Gateway writes parameters. */
export const hookRoutes = {
  ProviderHook: { method: 'POST', path: '/hooks/{provider}', summary: 'what providers say of messages, and answers to them' },
  CrmHook: { method: 'POST', path: '/hooks/crm/{source}', summary: 'what a CRM says of contacts and leads' },
} as const satisfies Record<string, { method: 'POST'; path: string; summary: string }>

/** Seconds that a signed time may lie before or after now. */
export const hookWindowSeconds = 300

/** How long an event that was taken in is known: longer than any provider tries again. */
export const hookMemoryDays = 7

/** Why a call is not believed. */
export const hookRefusals = ['not_configured', 'unsigned', 'badly_signed', 'not_timed', 'outside_window'] as const
export type HookRefusal = (typeof hookRefusals)[number]
