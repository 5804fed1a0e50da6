/** Executions: begun, carried on after a restart, stopped, and kept with their history. */
import { runMachine, StateError, type AslPorts } from './asl.ts'
import type { ServiceContext } from './service.ts'
import { forgetHistory, historyOf, type History, type HistoryEvent } from './step-functions-history.ts'
import { invokeTask } from './step-functions-task.ts'
import type { HostedMachine } from './step-functions.ts'

export interface Execution {
  arn: string
  machineArn: string
  name: string
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'
  startedAt: number
  stoppedAt?: number | undefined
  /** JSON texts. */
  input: string
  output?: string | undefined
  error?: string | undefined
  cause?: string | undefined
}

export interface Executions {
  begin(machine: HostedMachine, arn: string, name: string, input: unknown): Execution
  get(arn: string): Execution | undefined
  /** Newest first. */
  list(machineArn: string): Execution[]
  history(arn: string): HistoryEvent[]
  stop(arn: string, why: { error: string | undefined; cause: string | undefined }): void
  ended(arn: string): Promise<void>
  busy(): string[]
}

interface Run {
  machine: HostedMachine
  execution: Execution
  /** Branches that are neither asleep nor waiting for branches of their own. */
  awake: number
  asleep: Map<string, (wake: 'time' | 'stop') => void>
  ended: Promise<void>
  stopped?: { error: string | undefined; cause: string | undefined }
  history: History
}

const buckets = { executions: 'states.executions', journal: 'states.journal' }
const timerKinds = { wake: 'states.wake', resume: 'states.resume' }
const keptMs = 90 * 86_400_000

