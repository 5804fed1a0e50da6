/**
 * What the parts of the local runtime share. `host.ts` builds these and hands them to each hosted service; a service knows the synthesized
 * template, the dial's clock, durable storage and timers, and asks IAM before it acts.
 */

/**
 * Who signs a call: a person at the machine (any credentials), a role of the template (each function and service has its own keys), or an
 * AWS service acting for a resource (a rule, an API), which the called resource's own policy must let in.
 */
export type Principal =
  | { kind: 'root' }
  | { kind: 'role'; roleArn: string; name: string }
  | { kind: 'service'; name: string; sourceArn: string }

/** The dial. Epoch milliseconds; never goes back. */
export interface LocalClock {
  now: () => number
}

/** Durable key-value storage by bucket (SQLite in `.local/`); a write that returned survives `kill -9`. */
export interface LocalStore {
  get<T>(bucket: string, key: string): T | undefined
  put(bucket: string, key: string, value: unknown): void
  remove(bucket: string, key: string): void
  /** In key order. */
  list<T>(bucket: string, prefix?: string): { key: string; value: T }[]
  /** All or nothing. */
  transaction<T>(work: () => T): T
}

/** Durable timers: the handler of `kind` runs once the clock reaches `at`; a handler that throws is run again. The dial waits for them. */
export interface LocalTimers {
  set(timer: { id: string; kind: string; at: number; payload: unknown }): void
  clear(id: string): void
  on(kind: string, handler: (payload: unknown, at: number) => Promise<void> | void): void
}

/** One call to the AWS endpoint, already read from the wire. */
export interface AwsCall {
  /** As in an IAM action: `ses`, `sqs`, `events`, `scheduler`, `states`, `secretsmanager`, `dynamodb`, `lambda`, `cognito-idp`. */
  service: string
  method: string
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  /** JSON protocols: the operation from `x-amz-target`. */
  operation: string | null
  body: Buffer
  principal: Principal
}

export interface AwsReply {
  status: number
  headers?: Record<string, string>
  body: string | Buffer
}

/** An AWS error as SDKs understand it. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number
  constructor(code: string, message: string, status = 400) {
    super(message)
    this.name = code
    this.code = code
    this.status = status
  }
}

/** IAM, enforced: throws AwsError('AccessDeniedException', …, 403) where the principal's synthesized policies do not allow the action. */
export type Authorize = (principal: Principal, action: string, resource: string, context?: Record<string, string>) => void

/** A resource of the template after intrinsics are resolved. */
export interface HostedResource {
  logicalId: string
  type: string
  properties: Record<string, unknown>
}

/** The synthesized stack, resolved: what every service is built from. */
export interface HostedTemplate {
  stackName: string
  tenant: string
  region: string
  account: string
  resources(type: string): HostedResource[]
  resource(logicalId: string): HostedResource | undefined
  /** Physical name (`Ref`) and ARN of a resource. */
  ref(logicalId: string): string
  arn(logicalId: string): string
  /** Directory on disk of a file asset by its S3 object key (`<hash>.zip`), as `cdk deploy` would upload it. */
  assetDirectory(objectKey: string): string
}

export interface ServiceContext {
  template: HostedTemplate
  clock: LocalClock
  store: LocalStore
  timers: LocalTimers
  authorize: Authorize
  /** Puts an event on the account's default bus, as an AWS service does (SES). */
  publishServiceEvent(event: { source: string; detailType: string; detail: unknown; time: number; resources?: string[] }): Promise<void>
  /** Invokes a function and waits for its answer; a throw inside it comes back as `functionError`. */
  invokeFunction(functionArn: string, payload: unknown): Promise<{ payload: unknown; functionError?: string }>
  /** Work in flight: the dial is not quiet while any promise is tracked. */
  track: <T>(what: string, work: Promise<T>) => Promise<T>
  log: (line: string) => void
}

/** One hosted AWS service. `types` are the template's resource types it takes responsibility for. */
export interface HostedService {
  name: string
  types: readonly string[]
  handle(call: AwsCall): Promise<AwsReply>
  /** Names what is still going on, for the dial; empty = quiet. */
  busy?(): string[]
  stop?(): Promise<void>
}

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): AwsReply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
})
