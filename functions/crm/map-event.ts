/** One event of a CRM's vendor becomes events of ours on the bus. Repeated, it publishes the same again, which changes nothing. */
import type { CrmEventWork, CrmSource, CrmSources } from '../contract/crm.ts'
import { defaultMapping } from '../contract/crm-defaults/index.ts'
import { expressionFor, type CrmMapping } from '../contract/crm-mapping.ts'
import type { Looked, LookedUp } from '../adapters/crm/look-up.ts'
import { InvalidInput } from '../runtime/errors.ts'
import { applyMapping, type MappedEvent, type MappingError } from '../runtime/mapping.ts'

export interface MapPorts {
  sources: CrmSources
  /** What the tenant has saved; null where the default holds. */
  savedMapping(source: string): Promise<CrmMapping | null>
  lookUp(what: LookedUp): Promise<Looked>
  publish(events: readonly { detailType: string; detail: Record<string, unknown> }[]): Promise<void>
}

/** Answers in one word what came of it. Throws `InvalidInput` where an operator has to see to it: then the event is kept, and can be tried again. */
export const mapEvent = async (ports: MapPorts, { source, item }: CrmEventWork): Promise<string> => {
  const settings = Object.hasOwn(ports.sources, source) ? ports.sources[source] : undefined
  if (!settings) throw new InvalidInput('no_such_source', `the tenant file names no source "${source}" any more`)
  const mapping = (await ports.savedMapping(source)) ?? defaultMapping(settings.vendor)
  if (expressionFor(mapping, item.kind) === undefined) return 'unmapped'
  const looked = await ports.lookUp({ source, settings, item, properties: mapping.properties })
  if (looked.kind === 'no_token' && hasIdsOnly(settings)) throw new InvalidInput('no_access_token', sayNoToken(source, settings))
  const mapped = await applyMapping(mapping, item, looked.kind === 'found' ? looked.record : undefined)
  switch (mapped.kind) {
    case 'unmapped':
      return 'unmapped'
    case 'failed':
      throw new InvalidInput('mapping_failed', `${source}, ${item.kind}: ${withoutValues(mapped.error)}`)
    case 'mapped':
      await ports.publish(mapped.events.map(entryOf))
      return mapped.events.length === 0 ? 'nothing_said' : 'mapped'
    default:
      return mapped satisfies never
  }
}

const entryOf = ({ type, detail }: MappedEvent) => ({ detailType: type, detail })

const hasIdsOnly = ({ vendor }: CrmSource): boolean => vendor === 'follow-up-boss' || vendor === 'attio'

const sayNoToken = (source: string, { vendor }: CrmSource): string =>
  `webhooks of ${vendor} have ids only: put ${vendor === 'attio' ? 'accessToken' : 'apiKey'} into the secret crm-${source}, then redrive this`

/** JSONata's own sentences may quote a person's data, and this one goes into the log. */
const withoutValues = ({ missing, line, column, code }: MappingError): string => {
  if (missing)
    return `what comes out is no event of ours: ${missing
      .slice(0, 3)
      .map(({ field, message }) => `${field} ${message}`)
      .join('; ')}`
  const where = line === undefined ? '' : ` at line ${line}, column ${column}`
  return `the expression failed${where}${code === undefined ? '' : ` with ${code}`}; try it on this event to read why`
}
