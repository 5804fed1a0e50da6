/** How a CRM's events become ours: read, changed, tried out, and put back to the vendor's default. */
import type { CrmMappingView, CrmTried } from '../contract/api/crm.ts'
import { answer, notFound, refuse, type Caller, type FieldError, type Outcome } from '../contract/api/outcome.ts'
import type { Verb } from '../contract/api/requests.ts'
import type { CrmItem, CrmSource } from '../contract/crm.ts'
import { defaultMapping } from '../contract/crm-defaults/index.ts'
import { itemsOf, UnreadableCall } from '../contract/crm-items.ts'
import { mostMappingCharacters, type CrmMapping } from '../contract/crm-mapping.ts'
import { logger } from '../runtime/logger.ts'
import { applyMapping, expressionError } from '../runtime/mapping.ts'
import type { StoredMapping } from './crm-ports.ts'
import type { ApiPorts } from './ports.ts'

type Ports = Pick<ApiPorts, 'crm' | 'now'>

const mostHistory = 20

export const listCrmSources =
  ({ crm }: Ports): Verb<'listCrmSources'> =>
  async () => {
    const named = Object.entries(crm.sources).toSorted(([a], [b]) => (a < b ? -1 : 1))
    const stored = await Promise.all(named.map(([source]) => crm.mapping(source)))
    return answer({
      items: named.map(([source, { vendor }], i) => ({
        source,
        vendor,
        path: `/hooks/crm/${source}`,
        own: (stored[i]?.mapping ?? null) !== null,
      })),
    })
  }

export const getCrmMapping =
  (ports: Ports): Verb<'getCrmMapping'> =>
  async ({ params: { source } }) => {
    const settings = sourceOf(ports, source)
    return settings ? answer(await viewOf(ports, source, settings, await ports.crm.mapping(source))) : notFound('crm_source', source)
  }

export const putCrmMapping =
  (ports: Ports): Verb<'putCrmMapping'> =>
  async ({ params: { source }, body: { mapping, revision }, caller }) => {
    const errors = wrongIn(mapping)
    if (errors.length > 0)
      return refuse({
        kind: 'invalid',
        reason: 'bad_mapping',
        detail: 'Some of this mapping cannot be carried out: correct what `errors` names. POST …/mapping/try shows what a payload becomes.',
        errors,
      })
    return change(ports, source, mapping, revision, caller)
  }

export const resetCrmMapping =
  (ports: Ports): Verb<'resetCrmMapping'> =>
  ({ params: { source }, query: { revision }, caller }) =>
    change(ports, source, null, revision, caller)

export const tryCrmMapping =
  (ports: Ports): Verb<'tryCrmMapping'> =>
  async ({ params: { source }, body: { payload, mapping, record } }) => {
    const settings = sourceOf(ports, source)
    if (!settings) return notFound('crm_source', source)
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload)
    try {
      const items = itemsOf({ vendor: settings.vendor, body, receivedAt: new Date(ports.now()).toISOString() }, (text) =>
        ports.crm.digest(text),
      )
      const tried = mapping ?? (await ports.crm.mapping(source))?.mapping ?? defaultMapping(settings.vendor)
      return answer({ items: await Promise.all(items.slice(0, mostTried).map((item) => tryItem(tried, item, record))) })
    } catch (error) {
      if (!(error instanceof UnreadableCall)) throw error
      const detail = `This is no payload that ${settings.vendor} sends: ${error.message}. Paste the body of a webhook as it came.`
      return refuse({ kind: 'invalid', reason: 'unreadable_payload', detail, errors: [{ field: 'payload', message: error.message }] })
    }
  }

/** Each may take a second. */
const mostTried = 10

const tryItem = async (mapping: CrmMapping, item: CrmItem, record: unknown): Promise<CrmTried['items'][number]> => {
  const mapped = await applyMapping(mapping, item, record)
  const { kind, at } = item
  switch (mapped.kind) {
    case 'mapped':
      return { kind, at, outcome: 'mapped', events: mapped.events, error: null }
    case 'unmapped':
      return { kind, at, outcome: 'unmapped', events: [], error: null }
    case 'failed': {
      const { kind: _kind, ...error } = mapped.error
      return { kind, at, outcome: 'failed', events: [], error }
    }
    default:
      return mapped satisfies never
  }
}

const change = async (
  ports: Ports,
  source: string,
  mapping: CrmMapping | null,
  read: number,
  caller: Caller,
): Promise<Outcome<CrmMappingView>> => {
  const settings = sourceOf(ports, source)
  if (!settings) return notFound('crm_source', source)
  const edit = { by: caller.name, at: new Date(ports.now()).toISOString(), read }
  const written = await ports.crm.change(source, mapping, edit)
  if (written.kind === 'stale')
    return refuse({
      kind: 'stale',
      reason: 'stale_revision',
      detail: 'Someone else changed this mapping meanwhile. Make your change on what it says now: `current` has it.',
      also: {
        currentRevision: written.current?.revision ?? 0,
        givenRevision: read,
        current: await viewOf(ports, source, settings, written.current),
      },
    })
  logger.info('mapping changed', { by: caller.name, source, revision: written.stored.revision, own: mapping !== null })
  return answer(await viewOf(ports, source, settings, written.stored))
}

/** What an expression cannot be read for, by its place in the body. */
const wrongIn = (mapping: CrmMapping): FieldError[] => {
  if (JSON.stringify(mapping).length > mostMappingCharacters)
    return [{ field: 'mapping', message: `at most ${mostMappingCharacters} characters in all` }]
  return Object.entries(mapping.expressions).flatMap(([kind, expression]) => {
    const error = expressionError(kind, expression)
    const where = error?.line === undefined ? '' : ` (line ${error.line}, column ${error.column})`
    return error ? [{ field: `mapping.expressions.${kind}`, message: `${error.message}${where}` }] : []
  })
}

const sourceOf = ({ crm: { sources } }: Ports, source: string): CrmSource | undefined =>
  Object.hasOwn(sources, source) ? sources[source] : undefined

const viewOf = async ({ crm }: Ports, source: string, { vendor }: CrmSource, stored: StoredMapping | null): Promise<CrmMappingView> => ({
  source,
  vendor,
  own: (stored?.mapping ?? null) !== null,
  mapping: stored?.mapping ?? defaultMapping(vendor),
  revision: stored?.revision ?? 0,
  changedBy: stored?.changedBy ?? null,
  changedAt: stored?.changedAt ?? null,
  history: stored ? await crm.history(source, mostHistory) : [],
})
