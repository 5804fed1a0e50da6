/**
 * `npm run bench`: what an enrollment and a touch cost, the functions' size, and how fast the local stack goes. `npm run bench -- screens`: how
 * long every screen's requests take over a table with 10,000 enrollments and 100,000 messages, and what they read.
 */
import { argv } from 'node:process'

const [what = 'touches'] = argv.slice(2)
if (what === 'touches') await import('./touches.ts')
else if (what === 'screens') await import('./screens.ts')
else throw new Error(`there is no benchmark "${what}": leave it out, or say screens`)
