/** Where Touchline's own events go beside the bus: endpoints that somebody registered, and each event's delivery to each of them. */

export interface WebhookEndpoint {
  id: string
  url: string
  description: string
  /** Detail-types; `*` for all. */
  events: string[]
  active: boolean
  /** Why it was turned off by itself. */
  offReason?: 'gone' | 'failing'
  /** Its signing secret is derived from this: +1 at each rotation. */
  secretVersion: number
  /** ISO 8601; for a day after it, deliveries carry a signature by the old secret as well. */
  rotatedAt?: string
  createdAt: string
  createdBy: string
  /** ISO 8601: since when nothing has got through. */
  failingSince?: string
  /** Optimistic concurrency: +1 at each edit. */
  revision: number
}

/** One request and what came of it. */
export interface DeliveryAttempt {
  at: string
  /** HTTP status; absent where there was no answer. */
  status?: number
  milliseconds: number
  /** The beginning of the answer, or why there was none. */
  answer: string
}

export interface WebhookDelivery {
  /** A ULID, the same for the same event and endpoint: the receiver's `webhook-id`. */
  id: string
  endpointId: string
  type: string
  /** ISO 8601. */
  occurredAt: string
  /** The very text that is sent and signed. */
  body: string
  /** Whom it is about: removed with the person. */
  contactId?: string
  status: 'pending' | 'delivered' | 'failed'
  attempts: DeliveryAttempt[]
  /** Epoch seconds of the next try, while it is pending. */
  nextAt?: number
  /** Tries so far; a redelivery begins anew. */
  tries: number
}

/** Seconds until the next try after the first, second … failure: Standard Webhooks' example, about three days in all. */
export const retrySeconds = [5, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400] as const

/** Seconds after the nth failed try (1, 2 …) with up to a fifth more (`share` in [0, 1)); null where it was the last. */
export const waitAfter = (tries: number, share: number): number | null => {
  const seconds = retrySeconds[tries - 1]
  return seconds === undefined ? null : Math.round(seconds * (1 + share / 5))
}

/** Days of nothing but failures after which an endpoint is turned off. */
export const patienceDays = 5
/** Days for which deliveries are kept. */
export const deliveryDays = 30
/** Attempts that are kept of one delivery. */
export const mostAttempts = 20
/** Hours for which the old secret signs too. */
export const rotationHours = 24

/** What an answer means: taken, gone for good (410), or to be tried again. */
export const judgeAnswer = (status: number | undefined): 'taken' | 'gone' | 'again' => {
  if (status === undefined) return 'again'
  if (status >= 200 && status < 300) return 'taken'
  return status === 410 ? 'gone' : 'again'
}

export const wants = ({ active, events }: Pick<WebhookEndpoint, 'active' | 'events'>, type: string): boolean =>
  active && (events.includes('*') || events.includes(type))

/** Versions of the secret that sign now, the newest first. `now` in epoch milliseconds. */
export const signingVersions = (
  { secretVersion, rotatedAt }: Pick<WebhookEndpoint, 'secretVersion' | 'rotatedAt'>,
  now: number,
): number[] =>
  rotatedAt !== undefined && now - Date.parse(rotatedAt) < rotationHours * 3_600_000 ? [secretVersion, secretVersion - 1] : [secretVersion]