export const createExecutions = (context: ServiceContext, machines: HostedMachine[]): Executions => {
  const { store, clock, timers } = context
  const runs = new Map<string, Run>()

  const save = (run: Run): void =>
    store.transaction(() => {
      store.put(buckets.executions, run.execution.arn, run.execution)
      run.history.flush()
    })
  const follow = (machine: HostedMachine, execution: Execution): void => {
    const run: Run = {
      machine,
      execution,
      awake: 1,
      asleep: new Map(),
      ended: Promise.resolve(),
      history: historyOf(context, execution.arn),
    }
    runs.set(execution.arn, run)
    run.ended = carry(run)
  }

  const carry = async (run: Run): Promise<void> => {
    const { execution } = run
    try {
      if (run.history.length() === 0) run.history.note('ExecutionStarted', { input: execution.input, roleArn: run.machine.roleArn })
      const output = await runMachine(run.machine.machine, JSON.parse(execution.input), portsOf(run))
      Object.assign(execution, { status: 'SUCCEEDED', output: JSON.stringify(output) })
      run.history.note('ExecutionSucceeded', { output: execution.output })
    } catch (error) {
      fail(run, error)
    }
    execution.stoppedAt = clock.now()
    store.transaction(() => {
      save(run)
      for (const { key } of store.list(buckets.journal, `${execution.arn}|`)) store.remove(buckets.journal, key)
    })
    runs.delete(execution.arn)
  }

  const fail = (run: Run, error: unknown): void => {
    const { execution } = run
    const known =
      error instanceof StateError ? { error: error.error, cause: error.reason } : { error: 'States.Runtime', cause: String(error) }
    if (!(error instanceof StateError)) context.log(`${execution.arn} failed: ${String(error)}`)
    const status = run.stopped ? 'ABORTED' : known.error === 'States.Timeout' && pastDeadline(run) ? 'TIMED_OUT' : 'FAILED'
    const why = run.stopped ?? known
    Object.assign(execution, { status, error: why.error, cause: why.cause })
    run.history.note({ ABORTED: 'ExecutionAborted', TIMED_OUT: 'ExecutionTimedOut', FAILED: 'ExecutionFailed' }[status], why)
  }

  const deadline = ({ machine, execution }: Run): number => execution.startedAt + (machine.machine.TimeoutSeconds ?? Infinity) * 1000
  const pastDeadline = (run: Run): boolean => clock.now() >= deadline(run)
  const checkpoint = (run: Run): void => {
    if (run.stopped) throw new StateError(run.stopped.error ?? '', run.stopped.cause ?? '', true)
    if (pastDeadline(run)) throw new StateError('States.Timeout', 'the execution ran out of its time', true)
  }

  const portsOf = (run: Run): AslPorts => {
    const { execution, machine } = run
    return {
      now: () => clock.now(),
      recall: (place) => store.get(buckets.journal, `${execution.arn}|${place}`),
      record: (place, value) =>
        store.transaction(() => {
          store.put(buckets.journal, `${execution.arn}|${place}`, value)
          run.history.flush()
        }),
      note: (type, details) => run.history.note(type, details),
      checkpoint: () => checkpoint(run),
      invoke: (resource, input) => invokeTask(context, machine, resource, input),
      sleep: async (place, until) => {
        checkpoint(run)
        const at = Math.min(until, deadline(run))
        if (clock.now() < at) {
          run.history.flush()
          timers.set({
            id: `${timerKinds.wake}#${execution.arn}#${place}`,
            kind: timerKinds.wake,
            at,
            payload: { arn: execution.arn, place },
          })
          await new Promise<void>((resolve) => {
            run.awake--
            run.asleep.set(place, () => {
              run.asleep.delete(place)
              run.awake++
              resolve()
            })
          })
        }
        checkpoint(run)
      },
      fork: (count) => {
        // The branch that waits hands its own place on: the last of the others to end gives it back.
        let open = count
        run.awake += count - 1
        return { ended: () => void (--open > 0 && run.awake--) }
      },
      context: {
        Execution: {
          Id: execution.arn,
          Input: JSON.parse(execution.input) as unknown,
          Name: execution.name,
          RoleArn: machine.roleArn,
          StartTime: new Date(execution.startedAt).toISOString(),
          RedriveCount: 0,
        },
        StateMachine: { Id: machine.arn, Name: machine.name },
      },
    }
  }

  timers.on(timerKinds.wake, (payload) => {
    const { arn, place } = payload as { arn: string; place: string }
    runs.get(arn)?.asleep.get(place)?.('time')
  })
  timers.on(timerKinds.resume, () => {
    for (const { value } of store.list<Execution>(buckets.executions)) {
      const machine = machines.find(({ arn }) => arn === value.machineArn)
      if (value.status === 'RUNNING' && machine && !runs.has(value.arn)) follow(machine, value)
      if (value.stoppedAt !== undefined && value.stoppedAt < clock.now() - keptMs) forget(value.arn)
    }
  })
  const forget = (arn: string): void => {
    store.remove(buckets.executions, arn)
    forgetHistory(context, arn)
  }
  // A timer, because functions can be invoked only once every part of the runtime is up; that is when timers begin to run.
  timers.set({ id: timerKinds.resume, kind: timerKinds.resume, at: clock.now(), payload: {} })

  return {
    begin: (machine, arn, name, input) => {
      const execution: Execution = {
        arn,
        machineArn: machine.arn,
        name,
        status: 'RUNNING',
        startedAt: clock.now(),
        input: JSON.stringify(input),
      }
      store.put(buckets.executions, arn, execution)
      follow(machine, execution)
      return execution
    },
    get: (arn) => runs.get(arn)?.execution ?? store.get<Execution>(buckets.executions, arn),
    list: (machineArn) =>
      store
        .list<Execution>(buckets.executions)
        .map(({ value }) => value)
        .filter((execution) => execution.machineArn === machineArn)
        .toSorted((a, b) => b.startedAt - a.startedAt),
    history: (arn) => (runs.get(arn)?.history ?? historyOf(context, arn)).all(),
    stop: (arn, why) => {
      const run = runs.get(arn)
      if (!run) return
      run.stopped = why
      for (const wake of run.asleep.values()) wake('stop')
    },
    ended: async (arn) => runs.get(arn)?.ended,
    busy: () =>
      [...runs.values()]
        .filter(({ awake, asleep }) => awake > 0 || asleep.size === 0)
        .map(({ execution }) => `state machine ${execution.name}`),
  }
}
