/** Lambda: the functions of the template, invoked directly, later, or by their event sources. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Iam } from '../iam/iam.ts'
import type { Meters } from '../meters.ts'
import { AwsError, json, type AwsCall, type AwsReply, type HostedService, type Principal, type ServiceContext } from '../service.ts'
import { hostFunction, type HostedFunction, type Outcome } from './host.ts'
import { openFunctionLog } from './logs.ts'
import { readFunctions, type FunctionSettings } from './settings.ts'

export interface Lambda extends HostedService {
  function(arn: string): HostedFunction | undefined
  /** Runs a function and waits for it; asks nobody: whoever calls this has asked. */
  invoke(arn: string, payload: unknown): Promise<Outcome>
  /** As an asynchronous invocation: kept until it ran, and tried three times. */
  invokeLater(principal: Principal, arn: string, payload: string): void
  stop(): Promise<void>
}

export interface LambdaParts {
  context: ServiceContext
  iam: Iam
  meters: Meters
  clock: SharedArrayBuffer
  awsUrl: string
  logsDirectory: string
  concurrency: number
  waived: (logicalId: string) => boolean
}

interface Later {
  arn: string
  payload: string
  attempt: number
}

const timerKind = 'lambda.later'
/** Lambda's own waits before it tries an asynchronous invocation again. */
const retryWaitsMs = [60_000, 120_000]
const largestPayload = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024 }

export const createLambda = ({ context, iam, meters, clock: shared, awsUrl, logsDirectory, concurrency, waived }: LambdaParts): Lambda => {
  const { template, clock, timers, authorize, track, log } = context
  const logs: { close(): Promise<void> }[] = []
  const hosted = new Map(
    readFunctions(template, iam, awsUrl, waived).map((settings): [string, HostedFunction] => {
      const meter = meters.function(settings.name)
      const functionLog = openFunctionLog(
        join(logsDirectory, 'logs'),
        settings.name,
        meter,
        once(() => mayLog(iam, settings)),
      )
      logs.push(functionLog)
      return [settings.arn, hostFunction(settings, { clock: shared, log: functionLog, meter, concurrency })]
    }),
  )
  const byName = (name: string): HostedFunction => {
    const found = hosted.get(name) ?? [...hosted.values()].find(({ settings }) => settings.name === name)
    if (!found) throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404)
    return found
  }
  const run = (target: HostedFunction, payload: string): Promise<Outcome> =>
    track(`function ${target.settings.name}`, target.invoke(payload))

  const later = (call: Later, at: number): void => timers.set({ id: `lambda.${randomUUID()}`, kind: timerKind, at, payload: call })
  timers.on(timerKind, async (payload) => {
    // Set above, with this shape.
    const call = payload as Later
    const { functionError } = await run(byName(call.arn), call.payload)
    const wait = retryWaitsMs[call.attempt]
    if (functionError === undefined) return
    if (wait === undefined) log(`lambda: ${call.arn} failed ${call.attempt + 1} times and its event is dropped`)
    else later({ ...call, attempt: call.attempt + 1 }, clock.now() + wait)
  })

  const invoke = async (call: AwsCall, name: string): Promise<AwsReply> => {
    const target = byName(name)
    authorize(call.principal, 'lambda:InvokeFunction', target.settings.arn)
    const type = call.headers['x-amz-invocation-type'] === 'Event' ? 'Event' : 'RequestResponse'
    if (call.body.length > largestPayload[type])
      throw new AwsError(
        'RequestTooLargeException',
        `Request must be smaller than ${largestPayload[type]} bytes for the InvokeFunction operation`,
        413,
      )
    const payload = call.body.toString('utf8') || '{}'
    if (call.headers['x-amz-invocation-type'] === 'DryRun') return { status: 204, body: '' }
    if (type === 'Event') {
      later({ arn: target.settings.arn, payload, attempt: 0 }, clock.now())
      return { status: 202, body: '' }
    }
    const { payload: result, functionError } = await run(target, payload)
    return json(result, 200, {
      'x-amz-executed-version': '$LATEST',
      ...(functionError !== undefined && { 'x-amz-function-error': functionError }),
    })
  }

  return {
    name: 'lambda',
    types: ['AWS::Lambda::Function', 'AWS::Lambda::Permission', 'AWS::Lambda::EventSourceMapping'],
    function: (arn) => hosted.get(arn),
    invoke: (arn, payload) => run(byName(arn), JSON.stringify(payload)),
    invokeLater: (principal, arn, payload) => {
      authorize(principal, 'lambda:InvokeFunction', arn)
      later({ arn: byName(arn).settings.arn, payload, attempt: 0 }, clock.now())
    },
    handle: async (call) => {
      const [, , kind, name = '', verb] = call.path.split('/').map(decodeURIComponent)
      if (kind !== 'functions')
        throw new AwsError('UnknownOperationException', `Lambda's ${call.method} ${call.path} is not hosted here`, 404)
      if (call.method === 'POST' && verb === 'invocations') return invoke(call, name)
      if (call.method === 'GET' && name === '') {
        authorize(call.principal, 'lambda:ListFunctions', '*')
        return json({ Functions: [...hosted.values()].map(({ settings }) => describe(settings)) })
      }
      const { settings } = byName(name)
      authorize(call.principal, verb === 'configuration' ? 'lambda:GetFunctionConfiguration' : 'lambda:GetFunction', settings.arn)
      return json(verb === 'configuration' ? describe(settings) : { Configuration: describe(settings), Code: {} })
    },
    stop: async () => {
      await Promise.all([...hosted.values()].map((one) => one.stop()))
      await Promise.all(logs.map((one) => one.close()))
    },
  }
}

const once = (ask: () => boolean): (() => boolean) => {
  let answer: boolean | undefined
  return () => (answer ??= ask())
}

/** Lambda writes a function's logs and traces in the function's own role. */
const mayLog = (iam: Iam, { roleArn, name, logGroupArn, traced }: FunctionSettings): boolean => {
  const role: Principal = { kind: 'role', roleArn, name }
  const may = (action: string, resource: string): boolean => {
    try {
      iam.authorize(role, action, resource)
      return true
    } catch {
      return false
    }
  }
  if (traced) for (const action of ['xray:PutTraceSegments', 'xray:PutTelemetryRecords']) may(action, '*')
  const stream = may('logs:CreateLogStream', logGroupArn)
  return may('logs:PutLogEvents', logGroupArn) && stream
}

const describe = (settings: FunctionSettings) => ({
  FunctionName: settings.name,
  FunctionArn: settings.arn,
  Role: settings.roleArn,
  Runtime: settings.runtime,
  Handler: settings.handler,
  Timeout: settings.timeoutSeconds,
  MemorySize: settings.memoryMegabytes,
  PackageType: 'Zip',
  State: 'Active',
  LastUpdateStatus: 'Successful',
  Version: '$LATEST',
  Environment: { Variables: settings.variables },
})
