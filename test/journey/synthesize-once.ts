import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { synthesize } from '../../lib/synthesize.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    stackDir: string
  }
}

/** Synthesizes the demo tenant once for all journeys. */
export default async function setup(project: TestProject): Promise<() => void> {
  const stackDir = mkdtempSync(join(tmpdir(), 'touchline-cdk-'))
  await synthesize({ tenants: ['demo'], outdir: stackDir })
  project.provide('stackDir', stackDir)
  return () => rmSync(stackDir, { recursive: true, force: true })
}
