/**
 * Pipedrive, webhooks version 2: people are contacts, and deals are leads. A person's event has all of the person, a deal's has the person's id:
 * `record` is that person, read with the API token. A merge arrives as the deletion of one record and the change of the other.
 */
import type { CrmMapping } from '../crm-mapping.ts'

const prepared = `(
  $contact := function($p) {(
    $emails := $append($p.emails, $p.email)[value != ""];
    $phones := $append($p.phones, $p.phone)[value != ""];
    $first := function($list) {( $main := $list[primary = true][0]; $exists($main) ? $main.value : $list[0].value )};
    $other := function($list) { $list[value != $first($list)][0].value };
    $named := $exists($p.first_name) or $exists($p.last_name);
    $merge([
      {
        "id": $string($p.id),
        "firstName": $named ? $p.first_name : $substringBefore($p.name, " "),
        "lastName": $named ? $p.last_name : $contains($p.name, " ") ? $substringAfter($p.name, " "),
        "email": $exists($p.emails) or $exists($p.email) ? ($exists($first($emails)) ? $first($emails) : null),
        "phone": $exists($p.phones) or $exists($p.phone) ? ($exists($first($phones)) ? $first($phones) : null),
        "alternativeEmail": $other($emails),
        "alternativePhone": $other($phones),
        "consent": {
          "email": $p.marketing_status = "subscribed" ? true : $p.marketing_status in ["unsubscribed", "bounced"] ? false
        }
      }
    ])
  )};
`

const changed = `${prepared}
  event.data ? {
    "type": "Contact Changed",
    "detail": { "occurredAt": at, "contact": $contact(event.data) }
  }
)`

const staged = `${prepared}
  $deal := event.data;
  $closed := $deal.status in ["won", "lost"];
  $moved := kind = "create.deal" or $exists(event.previous.stage_id) or $exists(event.previous.status);
  $person := $type($deal.person_id) = "object" ? $deal.person_id.value : $deal.person_id;
  $moved and $exists($person) and $person != null ? {
    "type": "Pipeline Stage Changed",
    "detail": {
      "leadId": "deal-" & $string($deal.id),
      "stage": $stage($closed ? $deal.status : $deal.stage_id),
      "previousStage": $exists(event.previous.stage_id) ? $stage(event.previous.stage_id),
      "occurredAt": at,
      "contacts": [record ? $contact(record) : { "id": $string($person) }]
    }
  }
)`

export const pipedriveMapping: CrmMapping = {
  expressions: {
    'create.person': changed,
    'change.person': changed,
    'delete.person': `{ "type": "Contact Deleted", "detail": { "contactId": $string(event.meta.entity_id), "occurredAt": at } }`,
    'create.deal': staged,
    'change.deal': staged,
    'delete.deal': `{
  "type": "Lead Deleted",
  "detail": { "leadId": "deal-" & $string(event.meta.entity_id), "contacts": "keep", "occurredAt": at }
}`,
  },
  stages: {},
  properties: [],
}
