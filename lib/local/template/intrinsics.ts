/** CloudFormation's intrinsic functions over a synthesized template. What is not known here is an error that names its place. */
import type { Template } from './assembly.ts'
import { identify, type Identity, type Place } from './names.ts'

export interface Resolver {
  /** The value with every intrinsic resolved; what is `AWS::NoValue` is left out. */
  resolve: (value: unknown) => unknown
  identity: (logicalId: string) => Identity
  /** False where the resource's condition does not hold. */
  exists: (logicalId: string) => boolean
}

/** `rewrite` is applied to each resolved text: the addresses of a deployed stack become those of this machine. */
export const createResolver = (template: Template, place: Place, rewrite: (text: string) => string): Resolver => {
  const identities = new Map<string, Identity>()
  const pseudo: Record<string, unknown> = {
    'AWS::Partition': 'aws',
    'AWS::Region': place.region,
    'AWS::AccountId': place.account,
    'AWS::StackName': place.stackName,
    'AWS::StackId': `arn:aws:cloudformation:${place.region}:${place.account}:stack/${place.stackName}/local`,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::NotificationARNs': [],
    'AWS::NoValue': undefined,
  }

  const identity = (logicalId: string): Identity => {
    const known = identities.get(logicalId)
    if (known) return known
    const resource = template.Resources[logicalId]
    if (!resource) throw new Error(`the template refers to ${logicalId}, which it does not define`)
    const read = (property: string): string | undefined => {
      const value = resolve(resource.Properties?.[property])
      return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
    }
    const made = identify(logicalId, resource.Type, read, place)
    identities.set(logicalId, made)
    return made
  }

  const ref = (name: string): unknown => {
    if (name in pseudo) return pseudo[name]
    const parameter = template.Parameters?.[name]
    if (parameter) return parameter.Default
    return identity(name).ref
  }

  const attribute = (logicalId: string, name: string): string => {
    const value = identity(logicalId).attributes[name]
    if (value === undefined) throw new Error(`Fn::GetAtt ${logicalId}.${name} (${template.Resources[logicalId]?.Type}) is not known here`)
    return value
  }

  const holds = (condition: unknown): boolean => {
    if (typeof condition === 'string') return holds(template.Conditions?.[condition])
    const [[name, argument] = []] = Object.entries(condition as Record<string, unknown>)
    const list = argument as unknown[]
    if (name === 'Fn::Equals') return String(resolve(list[0])) === String(resolve(list[1]))
    if (name === 'Fn::Not') return !holds(list[0])
    if (name === 'Fn::And') return list.every(holds)
    if (name === 'Fn::Or') return list.some(holds)
    if (name === 'Condition') return holds(argument)
    throw new Error(`the condition function ${name} is not known here`)
  }

  const substitute = (argument: unknown): string => {
    const [text, values] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Record<string, unknown>]
    return text.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`
      if (name in values) return String(resolve(values[name]))
      const dot = name.indexOf('.')
      return String(dot < 0 ? ref(name) : attribute(name.slice(0, dot), name.slice(dot + 1)))
    })
  }

  const functions: Record<string, (argument: unknown) => unknown> = {
    Ref: (name) => ref(String(name)),
    'Fn::GetAtt': (argument) => {
      const [logicalId = '', ...path] = Array.isArray(argument) ? (argument as string[]) : String(argument).split('.')
      return attribute(logicalId, path.join('.'))
    },
    'Fn::Sub': substitute,
    'Fn::Join': (argument) => {
      const [separator, parts] = argument as [string, unknown]
      return (resolve(parts) as unknown[]).map(String).join(separator)
    },
    'Fn::Select': (argument) => {
      const [at, list] = argument as [unknown, unknown]
      return (resolve(list) as unknown[])[Number(resolve(at))]
    },
    'Fn::Split': (argument) => {
      const [separator, text] = argument as [string, unknown]
      return String(resolve(text)).split(separator)
    },
    'Fn::If': (argument) => {
      const [condition, yes, no] = argument as [string, unknown, unknown]
      return resolve(holds(condition) ? yes : no)
    },
    'Fn::FindInMap': (argument) => {
      const [map, first, second] = (argument as unknown[]).map((part) => String(resolve(part)))
      return template.Mappings?.[map ?? '']?.[first ?? '']?.[second ?? '']
    },
    'Fn::Base64': (argument) => Buffer.from(String(resolve(argument))).toString('base64'),
    'Fn::GetAZs': () => [`${place.region}a`, `${place.region}b`],
  }

  const resolve = (value: unknown): unknown => {
    if (typeof value === 'string') return rewrite(value)
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== undefined)
    if (value === null || typeof value !== 'object') return value
    const entries = Object.entries(value)
    const [only] = entries
    if (entries.length === 1 && only && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
      const apply = functions[only[0]]
      if (!apply) throw new Error(`the intrinsic function ${only[0]} is not known here`)
      const result = apply(only[1])
      return typeof result === 'string' ? rewrite(result) : result
    }
    return Object.fromEntries(entries.map(([key, item]) => [key, resolve(item)] as const).filter(([, item]) => item !== undefined))
  }

  return {
    resolve,
    identity,
    exists: (logicalId) => {
      const condition = template.Resources[logicalId]?.Condition
      return condition === undefined || holds(condition)
    },
  }
}
