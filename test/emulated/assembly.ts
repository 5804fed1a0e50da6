/** Leaves resources of given types out of a synthesized assembly, so that an emulator without them can deploy the rest. */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lacking } from './lacking.ts'

interface Template {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown>; DependsOn?: string | string[] }>
}

/** Removes what is lacking from the stack's template, mends what depended on them and renames the template's asset. Returns the removed logical ids. */
export const leaveOut = (outdir: string, stack: string, lacking: readonly Lacking[]): string[] => {
  const file = join(outdir, `${stack}.template.json`)
  // The file is CDK's own output.
  const template = JSON.parse(readFileSync(file, 'utf8')) as Template
  const removed = Object.entries(template.Resources)
    .filter(([, { Type, Properties }]) =>
      lacking.some(({ type, property }) => type === Type && (property === undefined || Properties?.[property] !== undefined)),
    )
    .map(([id]) => id)
  for (const id of removed) delete template.Resources[id]
  for (const resource of Object.values(template.Resources)) {
    if (resource.DependsOn === undefined) continue
    const rest = [resource.DependsOn].flat().filter((id) => !removed.includes(id))
    if (rest.length > 0) resource.DependsOn = rest
    else delete resource.DependsOn
  }
  const text = JSON.stringify(template)
  writeFileSync(file, text)

  const manifest = readFileSync(join(outdir, 'manifest.json'), 'utf8')
  const before = new RegExp(`"stackTemplateAssetObjectUrl": "[^"]*/([0-9a-f]{64})\\.json"`).exec(manifest)?.[1]
  if (!before) throw new Error(`${outdir}/manifest.json names no template asset for ${stack}`)
  const after = createHash('sha256').update(text).digest('hex')
  for (const name of ['manifest.json', `${stack}.assets.json`]) {
    writeFileSync(join(outdir, name), readFileSync(join(outdir, name), 'utf8').replaceAll(before, after))
  }
  return removed
}
