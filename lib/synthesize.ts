/** From tenants to a cloud assembly: code bundled, dashboard built, one stack per tenant, every rule of cdk-nag checked. In this process. */
import { App, Validations } from 'aws-cdk-lib'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { AwsSolutionsChecks } from 'cdk-nag'
import { join } from 'node:path'
import { bundleFunctions } from './bundles.ts'
import { buildDashboard } from './dashboard-build.ts'
import { repositoryRoot } from './repository.ts'
import { readTenants, splitNames } from './tenant.ts'
import { TouchlineStack } from './touchline-stack.ts'

export interface Synthesis {
  /** Without names: the context's (`-c tenant=acme,globex`), else one for every file in tenants/. */
  tenants?: string[]
  /** Where the assembly goes; without one, where CDK's command line or its default says. */
  outdir?: string
  /** Where tenants' settings files are. */
  tenantsDirectory?: string
  /** Code and pages that are built already. */
  functionsDirectory?: string
  dashboardDirectory?: string
  /** False leaves out the rules and the schema check, which take a second: for a start from sources that `npm run synth` has checked. */
  checks?: boolean
}

/** The same behaviour of CDK however it is started: its command line would read these from cdk.json, other callers would not. */
const featureFlags = {
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/core:target-partitions': ['aws'],
  '@aws-cdk/core:enablePartitionLiterals': true,
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/aws-lambda:recognizeLayerVersion': true,
}

export async function synthesize(props: Synthesis = {}): Promise<CloudAssembly> {
  const app = props.checks === false ? plainApp(props.outdir) : checkedApp(props.outdir)
  const names = props.tenants ?? splitNames(app.node.tryGetContext('tenant'))
  const tenants = readTenants(names, props.tenantsDirectory ?? join(repositoryRoot, 'tenants'))
  const functionsDirectory = props.functionsDirectory ?? bundleFunctions()
  const dashboardDirectory = props.dashboardDirectory ?? (await buildDashboard())
  for (const tenant of tenants) new TouchlineStack(app, `touchline-${tenant.name}`, { tenant, functionsDirectory, dashboardDirectory })
  return app.synth()
}

/** An app whose synthesis fails on any finding of cdk-nag's AwsSolutions rules that is not acknowledged. */
export function checkedApp(outdir?: string): App {
  const app = plainApp(outdir, true)
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  return app
}

/** Without the rules, and without CDK's own check against CloudFormation's schemas unless asked for. */
export function plainApp(outdir?: string, builtinCloudFormationValidation = false): App {
  return new App({ ...(outdir && { outdir }), context: featureFlags, analyticsReporting: false, builtinCloudFormationValidation })
}
