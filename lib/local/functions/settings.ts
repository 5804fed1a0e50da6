/** A function as the template declares it, and the environment that its code sees: its own, and nothing of this machine's. */
import type { Iam } from '../iam/iam.ts'
import type { HostedTemplate } from '../service.ts'

export interface FunctionSettings {
  logicalId: string
  name: string
  arn: string
  roleArn: string
  accessKeyId: string
  directory: string
  handler: string
  runtime: string
  timeoutSeconds: number
  memoryMegabytes: number
  logGroup: string
  logGroupArn: string
  traced: boolean
  variables: Record<string, string>
  region: string
  awsUrl: string
}

interface FunctionProperties {
  Code: { S3Key?: string }
  Role: string
  Handler?: string
  Runtime?: string
  Timeout?: number
  MemorySize?: number
  Environment?: { Variables?: Record<string, unknown> }
  LoggingConfig?: { LogGroup?: string }
  TracingConfig?: { Mode?: string }
}

export const readFunctions = (
  template: HostedTemplate,
  iam: Iam,
  awsUrl: string,
  waived: (logicalId: string) => boolean,
): FunctionSettings[] =>
  template
    .resources('AWS::Lambda::Function')
    .filter(({ logicalId }) => !waived(logicalId))
    .map(({ logicalId, properties }) => {
      // As CloudFormation requires them of a function.
      const given = properties as unknown as FunctionProperties
      const name = template.ref(logicalId)
      if (!given.Runtime?.startsWith('nodejs')) throw new Error(`${logicalId}: the runtime ${given.Runtime} is not hosted here`)
      if (given.Code.S3Key === undefined) throw new Error(`${logicalId}: only code from an asset is hosted here`)
      const logGroup = given.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`
      return {
        logicalId,
        name,
        arn: template.arn(logicalId),
        roleArn: given.Role,
        accessKeyId: iam.accessKeyOf(given.Role),
        directory: template.assetDirectory(given.Code.S3Key),
        handler: given.Handler ?? 'index.handler',
        runtime: given.Runtime,
        timeoutSeconds: given.Timeout ?? 3,
        memoryMegabytes: given.MemorySize ?? 128,
        logGroup,
        logGroupArn: `arn:aws:logs:${template.region}:${template.account}:log-group:${logGroup}:*`,
        traced: given.TracingConfig?.Mode === 'Active',
        variables: Object.fromEntries(Object.entries(given.Environment?.Variables ?? {}).map(([key, value]) => [key, String(value)])),
        region: template.region,
        awsUrl,
      }
    })

export const environmentOf = (settings: FunctionSettings): Record<string, string> => ({
  AWS_REGION: settings.region,
  AWS_DEFAULT_REGION: settings.region,
  AWS_LAMBDA_FUNCTION_NAME: settings.name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMegabytes),
  AWS_LAMBDA_LOG_GROUP_NAME: settings.logGroup,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
  AWS_ACCESS_KEY_ID: settings.accessKeyId,
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL: settings.awsUrl,
  LAMBDA_TASK_ROOT: settings.directory,
  _HANDLER: settings.handler,
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  ...settings.variables,
})
