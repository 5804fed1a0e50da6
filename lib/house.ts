/** What every capability is built with: whose stack it is, its table, its alarms and the code of its functions. */
import type { TenantSettings } from '../functions/contract/tenant.ts'
import type { Monitoring } from './monitoring.ts'
import type { Store } from './store.ts'

export interface House {
  tenant: string
  settings: TenantSettings
  monitoring: Monitoring
  store: Store
  /** Holds one directory of bundled code for each function. */
  functionsDirectory: string
}
