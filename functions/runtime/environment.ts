/** A function's environment, parsed once at its cold start. */
import { smsSenders } from '../contract/channels.ts'
import { environments, type FunctionName, type ParsedEnvironment } from '../contract/environment.ts'
import type { RuntimeSettings } from '../contract/tenant.ts'
import type { TenantRules } from '../domain/signal.ts'

/** Throws with the names of missing variables, so that a wrong deployment fails at its first invocation and not at its first message. */
export const readEnvironment = <F extends FunctionName>(name: F): ParsedEnvironment<F> =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the schema is the one of this very name
  environments[name].parse(process.env) as ParsedEnvironment<F>

/** What a decision must know of the tenant, from its settings. */
export const rulesOf = (settings: RuntimeSettings): TenantRules => ({
  company: settings.company,
  timeZone: settings.timeZone,
  dailyTouchLimit: settings.dailyTouchLimit,
  latenessHours: settings.latenessHours,
  windows: Object.fromEntries(Object.entries(settings.windows).filter(([, window]) => window !== undefined)),
  ...(settings.holidays === undefined ? {} : { holidays: settings.holidays }),
  emailSenders: [settings.fromAddress, ...settings.senders.map(({ address }) => address)],
  ...(smsSenders(settings.channels.sms).length === 0 ? {} : { smsSenders: smsSenders(settings.channels.sms) }),
  postalAddress: settings.postalAddress,
  ...(settings.events?.messages ? { publishesMessages: true as const } : {}),
})
