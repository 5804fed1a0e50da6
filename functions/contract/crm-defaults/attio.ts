/**
 * Attio: people are contacts, and deals are leads. A webhook has ids only: `record` is the record, read with the access token, with the `people`
 * of a deal and the `attribute` that changed. Subscribe to people and deals only: a deletion does not say what was deleted.
 */
import type { CrmMapping } from '../crm-mapping.ts'

const prepared = `(
  $contact := function($of) {(
    $v := $of.values;
    {
      "id": $of.id.record_id,
      "firstName": $v.name[0].first_name, "lastName": $v.name[0].last_name,
      "email": $exists($v.email_addresses[0]) ? $v.email_addresses[0].email_address : null,
      "phone": $exists($v.phone_numbers[0]) ? $v.phone_numbers[0].phone_number : null,
      "alternativeEmail": $v.email_addresses[1].email_address,
      "alternativePhone": $v.phone_numbers[1].phone_number,
      "consent": {
        "email": $yes($v.touchline_email_consent[0].value),
        "sms": $yes($v.touchline_sms_consent[0].value),
        "call": $yes($v.touchline_call_consent[0].value)
      },
      "attributes": $merge([$exists($v.job_title[0].value) ? { "job_title": $v.job_title[0].value } : {}])
    }
  )};
  $isPerson := $exists(record.values.email_addresses);
  $isDeal := $exists(record.values.stage) and $exists(record.values.associated_people);
`

const changed = `${prepared}
  $moved := kind = "record.created" or record.attribute.api_slug = "stage";
  $isPerson ? {
    "type": "Contact Changed",
    "detail": { "occurredAt": at, "contact": $contact(record) }
  } : $isDeal and $moved and $count(record.people) > 0 ? {
    "type": "Pipeline Stage Changed",
    "detail": {
      "leadId": "deal-" & record.id.record_id,
      "stage": $stage(record.values.stage[0].status.title ? record.values.stage[0].status.title : record.values.stage[0].option.title),
      "occurredAt": at,
      "contacts": [record.people.$contact($)]
    }
  }
)`

const merged = `${prepared}
  $isPerson ? {
    "type": "Contact Merged",
    "detail": { "into": event.id.record_id, "from": [event.duplicate_record_id], "occurredAt": at }
  }
)`

const deleted = `[
  { "type": "Contact Deleted", "detail": { "contactId": event.id.record_id, "occurredAt": at } },
  { "type": "Lead Deleted", "detail": { "leadId": "deal-" & event.id.record_id, "contacts": "keep", "occurredAt": at } }
]`

export const attioMapping: CrmMapping = {
  expressions: { 'record.created': changed, 'record.updated': changed, 'record.merged': merged, 'record.deleted': deleted },
  stages: {},
  properties: [],
}
