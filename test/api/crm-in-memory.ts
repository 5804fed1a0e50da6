/** Mappings of the CRMs, in memory. */
import { createHash } from 'node:crypto'
import type { CrmPorts, StoredMapping } from '../../functions/api/crm-ports.ts'
import type { CrmSources } from '../../functions/contract/crm.ts'

export const crmPortsOf = (sources: CrmSources): CrmPorts => {
  const kept = new Map<string, StoredMapping[]>()
  return {
    sources,
    mapping: async (source) => kept.get(source)?.[0] ?? null,
    history: async (source, limit) => (kept.get(source) ?? []).slice(0, limit),
    change: async (source, mapping, { by, at, read }) => {
      const current = kept.get(source)?.[0] ?? null
      if ((current?.revision ?? 0) !== read) return { kind: 'stale', current }
      const stored = { mapping, revision: read + 1, changedBy: by, changedAt: at }
      kept.set(source, [stored, ...(kept.get(source) ?? [])])
      return { kind: 'stored', stored }
    },
    digest: (text) => createHash('sha256').update(text).digest('hex'),
  }
}
