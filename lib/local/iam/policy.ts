/** IAM policy documents, read once: statements whose patterns are ready to be matched. An unknown condition operator is an error. */
import { checkConditions, type Conditions } from './conditions.ts'
import { asList, matcher, type Matcher } from './patterns.ts'

export interface Statement {
  allows: boolean
  actions: Matcher[]
  /** `NotAction`, `NotResource`: the statement is about everything but these. */
  exceptActions: boolean
  resources: Matcher[]
  exceptResources: boolean
  conditions: Conditions
  /** Of a resource's policy or a trust policy: who it is about. */
  principals: { kind: string; values: Matcher[] }[]
  /** Where it is written: a policy's logical id, or the ARN of one of AWS's own policies. */
  source: string
}

interface RawStatement {
  Effect: string
  Action?: string | string[]
  NotAction?: string | string[]
  Resource?: string | string[]
  NotResource?: string | string[]
  Principal?: '*' | Record<string, string | string[]>
  Condition?: Conditions
}
export interface PolicyDocument {
  Statement: RawStatement | RawStatement[]
}

export const readPolicy = (document: PolicyDocument, source: string): Statement[] =>
  asList(document.Statement).map((raw) => {
    for (const key of Object.keys(raw))
      if (!known.has(key)) throw new Error(`${source}: the policy statement's ${key} is not evaluated here`)
    checkConditions(raw.Condition ?? {}, source)
    return {
      allows: raw.Effect === 'Allow',
      actions: asList(raw.NotAction ?? raw.Action ?? []).map((action) => matcher(action, true)),
      exceptActions: raw.NotAction !== undefined,
      resources: asList(raw.NotResource ?? raw.Resource ?? '*').map((resource) => matcher(resource)),
      exceptResources: raw.NotResource !== undefined,
      conditions: raw.Condition ?? {},
      principals: readPrincipals(raw.Principal),
      source,
    }
  })

const known = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'Condition'])

const readPrincipals = (principal: RawStatement['Principal']): Statement['principals'] =>
  principal === undefined
    ? []
    : principal === '*'
      ? [{ kind: '*', values: [] }]
      : Object.entries(principal).map(([kind, values]) => ({ kind, values: asList(values).map((value) => matcher(value)) }))

/** AWS's own policies that templates attach; what they grant is AWS's choice and is not counted as ours. */
export const managedPolicies: Record<string, PolicyDocument> = {
  'service-role/AWSLambdaBasicExecutionRole': {
    Statement: { Effect: 'Allow', Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' },
  },
  AWSXRayDaemonWriteAccess: {
    Statement: {
      Effect: 'Allow',
      Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
      Resource: '*',
    },
  },
}
