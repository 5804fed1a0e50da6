/** A removal as the sources that it leaves behind. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Removal } from './removals.ts'

/** Each file of `root/functions` that the removal changes, by its path there, as it is without the guard. Throws where a text is not found. */
export const takeOut = (root: string, removal: Removal): Map<string, string> => {
  const left = new Map<string, string>()
  for (const { file, text, instead } of [removal, ...(removal.also ? [removal.also] : [])]) {
    const source = left.get(file) ?? readFileSync(join(root, 'functions', file), 'utf8')
    if (!source.includes(text)) throw new Error(`functions/${file} has no text ${JSON.stringify(text)}`)
    left.set(file, source.replaceAll(text, instead))
  }
  return left
}
