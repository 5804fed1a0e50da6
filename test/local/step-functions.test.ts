import { describe, expect, it } from 'vitest'
import { createStepFunctions } from '../../lib/local/step-functions.ts'
import type { ServiceContext } from '../../lib/local/service.ts'
import { call, fakeContext, parsed, root, settled } from './fake-context.ts'

const machineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:hourly'
const functionArn = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`
const lambda = (name: string, more: Record<string, unknown> = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: functionArn(name), Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  End: true,
  ...more,
})

/** Changed sequences → a map over batches → one rollup each: the shape of the hourly run. */
const hourly = {
  QueryLanguage: 'JSONata',
  StartAt: 'Changed',
  States: {
    Changed: lambda('changed', { End: undefined, Assign: { total: '{% $count($states.result.Payload.ids) %}' }, Next: 'Any' }),
    Any: { Type: 'Choice', Choices: [{ Condition: '{% $total > 0 %}', Next: 'Batches' }], Default: 'Nothing' },
    Batches: {
      Type: 'Map',
      Items: '{% $partition($states.input.ids, 2) %}',
      MaxConcurrency: 2,
      ItemSelector: { ids: '{% $states.context.Map.Item.Value %}', place: '{% $states.context.Map.Item.Index %}' },
      ItemProcessor: { StartAt: 'Rollup', States: { Rollup: lambda('rollup') } },
      Output: { batches: '{% $states.result %}', total: '{% $total %}' },
      End: true,
    },
    Nothing: { Type: 'Succeed' },
  },
}
const only = (state: Record<string, unknown>) => ({ QueryLanguage: 'JSONata', StartAt: 'One', States: { One: state } })

type Invoke = ServiceContext['invokeFunction']
const setUp = (definition: unknown, invoke: Invoke = async () => ({ payload: null }), type = 'STANDARD') => {
  const context = fakeContext({
    resources: [
      {
        logicalId: 'Hourly',
        type: 'AWS::StepFunctions::StateMachine',
        properties: {
          DefinitionString: JSON.stringify(definition),
          RoleArn: 'arn:aws:iam::123456789012:role/machine',
          StateMachineType: type,
        },
      },
    ],
    arns: { Hourly: machineArn },
    invoke,
  })
  return { context, service: createStepFunctions(context) }
}
const ask = async (service: ReturnType<typeof createStepFunctions>, operation: string, json: unknown) =>
  parsed(await service.handle(call({ service: 'states', operation, json })))
const run = async (definition: unknown, input: unknown, invoke?: Invoke) => {
  const { service, context } = setUp(definition, invoke)
  const { executionArn } = service.startExecution({ stateMachineArn: machineArn, input: JSON.stringify(input) }, root)
  await settled()
  return { service, context, executionArn, describe: () => ask(service, 'DescribeExecution', { executionArn }) }
}
const outputOf = async (definition: unknown, input: unknown, invoke?: Invoke) => {
  const { describe } = await run(definition, input, invoke)
  const answer = await describe()
  return answer.status === 'SUCCEEDED' ? (JSON.parse(String(answer.output)) as unknown) : answer
}

describe('the hourly run', () => {
  const rollups: unknown[] = []
  const invoke: Invoke = async (arn, payload) => {
    if (arn === functionArn('changed')) return { payload: { ids: ['a', 'b', 'c'] } }
    rollups.push(payload)
    return { payload: (payload as { ids: string[] }).ids.length }
  }

  it('maps over batches and gathers their answers in order', async () => {
    expect(await outputOf(hourly, {}, invoke)).toEqual({ batches: [2, 1], total: 3 })
    expect(rollups).toEqual([
      { ids: ['a', 'b'], place: 0 },
      { ids: ['c'], place: 1 },
    ])
  })

  it('ends at once where nothing changed', async () => {
    expect(await outputOf(hourly, {}, async () => ({ payload: { ids: [] } }))).toEqual({ ids: [] })
  })

  it("invokes each function under the state machine's role", async () => {
    const { context } = await run(hourly, {}, invoke)
    expect(context.asked).toContainEqual({
      principal: { kind: 'role', roleArn: 'arn:aws:iam::123456789012:role/machine', name: 'machine' },
      action: 'lambda:InvokeFunction',
      resource: functionArn('rollup'),
    })
  })

  it('tells its history', async () => {
    const { service, executionArn } = await run(hourly, {}, invoke)
    const { events } = (await ask(service, 'GetExecutionHistory', { executionArn, maxResults: 100 })) as { events: { type: string }[] }
    const types = events.map(({ type }) => type)
    expect(types[0]).toBe('ExecutionStarted')
    expect(types).toContain('MapIterationSucceeded')
    expect(types.at(-1)).toBe('ExecutionSucceeded')
  })
})

describe('a task that fails', () => {
  const failing = (times: number, error = 'Throttled') => {
    let calls = 0
    const invoke: Invoke = async () =>
      ++calls <= times ? { payload: { errorType: error, errorMessage: 'no' }, functionError: 'Unhandled' } : { payload: calls }
    return { invoke, calls: () => calls }
  }
  const retried = only(lambda('work', { Retry: [{ ErrorEquals: ['Throttled'], IntervalSeconds: 10, MaxAttempts: 2, BackoffRate: 3 }] }))

  it('is tried again with growing waits on the dial', async () => {
    const { invoke, calls } = failing(2)
    const { context, describe, service } = await run(retried, {}, invoke)
    expect(calls()).toBe(1)
    expect(service.busy?.()).toEqual([])
    await context.advance(10_000)
    expect(calls()).toBe(2)
    await context.advance(29_000)
    expect(calls()).toBe(2)
    await context.advance(1_000)
    expect(await describe()).toMatchObject({ status: 'SUCCEEDED', output: '3' })
  })

  it('fails the execution by its name once its tries are used up', async () => {
    const { context, describe } = await run(retried, {}, failing(9).invoke)
    await context.advance(100_000)
    expect(await describe()).toMatchObject({ status: 'FAILED', error: 'Throttled', cause: expect.stringContaining('"errorMessage":"no"') })
  })

  it('is caught where a catcher names it', async () => {
    const caught = {
      QueryLanguage: 'JSONata',
      StartAt: 'Work',
      States: {
        Work: lambda('work', {
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Note', Output: { why: '{% $states.errorOutput.Error %}' } }],
        }),
        Note: { Type: 'Pass', End: true },
      },
    }
    expect(await outputOf(caught, {}, failing(1, 'Odd').invoke)).toEqual({ why: 'Odd' })
  })

  it('for want of a grant says so', async () => {
    const { service, context } = setUp(only(lambda('work')))
    context.denied.add('lambda:InvokeFunction')
    const { executionArn } = service.startExecution({ stateMachineArn: machineArn }, root)
    await settled()
    expect(await ask(service, 'DescribeExecution', { executionArn })).toMatchObject({
      status: 'FAILED',
      error: 'Lambda.AWSLambdaException',
      cause: expect.stringContaining('AccessDeniedException'),
    })
  })
})

describe('the language', () => {
  it('keeps variables, and evaluates expressions wherever they stand', async () => {
    const machine = {
      QueryLanguage: 'JSONata',
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: { name: '{% $uppercase($states.input.name) %}' }, Output: { kept: 1 }, Next: 'Say' },
        Say: { Type: 'Pass', Output: { all: ['{% $name %}', { deep: '{% $states.input.kept + 1 %}' }, 'plain'] }, End: true },
      },
    }
    expect(await outputOf(machine, { name: 'dana' })).toEqual({ all: ['DANA', { deep: 2 }, 'plain'] })
  })

  it('runs branches beside each other', async () => {
    const branch = (text: string) => ({
      StartAt: text,
      States: { [text]: { Type: 'Pass', Output: `{% $states.input & '${text}' %}`, End: true } },
    })
    expect(await outputOf(only({ Type: 'Parallel', Branches: [branch('a'), branch('b')], End: true }), 'x')).toEqual(['xa', 'xb'])
  })

  it('waits on the dial', async () => {
    const { context, describe } = await run(only({ Type: 'Wait', Seconds: '{% $states.input.seconds %}', End: true }), { seconds: 3600 })
    await context.advance(3_599_000)
    expect((await describe()).status).toBe('RUNNING')
    await context.advance(1_000)
    expect((await describe()).status).toBe('SUCCEEDED')
  })

  it('fails with the error that a Fail state names', async () => {
    expect(await outputOf(only({ Type: 'Fail', Error: 'Own', Cause: '{% "because " & $states.input %}' }), 'x')).toMatchObject({
      status: 'FAILED',
      error: 'Own',
      cause: 'because x',
    })
  })

  it('fails where an expression gives nothing', async () => {
    expect(await outputOf(only({ Type: 'Pass', Output: '{% $states.input.absent %}', End: true }), {})).toMatchObject({
      error: 'States.QueryEvaluationError',
    })
  })

  it('times an execution out', async () => {
    const { context, describe } = await run({ ...only({ Type: 'Wait', Seconds: 600, End: true }), TimeoutSeconds: 60 }, {})
    await context.advance(60_000)
    expect((await describe()).status).toBe('TIMED_OUT')
  })
})

describe('a definition', () => {
  it.each([
    ['in JSONPath', { StartAt: 'One', States: { One: { Type: 'Succeed' } } }, /JSONata/],
    [
      'with a distributed map',
      only({
        Type: 'Map',
        Items: [],
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'A',
          States: { A: { Type: 'Succeed' } },
        },
        End: true,
      }),
      /DISTRIBUTED/,
    ],
    ['with a task that is not a function', only({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true }), /sqs/],
    ['with an unknown field', only({ Type: 'Pass', Colour: 'red', End: true }), /Colour/],
    ['with a broken expression', only({ Type: 'Pass', Output: '{% 1 + %}', End: true }), /parsed/],
    ['with a next state that does not exist', only({ Type: 'Pass', Next: 'Nowhere' }), /Nowhere|TRANSITION/],
  ])('%s is refused at start', (_what, definition, message) => {
    expect(() => setUp(definition)).toThrow(message)
  })
})

describe('an execution that is killed', () => {
  it('goes on at the state it was in: what was done is not done again', async () => {
    const calls: string[] = []
    const machine = {
      QueryLanguage: 'JSONata',
      StartAt: 'First',
      States: {
        First: lambda('first', { End: undefined, Next: 'Hold' }),
        Hold: { Type: 'Wait', Seconds: 60, Next: 'Second' },
        Second: lambda('second'),
      },
    }
    const { context, executionArn } = await run(machine, {}, async (arn) => {
      calls.push(arn.split(':').at(-1) ?? '')
      return { payload: { from: calls.length } }
    })
    const again = context.restart()
    const service = createStepFunctions(again)
    await again.advance(60_000)
    expect(await ask(service, 'DescribeExecution', { executionArn })).toMatchObject({ status: 'SUCCEEDED', output: '{"from":2}' })
    expect(calls).toEqual(['first', 'second'])
  })
})

describe('the calls', () => {
  it('list and describe machines and executions', async () => {
    const { service, executionArn } = await run(only({ Type: 'Succeed' }), { a: 1 })
    expect(await ask(service, 'ListStateMachines', {})).toMatchObject({ stateMachines: [{ stateMachineArn: machineArn, name: 'hourly' }] })
    expect(await ask(service, 'ListExecutions', { stateMachineArn: machineArn })).toMatchObject({
      executions: [{ executionArn, status: 'SUCCEEDED' }],
    })
    expect(await ask(service, 'DescribeStateMachine', { stateMachineArn: machineArn })).toMatchObject({ status: 'ACTIVE' })
  })

  it('stop a running execution', async () => {
    const { service, executionArn, describe } = await run(only({ Type: 'Wait', Seconds: 60, End: true }), {})
    await ask(service, 'StopExecution', { executionArn, error: 'Enough' })
    await settled()
    expect(await describe()).toMatchObject({ status: 'ABORTED', error: 'Enough' })
  })

  it('give the same execution for the same name and input, and refuse another under that name', async () => {
    const { service } = setUp(only({ Type: 'Wait', Seconds: 60, End: true }))
    const start = (input: string) => service.startExecution({ stateMachineArn: machineArn, name: 'hour-15', input }, root).executionArn
    expect(start('{"a":1}')).toBe(start('{"a":1}'))
    expect(() => start('{"a":2}')).toThrow(/Already Exists/)
  })

  it('answer an express machine at its end', async () => {
    const { service } = setUp(only({ Type: 'Pass', Output: '{% "done" %}', End: true }), undefined, 'EXPRESS')
    expect(await ask(service, 'StartSyncExecution', { stateMachineArn: machineArn })).toMatchObject({
      status: 'SUCCEEDED',
      output: '"done"',
    })
  })
})
