/** Step Functions: runs the template's state machines under their own roles; an execution outlives a kill. */
import { randomUUID } from 'node:crypto'
import { describe, page } from './step-functions-answers.ts'
import { createExecutions, type Execution } from './step-functions-executions.ts'
import { parseMachine, type Machine } from './asl.ts'
import { AwsError, json, type AwsCall, type AwsReply, type HostedService, type Principal, type ServiceContext } from './service.ts'

export interface HostedMachine {
  arn: string
  name: string
  roleArn: string
  type: 'STANDARD' | 'EXPRESS'
  definition: string
  machine: Machine
  createdAt: number
}

export interface StartRequest {
  stateMachineArn: string
  input?: string
  name?: string
}
export interface StepFunctions extends HostedService {
  /** StartExecution, under whoever starts it (Scheduler's role, say). */
  startExecution(request: StartRequest, principal: Principal): { executionArn: string; startDate: number }
}

const known = new Set([
  'DefinitionString',
  'Definition',
  'DefinitionSubstitutions',
  'RoleArn',
  'StateMachineType',
  'StateMachineName',
  'LoggingConfiguration',
  'TracingConfiguration',
  'Tags',
])

type Input = Record<string, unknown>

export const createStepFunctions = (context: ServiceContext): StepFunctions => {
  const { template, clock, authorize } = context
  const machines = template.resources('AWS::StepFunctions::StateMachine').map(({ logicalId, properties }): HostedMachine => {
    for (const property of Object.keys(properties))
      if (!known.has(property)) throw new Error(`${logicalId}: a state machine's ${property} is not hosted here`)
    const definition = definitionOf(properties)
    const arn = template.arn(logicalId)
    return {
      arn,
      name: arn.split(':').at(-1) ?? arn,
      roleArn: String(properties.RoleArn),
      type: properties.StateMachineType === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
      definition,
      machine: parseMachine(definition),
      createdAt: clock.now(),
    }
  })
  const executions = createExecutions(context, machines)

  const machineOf = (arn: unknown): HostedMachine => {
    const machine = machines.find((candidate) => candidate.arn === arn)
    if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${String(arn)}'`)
    return machine
  }
  const executionOf = (arn: unknown): Execution => {
    const execution = executions.get(String(arn))
    if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${String(arn)}'`)
    return execution
  }

  const begin = (action: string, request: StartRequest, principal: Principal): Execution => {
    authorize(principal, action, request.stateMachineArn)
    const machine = machineOf(request.stateMachineArn)
    const input = parseInput(request.input ?? '{}')
    const name = request.name ?? randomUUID()
    if (!/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`)
    const kind = machine.type === 'EXPRESS' ? 'express' : 'execution'
    const arn = `arn:aws:states:${template.region}:${template.account}:${kind}:${machine.name}:${name}`
    const earlier = executions.get(arn)
    if (earlier?.status === 'RUNNING' && earlier.input === JSON.stringify(input)) return earlier
    if (earlier) throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`)
    return executions.begin(machine, arn, name, input)
  }

  const startSync = async (call: AwsCall, input: Input): Promise<AwsReply> => {
    const machine = machineOf(input.stateMachineArn)
    if (machine.type !== 'EXPRESS')
      throw new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine')
    const { arn } = begin('states:StartSyncExecution', input as unknown as StartRequest, call.principal)
    await executions.ended(arn)
    return json(describe(executionOf(arn)))
  }

  const operations: Record<string, (input: Input, call: AwsCall) => unknown> = {
    StartExecution: (input, call) => {
      const { arn, startedAt } = begin('states:StartExecution', input as unknown as StartRequest, call.principal)
      return { executionArn: arn, startDate: startedAt / 1000 }
    },
    DescribeExecution: (input, call) => {
      authorize(call.principal, 'states:DescribeExecution', String(input.executionArn))
      return describe(executionOf(input.executionArn))
    },
    StopExecution: (input, call) => {
      authorize(call.principal, 'states:StopExecution', String(input.executionArn))
      const { arn } = executionOf(input.executionArn)
      executions.stop(arn, { error: input.error as string | undefined, cause: input.cause as string | undefined })
      return { stopDate: clock.now() / 1000 }
    },
    ListExecutions: (input, call) => {
      authorize(call.principal, 'states:ListExecutions', String(input.stateMachineArn))
      const { arn } = machineOf(input.stateMachineArn)
      const all = executions.list(arn).filter(({ status }) => input.statusFilter === undefined || status === input.statusFilter)
      return page(all, input, 'executions', (execution) => {
        const { input: _input, output: _output, ...row } = describe(execution)
        return row
      })
    },
    GetExecutionHistory: (input, call) => {
      authorize(call.principal, 'states:GetExecutionHistory', String(input.executionArn))
      const events = executions.history(executionOf(input.executionArn).arn)
      return page(input.reverseOrder === true ? events.toReversed() : events, input, 'events')
    },
    ListStateMachines: (input, call) => {
      authorize(call.principal, 'states:ListStateMachines', '*')
      return page(machines, input, 'stateMachines', ({ arn, name, type, createdAt }) => ({
        stateMachineArn: arn,
        name,
        type,
        creationDate: createdAt / 1000,
      }))
    },
    DescribeStateMachine: (input, call) => {
      authorize(call.principal, 'states:DescribeStateMachine', String(input.stateMachineArn))
      const { arn, name, type, roleArn, definition, createdAt } = machineOf(input.stateMachineArn)
      return { stateMachineArn: arn, name, type, roleArn, definition, creationDate: createdAt / 1000, status: 'ACTIVE' }
    },
  }

  return {
    name: 'states',
    types: ['AWS::StepFunctions::StateMachine'],
    startExecution: (request, principal) => {
      const { arn, startedAt } = begin('states:StartExecution', request, principal)
      return { executionArn: arn, startDate: startedAt }
    },
    busy: () => executions.busy(),
    handle: async (call) => {
      const input = JSON.parse(call.body.toString('utf8') || '{}') as Input
      if (call.operation === 'StartSyncExecution') return startSync(call, input)
      const operation = operations[call.operation ?? '']
      if (!operation) throw new AwsError('UnknownOperationException', `Step Functions' ${String(call.operation)} is not hosted here`)
      return json(operation(input, call))
    },
  }
}

/** `${Name}` in the text is replaced as CloudFormation does it. */
const definitionOf = ({
  DefinitionString: text,
  Definition: value,
  DefinitionSubstitutions: given = {},
}: Record<string, unknown>): string =>
  (typeof text === 'string' ? text : JSON.stringify(value)).replaceAll(/\$\{([A-Za-z0-9_-]+)\}/g, (whole, name: string) => {
    return (given as Record<string, string>)[name] ?? whole
  })

const parseInput = (text: string): unknown => {
  if (Buffer.byteLength(text) > 262_144) throw new AwsError('InvalidExecutionInput', 'The input is larger than 262144 bytes')
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new AwsError('InvalidExecutionInput', 'Invalid State Machine Execution Input: not JSON')
  }
}
