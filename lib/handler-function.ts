/** One Lambda function of ours: its code, its typed environment, a role of its own with nothing in it but what it is granted, logs and alarms. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function, LoggingFormat, Runtime, SystemLogLevel, Tracing } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { join } from 'node:path'
import { environments, type EnvironmentOf, type FunctionName } from '../functions/contract/environment.ts'
import { acknowledge } from './acknowledge.ts'
import type { House } from './house.ts'
import { alarmPeriod } from './monitoring.ts'

export interface HandlerFunctionProps<F extends FunctionName> {
  house: House
  name: F
  /** What does not work for whom while this function fails. */
  impact: string
  /** Given where being throttled hurts beyond a delay that the queue's own age alarm shows. */
  throttledImpact?: string
  /** MB. */
  memory?: number
  timeout?: Duration
}

export class HandlerFunction<F extends FunctionName = FunctionName> extends Construct {
  readonly function: Function
  readonly functionName: F
  readonly timeout: Duration
  private readonly handedOver = new Set<string>()

  constructor(scope: Construct, id: string, props: HandlerFunctionProps<F>) {
    super(scope, id)
    const { house } = props
    this.functionName = props.name
    this.timeout = props.timeout ?? Duration.seconds(30)
    const logGroup = new LogGroup(this, 'Logs', { retention: house.settings.logRetentionDays, removalPolicy: RemovalPolicy.DESTROY })
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    this.function = new Function(this, 'Function', {
      description: `Touchline ${props.name}, tenant ${house.tenant}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(join(house.functionsDirectory, props.name), { exclude: ['*.map', '*.part'] }),
      memorySize: props.memory ?? 512,
      timeout: this.timeout,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      tracing: Tracing.ACTIVE,
    })
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn)
    acknowledge(role, {
      'IAM5[Resource::*]':
        'X-Ray writes, and lookups of numbers, have no resource to name; no other statement of this role has this resource, but where the function itself says why.',
    })
    this.handOver('TENANT', house.tenant)
    this.node.addValidation({ validate: () => this.missingVariables() })
    this.alarms(props)
  }

  /** Sets a variable of the environment that the handler declares. What it names is granted by the same method that calls this. */
  handOver(variable: keyof EnvironmentOf<F> & string, value: string): void {
    this.handedOver.add(variable)
    this.function.addEnvironment(variable, value)
  }

  allow(actions: string[], resource: string, conditions?: Record<string, unknown>): void {
    this.function.addToRolePolicy(new PolicyStatement({ actions, resources: [resource], ...(conditions && { conditions }) }))
  }

  private missingVariables(): string[] {
    const declared = Object.keys(environments[this.functionName].shape)
    const missing = declared.filter((variable) => !this.handedOver.has(variable))
    return missing.map((variable) => `Function "${this.functionName}" declares ${variable}, and nothing hands it over.`)
  }

  private alarms({ house, impact, throttledImpact }: HandlerFunctionProps<F>): void {
    house.monitoring.alarm(this, 'Errors', {
      metric: this.function.metricErrors({ period: alarmPeriod }),
      threshold: 1,
      periods: 3,
      breaching: 2,
      impact,
      runbook: 'a-function-fails',
    })
    if (!throttledImpact) return
    house.monitoring.alarm(this, 'Throttles', {
      metric: this.function.metricThrottles({ period: alarmPeriod }),
      threshold: 1,
      periods: 3,
      breaching: 2,
      impact: throttledImpact,
      runbook: 'a-function-is-throttled',
    })
  }
}
