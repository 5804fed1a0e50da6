/** A state machine's definition, checked before it may run: the language's own rules, then what is interpreted here. */
import { createRequire } from 'node:module'
import { checkExpression, expressionIn } from './asl-query.ts'
import type { Machine, State } from './asl-types.ts'

/** The package is CommonJS without type declarations. */
const validate = createRequire(import.meta.url)('asl-validator') as (
  definition: unknown,
  options: { checkPaths: boolean; checkArn: boolean },
) => { isValid: boolean; errorsText: (separator?: string) => string }

const common = ['Type', 'Comment', 'QueryLanguage']
const moving = ['Next', 'End', 'Output', 'Assign']
const handled = ['Retry', 'Catch']
const fields: Record<State['Type'], string[]> = {
  Task: [...common, ...moving, ...handled, 'Resource', 'Arguments', 'TimeoutSeconds'],
  Map: [...common, ...moving, ...handled, 'Items', 'ItemSelector', 'MaxConcurrency', 'ItemProcessor'],
  Parallel: [...common, ...moving, ...handled, 'Arguments', 'Branches'],
  Choice: [...common, 'Choices', 'Default', 'Output', 'Assign'],
  Wait: [...common, ...moving, 'Seconds', 'Timestamp'],
  Pass: [...common, ...moving],
  Succeed: [...common, 'Output'],
  Fail: [...common, 'Error', 'Cause'],
}
const parts = {
  machine: ['Comment', 'QueryLanguage', 'Version', 'StartAt', 'States', 'TimeoutSeconds'],
  processor: ['Comment', 'QueryLanguage', 'ProcessorConfig', 'StartAt', 'States'],
  retrier: ['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy', 'Comment'],
  catcher: ['ErrorEquals', 'Next', 'Output', 'Assign', 'Comment'],
  choice: ['Condition', 'Next', 'Output', 'Assign', 'Comment'],
}

type Json = Record<string, unknown>

/** Throws with every problem named. */
export const checkDefinition = (definition: unknown): Machine => {
  const machine = definition as Json
  const problems: string[] = []
  if (machine.QueryLanguage !== 'JSONata')
    problems.push(`QueryLanguage must be JSONata, not ${JSON.stringify(machine.QueryLanguage ?? 'JSONPath')}`)
  // The validator writes into what it is given.
  const result = validate(structuredClone(machine), { checkPaths: true, checkArn: true })
  if (!result.isValid) problems.push(result.errorsText('\n'))
  only(machine, parts.machine, 'the state machine', problems)
  checkStates(machine, problems)
  if (problems.length > 0) throw new Error(`The state machine cannot be run here:\n${problems.join('\n')}`)
  return machine as unknown as Machine
}

const only = (value: Json, allowed: string[], where: string, problems: string[]): void => {
  for (const field of Object.keys(value)) if (!allowed.includes(field)) problems.push(`${where}: ${field} is not hosted here`)
}
const listOf = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : [])

const checkStates = (block: Json, problems: string[]): void => {
  for (const [name, state] of Object.entries((block.States ?? {}) as Record<string, Json>)) {
    const where = `state ${name}`
    const allowed = fields[state.Type as State['Type']]
    if (!allowed) {
      problems.push(`${where}: type ${String(state.Type)} is not hosted here`)
      continue
    }
    only(state, allowed, where, problems)
    if (state.QueryLanguage !== undefined && state.QueryLanguage !== 'JSONata') problems.push(`${where}: only JSONata is hosted here`)
    for (const retrier of listOf(state.Retry)) only(retrier, parts.retrier, `${where}, Retry`, problems)
    for (const catcher of listOf(state.Catch)) only(catcher, parts.catcher, `${where}, Catch`, problems)
    for (const choice of listOf(state.Choices)) only(choice, parts.choice, `${where}, Choices`, problems)
    if (state.Type === 'Task' && !/^arn:aws:(states:::lambda:invoke|lambda:[^:]+:\d{12}:function:.+)$/.test(String(state.Resource)))
      problems.push(`${where}: ${String(state.Resource)} is not hosted here`)
    for (const branch of listOf(state.Branches)) {
      only(branch, parts.processor, `${where}, Branches`, problems)
      checkStates(branch, problems)
    }
    if (state.ItemProcessor !== undefined) {
      const processor = state.ItemProcessor as Json
      only(processor, parts.processor, `${where}, ItemProcessor`, problems)
      const mode = (processor.ProcessorConfig as { Mode?: string } | undefined)?.Mode ?? 'INLINE'
      if (mode !== 'INLINE') problems.push(`${where}: a ${mode} Map is not hosted here`)
      checkStates(processor, problems)
    }
    const { ItemProcessor: _processor, Branches: _branches, ...own } = state
    checkExpressions(own, where, problems)
  }
}

const checkExpressions = (value: unknown, where: string, problems: string[]): void => {
  if (typeof value === 'string') {
    const code = expressionIn(value)
    if (code === undefined) return
    try {
      checkExpression(code)
    } catch (error) {
      problems.push(`${where}: {% ${code} %} cannot be parsed: ${String((error as { message?: unknown }).message)}`)
    }
  } else if (value !== null && typeof value === 'object') for (const item of Object.values(value)) checkExpressions(item, where, problems)
}
