/** What a rule's target gets of an event: all of it, a part, a constant, or a text with parts put in. */
export interface TargetInput {
  Input?: string
  InputPath?: string
  InputTransformer?: { InputPathsMap?: Record<string, string>; InputTemplate: string }
}

export const inputFor = (target: TargetInput, event: Record<string, unknown>): string => {
  if (target.Input !== undefined) return target.Input
  if (target.InputPath !== undefined) return JSON.stringify(at(event, target.InputPath) ?? null)
  const { InputTransformer: transformer } = target
  if (!transformer) return JSON.stringify(event)
  const values = Object.fromEntries(Object.entries(transformer.InputPathsMap ?? {}).map(([name, path]) => [name, at(event, path)]))
  return transformer.InputTemplate.replaceAll(/("?)<([^>]+)>("?)/g, (_, open: string, name: string, close: string) => {
    const value = name === 'aws.events.event.json' || name === 'aws.events.event' ? event : values[name]
    const quoted = open !== '' && close !== ''
    if (typeof value === 'string') return quoted ? JSON.stringify(value) : `${open}${value}${close}`
    return `${open}${value === undefined ? '' : JSON.stringify(value)}${close}`
  })
}

/** A JSON path of names and positions: `$.detail.contacts[0].id`. */
const at = (event: unknown, path: string): unknown =>
  path
    .replace(/^\$\.?/, '')
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .reduce<unknown>(
      (value, part) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined),
      event,
    )
