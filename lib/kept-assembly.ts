/** The cloud assembly of one tenant, kept in `.build/` and made again only where something that it is made from has changed. */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from './repository.ts'

/** Its directory. Without cdk-nag's and CDK's own checks: `npm run synth` and the tests make those. */
export async function keptAssembly(tenant: string): Promise<string> {
  const directory = join(repositoryRoot, '.build', `local-${tenant}`)
  const stamp = join(directory, 'made-from')
  const wanted = fingerprint()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return directory
  console.log(`Synthesizing the stack of ${tenant} …`)
  const { synthesize } = await import('./synthesize.ts')
  await synthesize({ tenants: [tenant], outdir: directory, checks: false })
  writeFileSync(stamp, wanted)
  return directory
}

const fingerprint = (): string => {
  const sources = globSync('{bin,lib,functions,frontend,tenants}/**/*', { cwd: repositoryRoot }).concat('package-lock.json', 'cdk.json')
  const hash = createHash('sha256')
  for (const path of sources.toSorted()) {
    const { mtimeMs, size } = statSync(join(repositoryRoot, path))
    hash.update(`${path} ${mtimeMs} ${size}\n`)
  }
  return hash.digest('hex')
}
