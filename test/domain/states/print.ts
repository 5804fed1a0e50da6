/** Prints the state table: `npm run states`, or with the name of a signal only what that one leads to. */
import { cells, tableText } from './table.ts'

/** What the API calls it where the signal has another name. */
const actions: Record<string, string> = { 'take-over': 'take_over', convert: 'exit', book: 'exit', reject: 'exit', unsubscribe: 'exit' }

const asked = process.argv[2]
const only = asked === undefined ? undefined : (actions[asked] ?? asked)
const all = cells()
const wanted = only === undefined ? all : all.filter(({ signal }) => signal === only || signal.startsWith(`${only} (`))
if (wanted.length === 0) {
  console.error(`There is no signal "${asked}". Signals: ${[...new Set(all.map(({ signal }) => signal.split(' (')[0]))].join(', ')}`)
  process.exit(1)
}
console.log(tableText(wanted))
console.log(
  `\n${new Set(wanted.map(({ signal }) => signal)).size} signals in ${new Set(wanted.map(({ state }) => state)).size} states: ${wanted.length} answers.`,
)
console.log('>  a new state, with what follows in [ ]   =  as it is, done once more   -  refused: why, and beneath what a person reads')
