/** EventBridge Scheduler: the template's groups and schedules, and those that functions create. */
import type { Iam } from '../iam/iam.ts'
import { AwsError, json, type AwsCall, type AwsReply, type HostedService, type ServiceContext } from '../service.ts'
import type { Deliver } from '../targets.ts'
import { createSchedules } from './firing.ts'
import { checkSchedule, describe, summarize, type Schedule, type ScheduleRequest } from './schedule.ts'

export const createScheduler = (context: ServiceContext, iam: Iam, deliver: Deliver): HostedService => {
  const { template, clock, authorize } = context
  const arnOf = (rest: string): string => `arn:aws:scheduler:${template.region}:${template.account}:${rest}`
  const groups = ['default', ...template.resources('AWS::Scheduler::ScheduleGroup').map(({ logicalId }) => template.ref(logicalId))]
  const startedAt = clock.now()
  const schedules = createSchedules(context, iam, deliver)

  const make = (name: string, request: ScheduleRequest, earlier?: Schedule): Schedule => {
    checkSchedule(name, request)
    const { GroupName: group = 'default', ...rest } = request
    if (!groups.includes(group)) throw new AwsError('ResourceNotFoundException', `Schedule group ${group} does not exist.`, 404)
    iam.assume(rest.Target.RoleArn, 'scheduler.amazonaws.com', { 'aws:SourceArn': arnOf(`schedule-group/${group}`) })
    const now = clock.now()
    return { ...rest, name, group, arn: arnOf(`schedule/${group}/${name}`), createdAt: earlier?.createdAt ?? now, modifiedAt: now }
  }

  const declared = new Set<string>()
  for (const { logicalId, properties } of template.resources('AWS::Scheduler::Schedule')) {
    const [, group = '', name = ''] = (template.arn(logicalId).split(':schedule/')[1] ?? '').match(/^([^/]+)\/(.+)$/) ?? []
    declared.add(`${group}/${name}`)
    // Properties of a schedule in CloudFormation are CreateSchedule's own fields.
    const schedule: Schedule = { ...make(name, properties as unknown as ScheduleRequest, schedules.get(group, name)), declared: true }
    const earlier = schedules.get(group, name)
    if (!earlier || JSON.stringify({ ...earlier, modifiedAt: 0 }) !== JSON.stringify({ ...schedule, modifiedAt: 0 }))
      schedules.put(schedule)
  }
  for (const schedule of schedules.all())
    if (schedule.declared && !declared.has(`${schedule.group}/${schedule.name}`)) schedules.remove(schedule)

  const find = (group: string, name: string): Schedule => {
    const schedule = schedules.get(group, name)
    if (!schedule) throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404)
    return schedule
  }
  const asked = (call: AwsCall, name: string) => {
    const request = (call.body.length > 0 ? JSON.parse(call.body.toString('utf8')) : {}) as ScheduleRequest
    const group = request.GroupName ?? call.query.get('groupName') ?? 'default'
    return { request, group, arn: arnOf(`schedule/${group}/${name}`) }
  }

  const operations: Record<string, (call: AwsCall, name: string) => AwsReply> = {
    POST: (call, name) => {
      const { request, group, arn } = asked(call, name)
      authorize(call.principal, 'scheduler:CreateSchedule', arn)
      authorize(call.principal, 'iam:PassRole', request.Target?.RoleArn ?? '', { 'iam:PassedToService': 'scheduler.amazonaws.com' })
      const earlier = schedules.get(group, name)
      if (earlier) {
        if (request.ClientToken !== undefined && earlier.ClientToken === request.ClientToken) return json({ ScheduleArn: arn })
        throw new AwsError('ConflictException', `Schedule ${name} already exists.`, 409)
      }
      schedules.put(make(name, request))
      return json({ ScheduleArn: arn })
    },
    PUT: (call, name) => {
      const { request, group, arn } = asked(call, name)
      authorize(call.principal, 'scheduler:UpdateSchedule', arn)
      authorize(call.principal, 'iam:PassRole', request.Target?.RoleArn ?? '', { 'iam:PassedToService': 'scheduler.amazonaws.com' })
      schedules.put(make(name, request, find(group, name)))
      return json({ ScheduleArn: arn })
    },
    GET: (call, name) => {
      const { group, arn } = asked(call, name)
      authorize(call.principal, 'scheduler:GetSchedule', arn)
      return json(describe(find(group, name)))
    },
    DELETE: (call, name) => {
      const { group, arn } = asked(call, name)
      authorize(call.principal, 'scheduler:DeleteSchedule', arn)
      schedules.remove(find(group, name))
      return json({})
    },
  }

  const list = (call: AwsCall): AwsReply => {
    authorize(call.principal, 'scheduler:ListSchedules', '*')
    const [group, prefix, state] = ['ScheduleGroup', 'NamePrefix', 'State'].map((name) => call.query.get(name))
    const rows = schedules
      .all()
      .filter((schedule) => (!group || schedule.group === group) && (!state || (schedule.State ?? 'ENABLED') === state))
      .filter(({ name }) => !prefix || name.startsWith(prefix))
    return page(rows.map(summarize), call, 'Schedules')
  }
  const group = (name: string) => ({
    Name: name,
    Arn: arnOf(`schedule-group/${name}`),
    State: 'ACTIVE',
    CreationDate: startedAt / 1000,
    LastModificationDate: startedAt / 1000,
  })

  return {
    name: 'scheduler',
    types: ['AWS::Scheduler::ScheduleGroup', 'AWS::Scheduler::Schedule'],
    handle: async (call) => {
      const [kind, name] = call.path.slice(1).split('/').map(decodeURIComponent)
      const operation = operations[call.method]
      if (kind === 'schedules' && name) return operation ? operation(call, name) : unknown(call)
      if (kind === 'schedules' && call.method === 'GET') return list(call)
      if (kind !== 'schedule-groups' || call.method !== 'GET') return unknown(call)
      if (!name) {
        authorize(call.principal, 'scheduler:ListScheduleGroups', '*')
        return page(groups.map(group), call, 'ScheduleGroups')
      }
      authorize(call.principal, 'scheduler:GetScheduleGroup', arnOf(`schedule-group/${name}`))
      if (!groups.includes(name)) throw new AwsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`, 404)
      return json(group(name))
    },
  }
}

const unknown = ({ method, path }: AwsCall): never => {
  throw new AwsError('UnknownOperationException', `Scheduler's ${method} ${path} is not hosted here`, 404)
}

const page = (rows: Record<string, unknown>[], { query }: AwsCall, field: string): AwsReply => {
  const from = Number(query.get('NextToken') ?? 0)
  const size = Math.min(Number(query.get('MaxResults') ?? 100), 100)
  return json({ [field]: rows.slice(from, from + size), ...(from + size < rows.length && { NextToken: String(from + size) }) })
}
