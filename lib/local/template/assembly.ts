/** A cloud assembly on disk: which stacks it holds, their templates, and where the files are that `cdk deploy` would upload. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface TemplateResource {
  Type: string
  Properties?: Record<string, unknown>
  Condition?: string
}

/** A CloudFormation template as CDK writes it; only what is read here. */
export interface Template {
  Resources: Record<string, TemplateResource>
  Outputs?: Record<string, { Value: unknown; Condition?: string }>
  Parameters?: Record<string, { Type: string; Default?: string }>
  Conditions?: Record<string, unknown>
  Mappings?: Record<string, Record<string, Record<string, unknown>>>
}

export interface StackAssembly {
  stackName: string
  tags: Record<string, string>
  template: Template
  /** Absolute path of an asset by its S3 object key: a directory, or a file. */
  assetPath(objectKey: string): string
}

interface Manifest {
  artifacts?: Record<
    string,
    { type: string; properties?: { templateFile?: string; stackName?: string; tags?: Record<string, string> }; displayName?: string }
  >
}
interface AssetManifest {
  files?: Record<string, { source: { path?: string }; destinations: Record<string, { objectKey: string }> }>
}

/** Reads one stack of an assembly. Without a name the assembly must hold exactly one. */
export const readStack = (directory: string, stackName?: string): StackAssembly => {
  const manifest = readJson<Manifest>(join(directory, 'manifest.json'))
  const stacks = Object.entries(manifest.artifacts ?? {}).flatMap(([id, { type, properties }]) =>
    type === 'aws:cloudformation:stack' && properties?.templateFile !== undefined
      ? [{ id, name: properties.stackName ?? id, templateFile: properties.templateFile, tags: properties.tags ?? {} }]
      : [],
  )
  const wanted = stacks.filter(({ name }) => stackName === undefined || name === stackName)
  const [stack] = wanted
  if (!stack || wanted.length > 1)
    throw new Error(`${directory} holds ${stacks.map(({ name }) => name).join(', ') || 'no stack'}; wanted ${stackName ?? 'exactly one'}`)
  const assets = readJson<AssetManifest>(join(directory, `${stack.id}.assets.json`))
  const paths = new Map<string, string>()
  for (const { source, destinations } of Object.values(assets.files ?? {}))
    for (const { objectKey } of Object.values(destinations))
      if (source.path !== undefined) paths.set(objectKey, join(directory, source.path))
  return {
    stackName: stack.name,
    tags: stack.tags,
    template: readJson<Template>(join(directory, stack.templateFile)),
    assetPath: (objectKey) => {
      const path = paths.get(objectKey)
      if (path === undefined) throw new Error(`the assembly of ${stack.name} has no asset ${objectKey}`)
      return path
    },
  }
}

/** The assembly is CDK's own output: its shape is CDK's promise. */
const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T
