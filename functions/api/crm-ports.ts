/** The CRMs and their mappings, as the API's verbs reach them. */
import type { CrmSources } from '../contract/crm.ts'
import type { CrmMapping } from '../contract/crm-mapping.ts'

export interface StoredMapping {
  /** Null: back to the default of the vendor. */
  mapping: CrmMapping | null
  revision: number
  changedBy: string
  changedAt: string
}

export interface CrmPorts {
  sources: CrmSources
  /** Null where nobody has changed anything yet. */
  mapping(source: string): Promise<StoredMapping | null>
  /** The last changes, newest first. */
  history(source: string, limit: number): Promise<StoredMapping[]>
  change(
    source: string,
    mapping: CrmMapping | null,
    edit: { by: string; at: string; read: number },
  ): Promise<{ kind: 'stored'; stored: StoredMapping } | { kind: 'stale'; current: StoredMapping | null }>
  /** SHA-256, in hex. */
  digest(text: string): string
}
