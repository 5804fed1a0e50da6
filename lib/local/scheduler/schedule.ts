/** A schedule as Scheduler keeps it, and what it refuses. */
import { AwsError } from '../service.ts'
import { serviceOf, targetActions } from '../targets.ts'
import { parseExpression } from './expression.ts'

export interface ScheduleTarget {
  Arn: string
  RoleArn: string
  Input?: string
  DeadLetterConfig?: { Arn?: string }
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number }
}
export interface ScheduleRequest {
  GroupName?: string
  ScheduleExpression: string
  ScheduleExpressionTimezone?: string
  Target: ScheduleTarget
  FlexibleTimeWindow: { Mode: string; MaximumWindowInMinutes?: number }
  State?: string
  Description?: string
  ActionAfterCompletion?: string
  StartDate?: number
  EndDate?: number
  ClientToken?: string
}
export interface Schedule extends Omit<ScheduleRequest, 'GroupName'> {
  name: string
  group: string
  arn: string
  createdAt: number
  modifiedAt: number
  /** Declared in the template. */
  declared?: boolean
}

const names = /^[0-9a-zA-Z-_.]{1,64}$/
const requestKeys = new Set([
  'GroupName',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'Target',
  'FlexibleTimeWindow',
  'State',
  'Description',
  'ActionAfterCompletion',
  'StartDate',
  'EndDate',
  'ClientToken',
  'Name',
])
const targetKeys = new Set(['Arn', 'RoleArn', 'Input', 'DeadLetterConfig', 'RetryPolicy'])
const largestInput = 262_144

export const checkSchedule = (name: string, request: ScheduleRequest): void => {
  if (!names.test(name))
    refuse(
      `Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$ and have length at most 64`,
    )
  for (const key of Object.keys(request)) if (!requestKeys.has(key)) refuse(`a schedule's ${key} is not hosted here`)
  const { Target, FlexibleTimeWindow, ScheduleExpression, ScheduleExpressionTimezone } = request
  if (!Target?.Arn || !Target.RoleArn || !FlexibleTimeWindow?.Mode || !ScheduleExpression)
    refuse('Target.Arn, Target.RoleArn, FlexibleTimeWindow and ScheduleExpression must not be null')
  for (const key of Object.keys(Target)) if (!targetKeys.has(key)) refuse(`a schedule target's ${key} is not hosted here`)
  if (!(serviceOf(Target.Arn) in targetActions)) refuse(`the schedule target ${Target.Arn} is not hosted here`)
  if (FlexibleTimeWindow.Mode !== 'OFF') refuse('a flexible time window is not hosted here')
  if (Buffer.byteLength(Target.Input ?? '') > largestInput) refuse(`Target.Input is larger than ${largestInput} bytes`)
  const { MaximumRetryAttempts: attempts = 185, MaximumEventAgeInSeconds: age = 86_400 } = Target.RetryPolicy ?? {}
  if (attempts < 0 || attempts > 185) refuse('MaximumRetryAttempts must be between 0 and 185')
  if (age < 60 || age > 86_400) refuse('MaximumEventAgeInSeconds must be between 60 and 86400')
  parseExpression(ScheduleExpression, ScheduleExpressionTimezone)
}

const refuse = (what: string): never => {
  throw new AwsError('ValidationException', what)
}

/** The input with Scheduler's context attributes put in. */
export const inputOf = (schedule: Schedule, scheduledFor: number, executionId: string): string =>
  (schedule.Target.Input ?? '{}').replaceAll(
    /<aws\.scheduler\.(schedule-arn|scheduled-time|execution-id|attempt-number)>/g,
    (_, attribute) => {
      if (attribute === 'schedule-arn') return schedule.arn
      if (attribute === 'scheduled-time') return new Date(scheduledFor).toISOString().replace(/\.\d+Z$/, 'Z')
      return attribute === 'execution-id' ? executionId : '1'
    },
  )

/** As GetSchedule answers. */
export const describe = (schedule: Schedule): Record<string, unknown> => {
  const { name, group, arn, createdAt, modifiedAt, declared: _declared, ClientToken: _token, ...rest } = schedule
  return {
    Name: name,
    GroupName: group,
    Arn: arn,
    State: 'ENABLED',
    ScheduleExpressionTimezone: 'UTC',
    ...rest,
    CreationDate: createdAt / 1000,
    LastModificationDate: modifiedAt / 1000,
  }
}

/** As a row of ListSchedules. */
export const summarize = (schedule: Schedule): Record<string, unknown> => ({
  Name: schedule.name,
  GroupName: schedule.group,
  Arn: schedule.arn,
  State: schedule.State ?? 'ENABLED',
  CreationDate: schedule.createdAt / 1000,
  LastModificationDate: schedule.modifiedAt / 1000,
  Target: { Arn: schedule.Target.Arn },
})
