/** The synchronise function: run by its timer, it brings the providers' lists and the table together. */
import { openOptOutClient, awsOptOuts } from '../adapters/sms/aws-opt-outs.ts'
import { openSesClient, sesAccount, sesList } from '../adapters/email/ses-account.ts'
import { openQueue } from '../adapters/queue.ts'
import { openSecret } from '../adapters/secret.ts'
import type { AddressClosedWork, SendingResumedWork } from '../contract/work.ts'
import { loadAddresses } from '../data/addresses.ts'
import { getControls, noteAccount } from '../data/controls.ts'
import { createIdentity } from '../data/identity.ts'
import { forgetOpened, listClosedSince, listOpened, plainAddresses } from '../data/suppressions.ts'
import { getSynchronised, putSynchronised } from '../data/synchronised.ts'
import { openTable } from '../data/table.ts'
import { readEnvironment } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import { createCounting } from '../runtime/metrics.ts'
import { pipeline } from '../runtime/pipeline.ts'
import { synchronise, type SynchronisePorts, type SynchroniseReport } from './synchronise.ts'

const env = readEnvironment('synchronise')
const table = openTable(env.TABLE_NAME)
const secret = openSecret(env.SECRET_ARN)
const ses = env.MAILED_BY === 'ses' ? openSesClient() : null
const now = (): number => Date.now()

const ports: SynchronisePorts = {
  now,
  lists: [...(ses ? [sesList(ses)] : []), ...(env.OPT_OUT_LIST === '' ? [] : [awsOptOuts(openOptOutClient(), env.OPT_OUT_LIST)])],
  account: ses ? () => sesAccount(ses, now) : null,
  noted: async () => (await getControls(table)).controls.account ?? null,
  dispatchQueue: openQueue<SendingResumedWork>(env.DISPATCH_QUEUE_URL),
  noteAccount: (account) => noteAccount(table, account),
  checkpoint: { get: () => getSynchronised(table), put: (to) => putSynchronised(table, to) },
  addressKey: async (kind, value) => createIdentity(await secret()).addressKey(kind, value),
  records: (keys) => loadAddresses(table, keys),
  closedSince: (place, limit) => listClosedSince(table, place, limit),
  opened: (limit) => listOpened(table, limit),
  forgetOpened: (addressKey) => forgetOpened(table, addressKey),
  valueOf: async (record) => (await plainAddresses(table, [record]))[0] ?? null,
  engageQueue: openQueue<AddressClosedWork>(env.ENGAGE_QUEUE_URL),
}

export const handler = pipeline<unknown, SynchroniseReport>(createCounting(env.TENANT), async () => {
  const report = await synchronise(ports)
  if (report.closed + report.put + report.taken > 0) logger.info('synchronised', { ...report })
  return report
})
