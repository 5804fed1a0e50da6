/** What HELP is answered with, as the CTIA Messaging Principles ask: who writes, how to reach them, how to leave. */

/** One segment for names and addresses of ordinary length. `contact` is an email address or a number. */
export const helpText = (company: string, contact: string): string =>
  `${company}: we text you about your inquiry. Questions: ${contact}. Msg & data rates may apply. Reply STOP to opt out.`
