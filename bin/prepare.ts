/** Run by `npm ci` (npm's "prepare"): what `npm start` runs is synthesized here already, so that the first start need not. */
import { keptAssembly } from '../lib/kept-assembly.ts'

await keptAssembly('demo')
