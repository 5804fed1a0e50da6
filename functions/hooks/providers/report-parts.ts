/** Parts of a mail that say what became of another mail, or that answer an invitation: media types. */
export const reportParts: ReadonlySet<string> = new Set([
  'message/delivery-status',
  'message/feedback-report',
  'message/rfc822',
  'text/rfc822-headers',
  'text/calendar',
  'application/ics',
])
