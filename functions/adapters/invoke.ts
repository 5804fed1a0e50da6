/** Asking another function of this stack and waiting for its answer. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'

/** An invoker of the function `name`; what it throws is thrown here. One attempt: the caller answers a person, who can ask again. */
export const openFunction = (name: string): ((payload: unknown) => Promise<unknown>) => {
  const client = new LambdaClient({ maxAttempts: 1 })
  return async (payload) => {
    const { Payload, FunctionError } = await client.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }))
    const text = new TextDecoder().decode(Payload)
    if (FunctionError) throw new Error(`function ${name} failed (${FunctionError}): ${text.slice(0, 300)}`)
    return JSON.parse(text) as unknown
  }
}
