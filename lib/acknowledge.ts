/** Findings of cdk-nag that stay, each at the construct it is about and with the reason for a reviewer. */
import { Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

export function acknowledge(construct: IConstruct, findings: Record<string, string>): void {
  for (const [rule, reason] of Object.entries(findings)) Validations.of(construct).acknowledge({ id: `AwsSolutions-${rule}`, reason })
}
