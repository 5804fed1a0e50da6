/** The recipients that a trial deployment may reach: addresses, and whole mail domains. Looked at with every message. */

/** Whether an address (normalised, as a head has it) may be reached. A domain's entry does not open its subdomains. */
export const isAllowed = (allowList: readonly string[] | null, address: string): boolean =>
  allowList === null ||
  allowList.includes(address) ||
  (address.includes('@') && allowList.includes(address.slice(address.lastIndexOf('@'))))
