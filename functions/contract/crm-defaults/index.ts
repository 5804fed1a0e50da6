/** What each vendor's events become unless the tenant says otherwise. */
import type { CrmVendor } from '../crm.ts'
import type { CrmMapping } from '../crm-mapping.ts'
import { attioMapping } from './attio.ts'
import { followUpBossMapping } from './follow-up-boss.ts'
import { hubspotMapping } from './hubspot.ts'
import { pipedriveMapping } from './pipedrive.ts'
import { salesforceMapping } from './salesforce.ts'

/** A system of one's own says what we understand: `{ "type": "Contact Changed", "detail": { … } }`. */
const genericMapping: CrmMapping = {
  expressions: { '*': '$exists(event.type) and $exists(event.detail) ? { "type": event.type, "detail": event.detail }' },
  stages: {},
  properties: [],
}

export const defaultMapping = (vendor: CrmVendor): CrmMapping => {
  switch (vendor) {
    case 'hubspot':
      return hubspotMapping
    case 'pipedrive':
      return pipedriveMapping
    case 'follow-up-boss':
      return followUpBossMapping
    case 'attio':
      return attioMapping
    case 'salesforce':
      return salesforceMapping
    case 'hmac':
      return genericMapping
    default:
      return vendor satisfies never
  }
}
