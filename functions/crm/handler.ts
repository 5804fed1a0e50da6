/** The crm function: what CRMs told by webhook, mapped and published on the tenant's bus. */
import { lookUp } from '../adapters/crm/look-up.ts'
import { openBus } from '../adapters/bus.ts'
import { openCrmSecrets } from '../adapters/crm-secrets.ts'
import { openDeadLetters } from '../adapters/dead-letters.ts'
import { crmEventWork, type CrmEventWork } from '../contract/crm.ts'
import { getCrmMapping } from '../data/crm-mappings.ts'
import { openTable } from '../data/table.ts'
import { readEnvironment } from '../runtime/environment.ts'
import { InvalidInput } from '../runtime/errors.ts'
import { createCounting } from '../runtime/metrics.ts'
import { queueHandler } from '../runtime/pipeline.ts'
import { mapEvent, type MapPorts } from './map-event.ts'

const env = readEnvironment('crm')
const table = openTable(env.TABLE_NAME)
const counting = createCounting(env.TENANT)
const secrets = openCrmSecrets(env.CRM_SECRETS)
const bus = openBus(env.BUS_NAME, 'crm')

const ports: MapPorts = {
  sources: env.CRM_SOURCES,
  savedMapping: async (source) => (await getCrmMapping(table, source))?.mapping ?? null,
  lookUp: (what) => lookUp(secrets, what),
  publish: (events) => bus.publish(events),
}

export const handler = queueHandler(counting, openDeadLetters(env.DEAD_LETTER_URL), {
  name: 'crm events mapped',
  read: (body): CrmEventWork => {
    const work = crmEventWork.safeParse(body)
    if (!work.success) throw new InvalidInput('no_crm_event', 'the message is no event of a CRM')
    return work.data
  },
  serialBy: ({ source }) => source,
  open: () => null,
  work: (work) => mapEvent(ports, work),
})
