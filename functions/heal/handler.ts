/** The heal function: failures from its queue, connected to the table and to what follows from a new plan. */
import { openDeadLetters } from '../adapters/dead-letters.ts'
import { openOutlets } from '../adapters/outlets.ts'
import { healWork } from '../contract/work.ts'
import { readSendRecords } from '../data/send-records.ts'
import { getVersion } from '../data/sequences.ts'
import { openStores } from '../data/stores.ts'
import { openTable } from '../data/table.ts'
import { createEngine } from '../runtime/engine.ts'
import { readEnvironment, rulesOf } from '../runtime/environment.ts'
import { InvalidInput } from '../runtime/errors.ts'
import { createCounting } from '../runtime/metrics.ts'
import { queueHandler } from '../runtime/pipeline.ts'
import { heal, type HealPorts } from './heal.ts'

const env = readEnvironment('heal')
const counting = createCounting(env.TENANT)
const table = openTable(env.TABLE_NAME)

const ports: HealPorts = {
  engine: createEngine({ ...openStores(table), ...openOutlets(env), count: counting.count }),
  records: (head) => readSendRecords(table, head),
  version: (sequenceId, version) => getVersion(table, sequenceId, version),
  rules: rulesOf(env.SETTINGS),
}

export const handler = queueHandler(counting, openDeadLetters(env.DEAD_LETTER_URL), {
  name: 'healed',
  read: (body) => {
    const work = healWork.safeParse(body)
    if (work.success) return work.data
    throw new InvalidInput('no_heal_work', work.error.message)
  },
  serialBy: ({ contact }) => contact,
  open: () => null,
  work: (work) => heal(ports, work),
})
