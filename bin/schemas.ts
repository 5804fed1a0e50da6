/** Writes the contract's generated documents into docs/: run it after a change of a schema or a route. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { contractDocuments } from '../functions/contract/documents.ts'

const docs = join(import.meta.dirname, '../docs')
for (const [name, text] of Object.entries(contractDocuments())) {
  const path = join(docs, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  console.log(`docs/${name}`)
}
