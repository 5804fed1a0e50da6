/** Follow Up Boss: a person is a lead and its one contact at once, with a stage. A webhook has ids only: `record` is the person, read with the API key. */
import type { CrmMapping } from '../crm-mapping.ts'

const prepared = `(
  $contact := (
    $emails := record.emails[value != ""];
    $phones := record.phones[value != ""];
    $first := function($list) {( $main := $list[isPrimary = 1 or isPrimary = true][0]; $exists($main) ? $main.value : $list[0].value )};
    $other := function($list) { $list[value != $first($list)][0].value };
    $home := record.addresses[0];
    {
      "id": $string(event.resourceId),
      "firstName": record.firstName, "lastName": record.lastName,
      "email": $exists($first($emails)) ? $first($emails) : null,
      "phone": $exists($first($phones)) ? $first($phones) : null,
      "alternativeEmail": $other($emails),
      "alternativePhone": $other($phones),
      "consent": {
        "email": $yes(record.customTouchlineEmailConsent),
        "sms": $yes(record.customTouchlineSmsConsent),
        "call": $yes(record.customTouchlineCallConsent)
      },
      "attributes": {
        "street": $home.street, "city": $home.city, "state": $home.state, "zip": $home.code,
        "agent": record.assignedTo, "source": record.source
      }
    }
  );
`

const changed = `${prepared}
  record ? {
    "type": "Contact Changed",
    "detail": { "leadId": $string(event.resourceId), "occurredAt": at, "contact": $contact }
  }
)`

const staged = `${prepared}
  record ? {
    "type": "Pipeline Stage Changed",
    "detail": {
      "leadId": $string(event.resourceId), "stage": $stage(record.stage), "occurredAt": at, "contacts": [$contact]
    }
  }
)`

export const followUpBossMapping: CrmMapping = {
  expressions: {
    peopleCreated: staged,
    peopleStageUpdated: staged,
    peopleUpdated: changed,
    peopleTagsCreated: changed,
    peopleDeleted: `{ "type": "Contact Deleted", "detail": { "contactId": $string(event.resourceId), "occurredAt": at } }`,
  },
  stages: {},
  properties: [],
}
