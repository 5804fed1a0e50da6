/** The tenant's settings as they are in force at this moment: its file's, and in their place what an admin set here. */
import type { RuntimeSettings } from '../contract/tenant.ts'
import { inForce } from '../domain/settings-here.ts'
import type { StoredControls, TenantRules } from '../domain/signal.ts'
import { rulesOf } from '../runtime/environment.ts'
import type { ApiPorts } from './ports.ts'

export type InForcePorts = Pick<ApiPorts, 'file' | 'controls'>

export interface InForce {
  stored: StoredControls
  settings: RuntimeSettings
  rules: TenantRules
}

/** One consistent read, of the item that has the kill switch too. */
export const readInForce = async ({ file, controls }: InForcePorts): Promise<InForce> => inForceWith(file, await controls.get())

export const inForceWith = (file: RuntimeSettings, stored: StoredControls): InForce => {
  const settings = inForce(file, stored.here)
  return { stored, settings, rules: rulesOf(settings) }
}
