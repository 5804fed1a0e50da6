/** The tenant's rules in force, for everything but the gates of a message that is due: those read them anew with its records. */
import type { RuntimeSettings } from '../contract/tenant.ts'
import { inForce, type SettingsHere } from '../domain/settings-here.ts'
import type { TenantRules } from '../domain/signal.ts'
import { rulesOf } from './environment.ts'

/** Milliseconds for which a function goes by what it read: it plans with it, and nothing leaves by it. */
export const rulesKeptMs = 5_000

/** What the file says with what is set here. */
export const rulesInForce = (settings: RuntimeSettings, here: SettingsHere): TenantRules => rulesOf(inForce(settings, here))

/** Reads at most once in `rulesKeptMs`; a failed read is not kept. */
export const openRules = (
  settings: RuntimeSettings,
  read: () => Promise<SettingsHere>,
  now: () => number = Date.now,
): (() => Promise<TenantRules>) => {
  const kept = new Map<'rules', { rules: TenantRules; until: number }>()
  return async () => {
    const known = kept.get('rules')
    if (known && now() < known.until) return known.rules
    const rules = rulesInForce(settings, await read())
    kept.set('rules', { rules, until: now() + rulesKeptMs })
    return rules
  }
}
