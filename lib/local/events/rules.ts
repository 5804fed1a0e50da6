/** The buses and rules of the template. */
import type { HostedTemplate } from '../service.ts'
import { serviceOf, targetActions } from '../targets.ts'
import { checkPattern, type Pattern } from './pattern.ts'
import type { TargetInput } from './target-input.ts'

export interface Bus {
  name: string
  arn: string
}
export interface Target extends TargetInput {
  Id: string
  Arn: string
  RoleArn?: string
  DeadLetterConfig?: { Arn?: string }
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number }
}
export interface Rule {
  name: string
  arn: string
  bus: string
  enabled: boolean
  description?: string
  pattern: Pattern
  targets: Target[]
}

const hostedTargetKeys = new Set(['Id', 'Arn', 'RoleArn', 'Input', 'InputPath', 'InputTransformer', 'DeadLetterConfig', 'RetryPolicy'])

export const readBuses = (template: HostedTemplate): Bus[] => [
  { name: 'default', arn: `arn:aws:events:${template.region}:${template.account}:event-bus/default` },
  ...template.resources('AWS::Events::EventBus').map(({ logicalId }) => ({ name: template.ref(logicalId), arn: template.arn(logicalId) })),
]

export const readRules = (template: HostedTemplate): Rule[] =>
  template.resources('AWS::Events::Rule').map(({ logicalId, properties }) => {
    const { EventBusName = 'default', EventPattern, State, Description, Targets = [] } = properties as RuleProperties
    if (!EventPattern) throw new Error(`${logicalId}: only rules with an event pattern are hosted here; a rhythm is a schedule's`)
    checkPattern(EventPattern, logicalId)
    for (const target of Targets) {
      if (!(serviceOf(target.Arn) in targetActions)) throw new Error(`${logicalId}: the target ${target.Arn} is not hosted here`)
      for (const key of Object.keys(target))
        if (!hostedTargetKeys.has(key)) throw new Error(`${logicalId}: a target's ${key} is not hosted here`)
    }
    const ref = template.ref(logicalId)
    return {
      name: ref.split('|').at(-1) ?? ref,
      arn: template.arn(logicalId),
      bus: EventBusName.split('/').at(-1) ?? EventBusName,
      enabled: State !== 'DISABLED',
      pattern: EventPattern,
      targets: Targets,
      ...(Description !== undefined && { description: Description }),
    }
  })

interface RuleProperties {
  EventBusName?: string
  EventPattern?: Pattern
  State?: string
  Description?: string
  Targets?: Target[]
}
