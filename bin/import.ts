/** `npm run import -- FILE`: creates the sequences of a file in a running Touchline. */
import { parseArgs } from 'node:util'
import { importSequences } from '../lib/import-sequences.ts'

const usage = `npm run import -- FILE [--activate] [--replace] [--url URL --token TOKEN]
  FILE         sequences as GET /api/v1/sequences/export answers them, e.g. examples/campaigns/b2bea.json
  --activate   publish every sequence, not only those whose status is "active"
  --replace    edit the drafts of sequences whose slugs exist, instead of refusing
  --url        where Touchline is served (default http://localhost:4000, the local stack; PORT moves it)
  --token      an access token of a member there; a local stack gives one by itself`

const run = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      activate: { type: 'boolean', default: false },
      replace: { type: 'boolean', default: false },
      url: { type: 'string', default: `http://localhost:${process.env['PORT'] ?? 4000}` },
      token: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const [file] = positionals
  if (values.help || file === undefined || positionals.length > 1) {
    console.log(usage)
    process.exitCode = values.help ? 0 : 1
    return
  }
  const { activate, replace, url, token } = values
  const { sequences } = await importSequences({ file, url, activate, replace, ...(token === undefined ? {} : { token }) })
  for (const { slug, name, outcome, status, version } of sequences)
    console.log(`${outcome.padEnd(9)} ${slug}  "${name}", ${status}${version > 0 ? `, version ${version}` : ''}`)
  console.log(`\n${url}/sequences shows them.`)
}

try {
  await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
