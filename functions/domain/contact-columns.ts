/** The columns of a list of contacts, and which of them a header probably means. */

export const contactColumns = [
  'contactId',
  'leadId',
  'firstName',
  'lastName',
  'email',
  'phone',
  'alternativeEmail',
  'alternativePhone',
  'timeZone',
  'role',
  'consentEmail',
  'consentSms',
  'consentCall',
] as const
export type ContactColumn = (typeof contactColumns)[number]

/** `Contact ID` and `contact_id` are contactId; null for any other name. */
export const columnNamed = (header: string): ContactColumn | null => {
  const plain = plainly(header)
  return contactColumns.find((column) => column.toLowerCase() === plain) ?? null
}

/** What lists of other programs call a column, beside its own name. */
const alsoCalled: Record<ContactColumn, readonly string[]> = {
  contactId: ['id', 'contact', 'crmid', 'crmcontactid', 'personid', 'recordid', 'contactno', 'contactnumber', 'externalid'],
  leadId: ['lead', 'dealid', 'deal', 'opportunityid', 'crmleadid', 'leadno', 'leadnumber'],
  firstName: ['first', 'forename', 'givenname', 'fname'],
  lastName: ['last', 'surname', 'familyname', 'lname'],
  email: ['mail', 'emailaddress', 'emailaddress1', 'email1', 'primaryemail', 'workemail'],
  phone: ['mobile', 'mobilephone', 'cell', 'cellphone', 'phonenumber', 'telephone', 'tel', 'phone1', 'primaryphone'],
  alternativeEmail: ['email2', 'secondemail', 'secondaryemail', 'otheremail', 'personalemail', 'alternateemail'],
  alternativePhone: ['phone2', 'secondphone', 'secondaryphone', 'otherphone', 'homephone', 'alternatephone'],
  timeZone: ['tz', 'zone', 'ianatimezone'],
  role: ['contactrole', 'persona', 'relationship'],
  consentEmail: ['emailconsent', 'emailoptin', 'optinemail', 'mayemail', 'emailpermission', 'consenttoemail'],
  consentSms: ['smsconsent', 'smsoptin', 'optinsms', 'textconsent', 'textoptin', 'maytext', 'smspermission', 'consenttotexts'],
  consentCall: ['callconsent', 'calloptin', 'optincall', 'phoneconsent', 'phoneoptin', 'maycall', 'callpermission', 'consenttocalls'],
}

/** The column that each header probably means, null where it is none; no column twice, its own name before any other. */
export const guessedColumns = (headers: readonly string[]): (ContactColumn | null)[] => {
  const guesses = headers.map(columnNamed)
  for (const [i, header] of headers.entries()) {
    if (guesses[i] !== null) continue
    const plain = plainly(header)
    const guess = contactColumns.find((column) => alsoCalled[column].includes(plain)) ?? null
    guesses[i] = guess !== null && guesses.includes(guess) ? null : guess
  }
  return guesses.map((guess, i) => (guess !== null && guesses.indexOf(guess) < i ? null : guess))
}

/** Whether a header is one for a person's whole name. */
export const isFullName = (header: string): boolean => ['name', 'fullname', 'contactname'].includes(plainly(header))

/** A whole name in two: its first word, and the rest. */
export const splitName = (name: string): { firstName: string; lastName: string } => {
  const [firstName = '', ...rest] = name.trim().split(/\s+/)
  return { firstName, lastName: rest.join(' ') }
}

const plainly = (header: string): string => header.toLowerCase().replaceAll(/[\s_.:#-]/g, '')
