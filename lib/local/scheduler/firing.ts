/** Schedules that fire by the dial: at their due second, into their target, under their own role. */
import { randomUUID } from 'node:crypto'
import type { Iam } from '../iam/iam.ts'
import type { ServiceContext } from '../service.ts'
import type { Deliver } from '../targets.ts'
import { nextFiring, parseExpression } from './expression.ts'
import { inputOf, type Schedule } from './schedule.ts'

export interface Schedules {
  get(group: string, name: string): Schedule | undefined
  all(): Schedule[]
  put(schedule: Schedule): void
  remove(schedule: Schedule): void
}

const bucket = 'scheduler'
const timerKind = 'schedule'
const keyOf = (group: string, name: string): string => `${group}/${name}`

export const createSchedules = (context: ServiceContext, iam: Iam, deliver: Deliver): Schedules => {
  const { template, store, clock, timers, log } = context
  const schedules = new Map(store.list<Schedule>(bucket).map(({ key, value }) => [key, value]))

  const arm = (schedule: Schedule, after: number): boolean => {
    const expression = parseExpression(schedule.ScheduleExpression, schedule.ScheduleExpressionTimezone)
    const begin = schedule.StartDate === undefined ? schedule.createdAt : schedule.StartDate * 1000
    const next = nextFiring(expression, Math.max(after, begin - 1), begin)
    if (next === undefined || (schedule.EndDate !== undefined && next > schedule.EndDate * 1000)) return false
    timers.set({ id: timerOf(schedule), kind: timerKind, at: next, payload: { key: keyOf(schedule.group, schedule.name), at: next } })
    return true
  }

  const fire = (schedule: Schedule, at: number): void => {
    const { Arn, RoleArn, DeadLetterConfig } = schedule.Target
    const input = inputOf(schedule, at, randomUUID())
    const groupArn = `arn:aws:scheduler:${template.region}:${template.account}:schedule-group/${schedule.group}`
    const role = () => iam.assume(RoleArn, 'scheduler.amazonaws.com', { 'aws:SourceArn': groupArn })
    try {
      deliver(Arn, input, role())
    } catch (error) {
      log(`scheduler: ${schedule.name} could not deliver to ${Arn}: ${String(error)}`)
      try {
        if (DeadLetterConfig?.Arn !== undefined) deliver(DeadLetterConfig.Arn, input, role())
      } catch (dead) {
        log(`scheduler: nor to its dead letters: ${String(dead)}`)
      }
    }
  }

  const remove = (schedule: Schedule): void =>
    store.transaction(() => {
      schedules.delete(keyOf(schedule.group, schedule.name))
      store.remove(bucket, keyOf(schedule.group, schedule.name))
      timers.clear(timerOf(schedule))
    })

  timers.on(timerKind, (payload) => {
    // Set above, with this shape.
    const { key, at } = payload as { key: string; at: number }
    const schedule = schedules.get(key)
    if (!schedule) return
    store.transaction(() => {
      fire(schedule, at)
      // Firings that were missed while nothing ran are made up for by one.
      const again = arm(schedule, Math.max(at, clock.now()))
      if (!again && schedule.ActionAfterCompletion === 'DELETE') remove(schedule)
    })
  })

  return {
    get: (group, name) => schedules.get(keyOf(group, name)),
    all: () => [...schedules.values()].toSorted((a, b) => (keyOf(a.group, a.name) < keyOf(b.group, b.name) ? -1 : 1)),
    put: (schedule) =>
      store.transaction(() => {
        schedules.set(keyOf(schedule.group, schedule.name), schedule)
        store.put(bucket, keyOf(schedule.group, schedule.name), schedule)
        timers.clear(timerOf(schedule))
        // A time that has passed already fires at once.
        if (schedule.State !== 'DISABLED') arm(schedule, schedule.ScheduleExpression.startsWith('at(') ? 0 : clock.now())
      }),
    remove,
  }
}

const timerOf = ({ group, name }: Schedule): string => `schedule.${group}/${name}`
