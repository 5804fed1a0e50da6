/** The CDK app: `npx cdk deploy -c tenant=acme`. */
import { synthesize } from '../lib/synthesize.ts'

await synthesize()
