/** Addresses as they are compared and sent to: email in lower case, phone numbers in E.164. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import type { CountryCode } from 'libphonenumber-js/min'

const emailPattern = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/

/** The email address, trimmed and in lower case; null where nothing could be mailed to it. */
export const normaliseEmail = (text: string | null | undefined): string | null => {
  const email = (text ?? '').trim().toLowerCase()
  return email.length <= 254 && emailPattern.test(email) && !email.includes('..') ? email : null
}

/** The number in E.164; null where it is no possible number. A number without a country code is read as one of `country`. */
export const normalisePhone = (text: string | null | undefined, country: CountryCode = 'US'): string | null => {
  const phone = parsePhoneNumberFromString((text ?? '').trim(), country)
  return phone?.isPossible() ? phone.number : null
}

/** SES's simulator addresses, and the numbers of the mocks' simulator (`+1500555` and four digits): anyone may use them, so what happens to them says nothing of another contact. */
export const isSimulatorAddress = (address: string): boolean =>
  address.toLowerCase().endsWith('@simulator.amazonses.com') || /^\+1500555\d{4}$/.test(address)

/** An allow-list's entry as it is kept: an email address, a number with its country code, or `@example.com`; null where it is none of these. */
export const allowListEntry = (text: string): string | null => {
  const entry = text.trim().toLowerCase()
  if (entry.startsWith('+')) return normalisePhone(entry)
  if (!entry.startsWith('@')) return normaliseEmail(entry)
  return normaliseEmail(`anyone${entry}`) === null ? null : entry
}
