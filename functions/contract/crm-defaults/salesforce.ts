/**
 * Salesforce, outbound messages: the fields are those that the message was set up with. A lead has a status and is its own contact; an
 * opportunity is a lead whose contact is its `ContactId`. Nothing is sent when a record is deleted or merged.
 */
import type { CrmMapping } from '../crm-mapping.ts'

const prepared = `(
  $f := event.fields;
  $contact := {
    "id": $f.Id,
    "firstName": $f.FirstName, "lastName": $f.LastName, "email": $f.Email,
    "phone": $exists($f.MobilePhone) and $f.MobilePhone != null ? $f.MobilePhone : $f.Phone,
    "alternativePhone": $exists($f.MobilePhone) and $f.MobilePhone != null ? $f.Phone,
    "consent": {
      "email": $yes($f.HasOptedOutOfEmail) ? false : $yes($f.Touchline_Email_Consent__c),
      "sms": $yes($f.Touchline_Sms_Consent__c),
      "call": $yes($f.DoNotCall) ? false : $yes($f.Touchline_Call_Consent__c)
    },
    "attributes": $merge([
      $exists($f.MailingStreet) ? { "street": $f.MailingStreet } : $exists($f.Street) ? { "street": $f.Street } : {},
      $exists($f.MailingCity) ? { "city": $f.MailingCity } : $exists($f.City) ? { "city": $f.City } : {},
      $exists($f.Company) ? { "company_name": $f.Company } : {},
      $exists($f.Title) ? { "job_title": $f.Title } : {}
    ])
  };
`

export const salesforceMapping: CrmMapping = {
  expressions: {
    Contact: `${prepared}
  {
    "type": "Contact Changed",
    "detail": $merge([
      { "occurredAt": at, "contact": $contact }
    ])
  }
)`,
    Lead: `${prepared}
  $f.Status ? {
    "type": "Pipeline Stage Changed",
    "detail": { "leadId": $f.Id, "stage": $stage($f.Status), "occurredAt": at, "contacts": [$contact] }
  } : { "type": "Contact Changed", "detail": { "leadId": $f.Id, "occurredAt": at, "contact": $contact } }
)`,
    Opportunity: `(
  $f := event.fields;
  $f.ContactId ? {
    "type": "Pipeline Stage Changed",
    "detail": { "leadId": $f.Id, "stage": $stage($f.StageName), "occurredAt": at, "contacts": [{ "id": $f.ContactId }] }
  }
)`,
  },
  stages: {},
  properties: [],
}
