/** The hourly state machine in Amazon States Language (JSONata): which sequences changed, then a Map over batches of them. */
const retry = [
  {
    ErrorEquals: ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException'],
    IntervalSeconds: 2,
    MaxAttempts: 4,
    BackoffRate: 2,
    JitterStrategy: 'FULL',
  },
  { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 5, MaxAttempts: 2, BackoffRate: 2 },
]

/** `${ChangedFunction}` and `${RollupFunction}` are substituted by CloudFormation. */
export const rollupDefinition = {
  Comment: 'Rollups of the sequences in which something changed since their last one',
  QueryLanguage: 'JSONata',
  StartAt: 'Changed',
  States: {
    Changed: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: '${ChangedFunction}', Payload: {} },
      Output: '{% $states.result.Payload %}',
      Retry: retry,
      Next: 'Batches',
    },
    Batches: {
      Type: 'Map',
      Items: '{% $states.input.batches %}',
      MaxConcurrency: 5,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Rollup',
        States: {
          Rollup: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Arguments: { FunctionName: '${RollupFunction}', Payload: '{% $states.input %}' },
            Output: '{% $states.result.Payload %}',
            Retry: retry,
            End: true,
          },
        },
      },
      End: true,
    },
  },
}
