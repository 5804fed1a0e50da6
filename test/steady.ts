/** Property tests draw the same examples in every run, so that a run says something about the change and nothing about luck. `SEED=7 npm test` draws others. */
import * as fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env['SEED'] ?? 20_261_121) })
