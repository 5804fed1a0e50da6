/** Size of each function's code and the median time that importing it takes, in fresh processes. */
import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface BundleFigure {
  name: string
  /** Minified, with its SDK clients. */
  kilobytes: number
  /** Median over `runs` fresh processes, milliseconds. */
  importMs: number
}

const importOnce = (file: string): number =>
  Number(
    execFileSync(
      process.execPath,
      ['-e', `const t = performance.now(); require(${JSON.stringify(file)}); process.stdout.write(String(performance.now() - t))`],
      {
        encoding: 'utf8',
        env: { ...process.env, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', BENCH_IMPORT_ONLY: '1' },
      },
    ),
  )

export const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export const measureBundles = (directory: string, runs = 9): BundleFigure[] =>
  readdirSync(directory)
    .toSorted()
    .map((name) => {
      const file = join(directory, name, 'index.js')
      return {
        name,
        kilobytes: Math.round(statSync(file).size / 1024),
        importMs: median(Array.from({ length: runs }, () => importOnce(file))),
      }
    })
