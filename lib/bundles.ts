/** Every function's code, bundled by one esbuild call: what `cdk deploy` uploads and the local runtime runs. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildSync } from 'esbuild'
import type { FunctionName } from '../functions/contract/environment.ts'
import { repositoryRoot } from './repository.ts'

const entries: Record<FunctionName, string> = {
  enroll: 'functions/enroll/handler.ts',
  dispatch: 'functions/dispatch/handler.ts',
  engage: 'functions/engage/handler.ts',
  heal: 'functions/heal/handler.ts',
  receive: 'functions/receive/handler.ts',
  synchronise: 'functions/synchronise/handler.ts',
  sweep: 'functions/sweep/handler.ts',
  api: 'functions/api/handler.ts',
  hooks: 'functions/hooks/handler.ts',
  crm: 'functions/crm/handler.ts',
  deliver: 'functions/deliver/handler.ts',
  tally: 'functions/tally/handler.ts',
  changed: 'functions/analyse/changed-handler.ts',
  rollup: 'functions/analyse/rollup-handler.ts',
}

/** Clients that few tenants use and that outweigh a whole function: the runtime's own copy is loaded where one is asked for. */
const takenFromLambda = ['@aws-sdk/client-connect']

/** Bundles into `<directory>/<name>/index.js` (CommonJS, exporting `handler`), with its source map beside it. Same sources, same bytes. */
export function bundleFunctions(directory = join(repositoryRoot, '.build/functions')): string {
  const result = buildSync({
    absWorkingDir: repositoryRoot,
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, path]) => [`${name}/index`, path])),
    outdir: directory,
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    mainFields: ['module', 'main'],
    external: takenFromLambda,
    // Lambda's copy of the SDK is found by require, not by import.
    supported: { 'dynamic-import': false },
    alias: { '@aws-sdk/credential-provider-node': join(repositoryRoot, 'functions/runtime/credentials.ts') },
    sourcemap: 'external',
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
  })
  for (const file of result.outputFiles) writeWhereChanged(file.path, file.text)
  // The repository's own package.json says "module"; beside the bundle, this says what Lambda assumes.
  for (const name of Object.keys(entries)) writeWhereChanged(join(directory, name, 'package.json'), '{"type":"commonjs"}\n')
  writeWhereChanged(join(directory, 'meta.json'), JSON.stringify(result.metafile))
  return directory
}

/** Several processes may bundle at once: a reader sees the old file or the new one, never half of one. */
function writeWhereChanged(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  if (readIfThere(path) === text) return
  const half = `${path}.${process.pid}.part`
  writeFileSync(half, text)
  renameSync(half, path)
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
