/** What an attempt came to, in a word or two. */
export const attemptOutcomes: Record<string, string> = {
  claimed: 'on its way',
  accepted: 'accepted',
  refused_transient: 'refused for now',
  refused_permanent: 'refused',
  refused_account: 'account refused',
  unknown: 'no answer',
  gated: 'not sent',
}
