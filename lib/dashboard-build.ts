/** The dashboard's files, built as part of synthesis, and only when something they are built from changed. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repositoryRoot } from './repository.ts'

/** What the build reads: the pages, what they import of the product, and the versions of everything else. */
const inputs = ['frontend/**/*', 'functions/contract/**/*.ts', 'functions/domain/**/*.ts', 'package-lock.json', 'tsconfig.json']

/** Answers the directory of the built files: named after its inputs, so that the same inputs are built once. */
export async function buildDashboard(root = join(repositoryRoot, '.build/dashboard')): Promise<string> {
  const directory = join(root, inputsHash())
  if (existsSync(join(directory, 'index.html'))) return directory
  const half = `${directory}.${process.pid}.part`
  mkdirSync(root, { recursive: true })
  await runVite(half)
  // Another process may have been faster: then its files, which are the same, stay.
  if (existsSync(directory)) rmSync(half, { recursive: true, force: true })
  else renameSync(half, directory)
  removeOthers(root, directory)
  return directory
}

/** A process of its own: Vite sets NODE_ENV for the whole process, and the caller may be a test or the local runtime. */
async function runVite(outDir: string): Promise<void> {
  const vite = join(repositoryRoot, 'node_modules/vite/bin/vite.js')
  const argv = [vite, 'build', join(repositoryRoot, 'frontend'), '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn']
  try {
    await promisify(execFile)(process.execPath, argv, { cwd: repositoryRoot, env: { ...process.env, NODE_ENV: 'production' } })
  } catch (cause) {
    rmSync(outDir, { recursive: true, force: true })
    const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : ''
    throw new Error(`The dashboard could not be built (npx vite build frontend):\n${output}`, { cause })
  }
}

function inputsHash(): string {
  const hash = createHash('sha256')
  const files = globSync(inputs, { cwd: repositoryRoot, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).toSorted()) {
    hash.update(path.slice(repositoryRoot.length)).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex').slice(0, 16)
}

function removeOthers(root: string, kept: string): void {
  for (const name of readdirSync(root)) {
    const path = join(root, name)
    if (path !== kept && !name.endsWith('.part')) rmSync(path, { recursive: true, force: true })
  }
}
