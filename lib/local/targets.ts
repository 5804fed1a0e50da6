/** What rules and schedules deliver to: a queue, a function or a state machine, by its ARN and under a principal's grants. */
import type { Lambda } from './functions/lambda.ts'
import { AwsError, type Principal } from './service.ts'
import type { Sqs } from './sqs/sqs.ts'
import type { StepFunctions } from './step-functions.ts'

/** Returns once the target has taken the input durably: a function or state machine then runs by itself. */
export type Deliver = (targetArn: string, input: string, principal: Principal) => void

export interface TargetServices {
  sqs: Sqs
  lambda: Lambda
  states: StepFunctions
}

export const targetActions: Record<string, string> = {
  sqs: 'sqs:SendMessage',
  lambda: 'lambda:InvokeFunction',
  states: 'states:StartExecution',
}

export const serviceOf = (arn: string): string => arn.split(':')[2] ?? ''

export const createDeliver =
  ({ sqs, lambda, states }: TargetServices): Deliver =>
  (targetArn, input, principal) => {
    switch (serviceOf(targetArn)) {
      case 'sqs':
        sqs.send(principal, targetArn, input)
        return
      case 'lambda':
        lambda.invokeLater(principal, targetArn, input)
        return
      case 'states':
        states.startExecution({ stateMachineArn: targetArn, input }, principal)
        return
      default:
        throw new AwsError('ValidationException', `${targetArn} is no target that is hosted here`)
    }
  }
