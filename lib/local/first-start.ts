/** What a start finds in the data directory, and so whether it begins anew and whether sample data is to be made. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openStore, type OpenStore } from './store.ts'

export interface Beginning {
  fresh: boolean
  seeds: boolean
}
interface Mark {
  tenant: string
  /** `seeding` that never became `seeded` was interrupted, and half a sample is worth nothing. */
  data: 'empty' | 'seeding' | 'seeded'
}

const bucket = 'runtime'
const key = 'data'

/** Refuses data of another tenant, unless it may be thrown away. */
export const readBeginning = (dataDir: string, tenant: string, asked: { fresh: boolean; empty: boolean }): Beginning => {
  const mark = existsSync(stateFile(dataDir)) ? withStore(dataDir, (store) => store.get<Mark>(bucket, key)) : undefined
  if (!asked.fresh && mark && mark.tenant !== tenant)
    throw new Error(
      `The data in ${dataDir} is of the tenant ${mark.tenant}. Start with --tenant ${mark.tenant}, or with --fresh to begin anew.`,
    )
  const anew = asked.fresh || mark === undefined || mark.data === 'seeding'
  return { fresh: anew, seeds: anew && !asked.empty }
}

export const markData = (dataDir: string, mark: Mark): void => withStore(dataDir, (store) => store.put(bucket, key, mark))

const stateFile = (dataDir: string): string => join(dataDir, 'state.db')

const withStore = <T>(dataDir: string, work: (store: OpenStore) => T): T => {
  const store = openStore(stateFile(dataDir))
  try {
    return work(store)
  } finally {
    store.close()
  }
}
