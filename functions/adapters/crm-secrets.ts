/** What a tenant's CRMs sign with and are read with. */
import { crmSecrets, type CrmSecret, type CrmVendor } from '../contract/crm.ts'
import { openSecretTexts } from './secret-texts.ts'

export interface CrmSecrets {
  /** Throws `NotFilledIn` with what is missing where the secret cannot be used. */
  get<V extends CrmVendor>(source: string, vendor: V): Promise<CrmSecret<V>>
}

/** `arns`: by the source's name. */
export const openCrmSecrets = (arns: Readonly<Record<string, string | undefined>>, now?: () => number): CrmSecrets => {
  const texts = openSecretTexts(arns, now)
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed by the schema of this very vendor
    get: async (source, vendor) => (await texts.get(source, crmSecrets[vendor], `crm-${source}`)) as CrmSecret<typeof vendor>,
  }
}
