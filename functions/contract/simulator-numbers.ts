/**
 * Numbers with a fixed fate on the mocks, as SES's simulator addresses have theirs: what a provider would do is provoked by them. They lie in
 * a range that is assigned to nobody, and what happens to them says nothing of another contact (`isSimulatorAddress`).
 */
export const simulatorNumbers = {
  /** No such number: texts and calls are refused at once. */
  invalid: '+15005550001',
  /** Each text is accepted, and a few seconds later undelivered. */
  undelivered: '+15005550002',
  /** A message's first text fails a few seconds later; sent again, it is delivered. */
  failedOnce: '+15005550003',
  /** A landline: looked up it says so; a text to it is refused. */
  landline: '+15005550004',
  /** A mobile: texts are delivered. */
  good: '+15005550006',
  /** Its owner left at the provider: texts are refused. */
  optedOut: '+15005550009',
  /** Calls, and what they come to. */
  noAnswer: '+15005550011',
  busy: '+15005550012',
  callFailed: '+15005550013',
  voicemail: '+15005550014',
  capacityExhausted: '+15005550015',
  answered: '+15005550016',
} as const

/** Seconds after which the mocks tell what became of a simulator number's text or call. */
export const simulatorAnswerSeconds = 3
