/** IAM's decision: an explicit deny wins, then an allow, else it is denied. */
import { conditionsHold, type RequestContext } from './conditions.ts'
import type { Matcher } from './patterns.ts'
import type { Statement } from './policy.ts'

export interface Asked {
  action: string
  resource: string
  context: RequestContext
}

/** One action on one resource as a statement names them. */
export interface Grant {
  action: string
  resource: string
  source: string
}

export interface Verdict {
  allowed: boolean
  /** The grants that said yes. */
  by: Grant[]
  /** The verdict rests on the request's context, and must not be reused for another request. */
  conditional: boolean
}

export const evaluate = (statements: readonly Statement[], asked: Asked): Verdict => {
  const by: Grant[] = []
  let conditional = false
  let denied = false
  for (const statement of statements) {
    const action = covers(statement.actions, statement.exceptActions, asked.action)
    const resource = action && covers(statement.resources, statement.exceptResources, asked.resource)
    if (!action || !resource) continue
    if (Object.keys(statement.conditions).length > 0) {
      conditional = true
      if (!conditionsHold(statement.conditions, asked.context)) continue
    }
    if (statement.allows) by.push({ action, resource, source: statement.source })
    else denied = true
  }
  return { allowed: by.length > 0 && !denied, by, conditional }
}

/** The pattern that covers the value, as it is written; null where none does. */
const covers = (patterns: readonly Matcher[], except: boolean, value: string): string | null => {
  const found = patterns.find((pattern) => pattern.matches(value))
  if (except) return found ? null : `not ${patterns.map(({ text }) => text).join(', ')}`
  return found?.text ?? null
}
