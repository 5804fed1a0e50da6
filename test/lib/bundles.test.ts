import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { environments } from '../../functions/contract/environment.ts'
import { bundleFunctions } from '../../lib/bundles.ts'
import { temporaryDirectory } from './stacks.ts'

const names = Object.keys(environments)
/** Code on the way from a due time to a provider; bytes, minified, with its SDK clients. */
const dueTimeBound = 550 * 1024

describe('bundles', () => {
  let directory: string
  beforeAll(() => {
    directory = bundleFunctions(temporaryDirectory())
  }, 60_000)

  it.each(names)('%s is one CommonJS file that exports its handler', (name) => {
    expect(readdirSync(join(directory, name)).toSorted()).toEqual(['index.js', 'index.js.map', 'package.json'])
    expect(read(name)).toMatch(/\bhandler:\(\)=>/)
    expect(JSON.parse(readFileSync(join(directory, name, 'package.json'), 'utf8'))).toEqual({ type: 'commonjs' })
  })

  it.each(['enroll', 'dispatch', 'engage'])('%s stays small enough to start at a due time', (name) => {
    expect(statSync(join(directory, name, 'index.js')).size).toBeLessThan(dueTimeBound)
  })

  it('are the same bytes from the same sources, so that a deployment changes what changed', () => {
    const before = names.map(read)
    bundleFunctions(directory)
    expect(names.map(read)).toEqual(before)
  })

  const read = (name: string): string => readFileSync(join(directory, name, 'index.js'), 'utf8')
})
