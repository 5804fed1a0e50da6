/**
 * HubSpot: contacts are contacts, and deals are leads, each with the contacts that it is associated with. `record` is the contact or the deal
 * (its `contacts` read along); without an access token a webhook has ids and the one property that changed.
 */
import type { CrmMapping } from '../crm-mapping.ts'

/** HubSpot writes zones as `america_slash_chicago`. */
const prepared = `(
  $zone := function($name) {
    $join($map($split($replace($name, "_slash_", "/"), "/"), function($part) {
      $join($map($split($part, "_"), function($word) { $uppercase($substring($word, 0, 1)) & $substring($word, 1) }), "_")
    }), "/")
  };
  $contact := function($of) {(
    $p := $of.properties;
    $mobile := $p.mobilephone != "" ? $p.mobilephone;
    $merge([
      {
        "id": $string($of.id),
        "firstName": $p.firstname, "lastName": $p.lastname, "email": $p.email,
        "phone": $exists($mobile) and $mobile != null ? $mobile : $p.phone,
        "consent": {
          "email": $yes($p.hs_email_optout) ? false : $yes($p.touchline_email_consent),
          "sms": $yes($p.touchline_sms_consent),
          "call": $yes($p.touchline_call_consent)
        },
        "attributes": $sift($p, function($v, $k) {
          $not($k in ["firstname", "lastname", "email", "phone", "mobilephone", "hs_timezone", "hs_email_optout", "hs_object_id",
            "createdate", "lastmodifieddate", "touchline_email_consent", "touchline_sms_consent", "touchline_call_consent"])
        })
      },
      $exists($mobile) and $mobile != null and $p.phone != null ? { "alternativePhone": $p.phone } : {},
      $p.hs_timezone != null ? { "timeZone": $zone($p.hs_timezone) } : {}
    ])
  )};
`

const changed = `${prepared}
  $names := { "firstname": "firstName", "lastname": "lastName", "email": "email", "phone": "phone" };
  $name := $lookup($names, event.propertyName);
  {
    "type": "Contact Changed",
    "detail": {
      "occurredAt": at,
      "contact": record ? $contact(record) : $merge([
        { "id": $string(event.objectId) },
        $exists($name) ? { $name: event.propertyValue } : {}
      ])
    }
  }
)`

const staged = `${prepared}
  $newStage := kind = "deal.creation" or event.propertyName = "dealstage";
  $stageless := $exists(record) and $count(record.contacts) = 0;
  $newStage and $not($stageless) ? {
    "type": "Pipeline Stage Changed",
    "detail": {
      "leadId": "deal-" & $string(event.objectId),
      "stage": $stage(event.propertyName = "dealstage" ? event.propertyValue : record.properties.dealstage),
      "occurredAt": at,
      "contacts": [record.contacts.$contact($)]
    }
  }
)`

const merged = `(
  $into := $exists(event.newObjectId) ? event.newObjectId : event.primaryObjectId;
  $into := $string($into ? $into : event.objectId);
  $from := $distinct($append(event.mergedObjectIds, event.primaryObjectId).$string($))[$ != $into];
  $count($from) > 0 ? {
    "type": "Contact Merged",
    "detail": { "into": $into, "from": [$from], "occurredAt": at }
  }
)`

const deleted = `{ "type": "Contact Deleted", "detail": { "contactId": $string(event.objectId), "occurredAt": at } }`

export const hubspotMapping: CrmMapping = {
  expressions: {
    'contact.creation': changed,
    'contact.propertyChange': changed,
    'contact.merge': merged,
    'contact.deletion': deleted,
    'contact.privacyDeletion': deleted,
    'deal.creation': staged,
    'deal.propertyChange': staged,
    'deal.deletion': `{
  "type": "Lead Deleted",
  "detail": { "leadId": "deal-" & $string(event.objectId), "contacts": "keep", "occurredAt": at }
}`,
  },
  stages: {},
  properties: [],
}
