/** Public on-demand prices in us-east-1, in dollars, as of November 2026. Free tiers are left out. */
export const prices = {
  /** DynamoDB, per million units. */
  writeUnits: 0.625,
  readUnits: 0.125,
  /** GetRecords calls of the stream are free for Lambda. */
  schedulerInvocations: 1,
  /** SQS, per million requests (64 KB each). */
  sqsRequests: 0.4,
  /** Custom events put on a bus, per million; events of AWS services on the default bus are free. */
  busEvents: 1,
  /** Lambda on arm64, per million requests and per GB-second. */
  lambdaRequests: 0.2,
  lambdaGbSecond: 0.0000133334,
  /** CloudWatch Logs, per GB taken in. */
  logsGb: 0.5,
  /** Secrets Manager, per million API calls (and $0.40 a secret and month). */
  secretCalls: 5,
} as const

/** The floor of the design: what a million touches must cost beside the providers' own price. */
export const floorPerMillionTouches = 2.5
