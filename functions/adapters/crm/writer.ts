/** The tenant's CRM, written to by its vendor's adapter with what its secret holds. */
import { writeBackSecrets, type WriteBack, type WriteBackSecret, type WriteBackVendor } from '../../contract/write-back.ts'
import { NotFilledIn, openSecretTexts } from '../secret-texts.ts'
import { attioWriter } from './attio-write.ts'
import { followUpBossWriter } from './follow-up-boss-write.ts'
import { hubspotWriter } from './hubspot-write.ts'
import { pipedriveWriter } from './pipedrive-write.ts'
import { salesforceWriter } from './salesforce-write.ts'
import type { CrmWriter } from './writing.ts'

/** As it stands in sentences. */
export const vendorNames: Record<WriteBackVendor, string> = {
  hubspot: 'HubSpot',
  pipedrive: 'Pipedrive',
  'follow-up-boss': 'Follow Up Boss',
  attio: 'Attio',
  salesforce: 'Salesforce',
}

/** `arns`: by the secret's name, which is `name`. A secret that lacks something refuses the account. */
export const openCrmWriter = (settings: WriteBack, name: string, arns: Readonly<Record<string, string | undefined>>): CrmWriter => {
  const writer = writerOf(settings, name, arns)
  return {
    write: async (activity, mayBeThere) => {
      try {
        return await writer.write(activity, mayBeThere)
      } catch (error) {
        if (error instanceof NotFilledIn) return { kind: 'refused', cls: 'account', reason: error.message }
        throw error
      }
    },
  }
}

const writerOf = (settings: WriteBack, name: string, arns: Readonly<Record<string, string | undefined>>): CrmWriter => {
  const texts = openSecretTexts(arns)
  const secretOf = async <V extends WriteBackVendor>(vendor: V): Promise<WriteBackSecret<V>> =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed by the schema of this very vendor
    (await texts.get(name, writeBackSecrets[vendor], `crm-${name}`)) as WriteBackSecret<V>
  const { endpoint } = settings
  switch (settings.vendor) {
    case 'hubspot':
      return hubspotWriter({ endpoint, accessToken: async () => (await secretOf('hubspot')).accessToken })
    case 'pipedrive':
      return pipedriveWriter({ endpoint, apiToken: async () => (await secretOf('pipedrive')).apiToken })
    case 'follow-up-boss':
      return followUpBossWriter({ endpoint, textsFrom: settings.textsFrom, secret: () => secretOf('follow-up-boss') })
    case 'attio':
      return attioWriter({ endpoint, accessToken: async () => (await secretOf('attio')).accessToken })
    case 'salesforce':
      return salesforceWriter({ endpoint, secret: () => secretOf('salesforce') })
    default:
      return settings satisfies never
  }
}
