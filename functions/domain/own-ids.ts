/**
 * Ids that we give to whom a list brings without any of its CRM. Both follow from what is known already, so that the same list twice makes
 * nobody twice, and neither tells an address: they are keyed hashes under the tenant's secret.
 */

/**
 * Of a contact: `tl-` and the key of the address record (24 hex digits of HMAC-SHA-256 over the normalised address) by which the row is
 * matched: the email address, else the number, or the other way round where a list is matched by phone. A CRM that later tells of the same
 * person under an id of its own makes a second contact, who shares the address and all that closes it; lists then ask which one is meant.
 */
export const ownContactId = (addressKey: string): string => `tl-${addressKey}`

/** Of the lead of a contact who comes without one: each has a lead alone. From the contact's key, as a CRM may number both alike. */
export const ownLeadId = (contactKey: string): string => `tl-${contactKey}`
