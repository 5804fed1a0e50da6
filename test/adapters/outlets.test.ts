import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler'
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { openBus } from '../../functions/adapters/bus.ts'
import { mockSms } from '../../functions/adapters/sms/mock.ts'
import { openQueue } from '../../functions/adapters/queue.ts'
import { openSchedules } from '../../functions/adapters/schedules.ts'
import type { OutgoingMessage } from '../../functions/domain/effect.ts'

const scheduler = mockClient(SchedulerClient)
const sqs = mockClient(SQSClient)
const events = mockClient(EventBridgeClient)
beforeEach(() => [scheduler, sqs, events].forEach((client) => client.reset()))

describe('a schedule entry', () => {
  const schedules = openSchedules({ group: 'touchline-acme', roleArn: 'arn:role', targetArn: 'arn:queue' })
  const work = { kind: 'step_due', contact: 'ck1', enrollment: 'E1', step: 's1', revision: 1 } as const
  const create = () => schedules.create({ name: 'E1-s1-1', at: Date.parse('2026-11-20T15:00:00Z') / 1000, work })
  const metadata = { $metadata: {}, message: 'x', Message: 'x' }

  it('fires once in UTC at its second, for the dispatch queue, and is gone then', async () => {
    scheduler.on(CreateScheduleCommand).resolves({})
    await create()
    expect(scheduler.commandCalls(CreateScheduleCommand)[0]?.args[0].input).toEqual({
      Name: 'E1-s1-1',
      GroupName: 'touchline-acme',
      ScheduleExpression: 'at(2026-11-20T15:00:00)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: { Arn: 'arn:queue', RoleArn: 'arn:role', Input: JSON.stringify(work) },
    })
  })

  it('may exist already, and may be gone already', async () => {
    scheduler.on(CreateScheduleCommand).rejects(new ConflictException(metadata))
    scheduler.on(DeleteScheduleCommand).rejects(new ResourceNotFoundException(metadata))
    await expect(create()).resolves.toBeUndefined()
    await expect(schedules.remove('E1-s1-1')).resolves.toBeUndefined()
    scheduler.on(CreateScheduleCommand).rejects(new Error('throttled'))
    await expect(create()).rejects.toThrow('throttled')
  })
})

describe('a queue', () => {
  const queue = openQueue<{ n: number }>('https://sqs/queue')

  it('takes one at a time or ten', async () => {
    sqs.on(SendMessageCommand).resolves({})
    sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] })
    await queue.send([])
    await queue.send([{ n: 1 }])
    await queue.send(Array.from({ length: 23 }, (_, n) => ({ n })))
    expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(1)
    expect(sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input.Entries?.length)).toEqual([10, 10, 3])
  })

  it('fails where part of a batch was not taken', async () => {
    sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [{ Id: '1', SenderFault: false, Code: 'Busy' }] })
    await expect(queue.send([{ n: 1 }, { n: 2 }])).rejects.toThrow('1 of 2 were not queued: Busy')
  })
})

describe('the bus', () => {
  it('gets our events under our own source, and a refused one is a failure', async () => {
    events.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [] })
    const bus = openBus('touchline-acme')
    await bus.publish([{ detailType: 'Enrollment Started', detail: { enrollmentId: 'E1' } }])
    expect(events.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries).toEqual([
      { EventBusName: 'touchline-acme', Source: 'touchline', DetailType: 'Enrollment Started', Detail: '{"enrollmentId":"E1"}' },
    ])
    events.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'X', ErrorMessage: 'no such bus' }] })
    await expect(bus.publish([{ detailType: 'Enrollment Started', detail: {} }])).rejects.toThrow('no such bus')
  })
})

describe('a mock channel', () => {
  it('accepts everything and says that it is simulated', async () => {
    // The mock looks at the attempt alone.
    const message = { attemptId: 'A1' } as OutgoingMessage
    expect(mockSms.simulated).toBe(true)
    expect(await mockSms.send(message, () => 0)).toEqual({ kind: 'accepted', providerId: 'mock-sms-A1', at: '1970-01-01T00:00:00.000Z' })
  })
})
