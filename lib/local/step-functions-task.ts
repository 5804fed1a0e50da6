/** A Task of a state machine: a function, invoked under the machine's own role. */
import { StateError } from './asl.ts'
import { AwsError, type Principal, type ServiceContext } from './service.ts'

/** `lambda:invoke` and a function's own ARN, under the state machine's role. */
export const invokeTask = async (
  context: ServiceContext,
  machine: { roleArn: string },
  resource: string,
  input: unknown,
): Promise<unknown> => {
  const optimized = resource.includes(':states:::')
  const given = optimized
    ? (input as { FunctionName?: string; Payload?: unknown; InvocationType?: string })
    : { FunctionName: resource, Payload: input }
  for (const field of Object.keys(given))
    if (!['FunctionName', 'Payload', 'InvocationType'].includes(field))
      throw new StateError('States.Runtime', `lambda:invoke's ${field} is not hosted here`)
  if ('InvocationType' in given && given.InvocationType !== 'RequestResponse')
    throw new StateError('States.Runtime', `lambda:invoke's InvocationType ${given.InvocationType} is not hosted here`)
  const name = given.FunctionName ?? ''
  const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${context.template.region}:${context.template.account}:function:${name}`
  const principal: Principal = { kind: 'role', roleArn: machine.roleArn, name: machine.roleArn.split('/').at(-1) ?? machine.roleArn }
  let answer: { payload: unknown; functionError?: string }
  try {
    context.authorize(principal, 'lambda:InvokeFunction', arn)
    answer = await context.invokeFunction(arn, given.Payload ?? {})
  } catch (error) {
    throw new StateError(error instanceof AwsError ? 'Lambda.AWSLambdaException' : 'Lambda.SdkClientException', String(error))
  }
  if (answer.functionError !== undefined) {
    const failure = answer.payload as { errorType?: string } | null
    throw new StateError(failure?.errorType ?? 'Lambda.Unknown', JSON.stringify(answer.payload))
  }
  return optimized ? { ExecutedVersion: '$LATEST', Payload: answer.payload, StatusCode: 200 } : answer.payload
}
