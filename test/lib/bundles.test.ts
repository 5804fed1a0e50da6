import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { environments } from '../../functions/contract/environment.ts'
import { bundleFunctions } from '../../lib/bundles.ts'
import { temporaryDirectory } from './stacks.ts'

const names = Object.keys(environments)
/** What each function on a contact's way may weigh before someone looks at why: bytes, minified, with its SDK clients. */
const bounds = { dispatch: 900_000, heal: 785_000, enroll: 960_000, engage: 985_000 }

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

  it.each(Object.entries(bounds))('%s does not grow past %i bytes unnoticed', (name, bound) => {
    expect(statSync(join(directory, name, 'index.js')).size).toBeLessThan(bound)
  })

  it('take credentials from where Lambda puts them, without the code that looks anywhere else', () => {
    for (const name of names) expect(read(name)).not.toMatch(/sso_start_url|shared credentials file/i)
  })

  it('are the same bytes from the same sources, so that a deployment changes what changed', () => {
    const before = names.map(read)
    bundleFunctions(directory)
    expect(names.map(read)).toEqual(before)
  })

  const read = (name: string): string => readFileSync(join(directory, name, 'index.js'), 'utf8')
})
