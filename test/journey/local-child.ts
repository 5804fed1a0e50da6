/** The local runtime as a process of its own, so that a test can kill it. Prints one JSON line with its addresses once it is ready. */
import { startLocal } from '../../lib/local/host.ts'
import { beginning } from './world.ts'

const [stackDir, dataDir] = process.argv.slice(2)
if (!stackDir || !dataDir) throw new Error('usage: local-child.ts STACK_DIR DATA_DIR')
const runtime = await startLocal({ stackDir, dataDir, port: 0, awsPort: 0, startAt: beginning })
console.log(JSON.stringify({ url: runtime.url, awsUrl: runtime.awsUrl, tenant: runtime.tenant }))
