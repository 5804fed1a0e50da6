/** Scheduler's expressions: `at(…)`, `rate(…)` and `cron(…)`, in a time zone. */
import { AwsError } from '../service.ts'
import { cronTimes, type CronFields } from './cron.ts'
import { wallTime } from './local-time.ts'

export type Expression =
  | { kind: 'at'; at: number }
  | { kind: 'rate'; everyMs: number }
  | { kind: 'cron'; fields: CronFields; timeZone: string }

const units: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

export const parseExpression = (text: string, timeZone = 'UTC'): Expression => {
  const [, kind, argument = ''] = /^(at|rate|cron)\((.*)\)$/.exec(text.trim()) ?? []
  if (kind === 'at' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(argument)) {
    const at = wallTime(argument, timeZone)
    if (!Number.isNaN(at)) return { kind: 'at', at }
  }
  if (kind === 'rate') {
    const [, count, unit] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(argument) ?? []
    const unitMs = units[unit ?? '']
    if (unitMs !== undefined) return { kind: 'rate', everyMs: Number(count) * unitMs }
  }
  if (kind === 'cron') {
    const fields = cronTimes.parse(argument)
    if (fields) return { kind: 'cron', fields, timeZone }
  }
  throw new AwsError('ValidationException', `Invalid Schedule Expression ${text}.`)
}

/** The first time after `after` (epoch ms) at which it fires; a rate counts from `begin`. */
export const nextFiring = (expression: Expression, after: number, begin: number): number | undefined => {
  if (expression.kind === 'at') return expression.at > after ? expression.at : undefined
  if (expression.kind === 'cron') return cronTimes.next(expression.fields, after, expression.timeZone)
  const passed = Math.max(0, Math.floor((after - begin) / expression.everyMs) + 1)
  return begin + passed * expression.everyMs
}
