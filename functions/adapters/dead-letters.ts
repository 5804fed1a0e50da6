/** Where a function puts what it gives up, with the reason beside it. */
import { SendMessageCommand, SQSClient, type MessageAttributeValue } from '@aws-sdk/client-sqs'
import { givenUpAttributes, type GivenUp } from '../contract/dead-letters.ts'

let client: SQSClient | undefined

/** Characters of an error that are kept. */
const mostDetail = 1_000

export const openDeadLetters = (url: string): { keep(body: string, why: GivenUp): Promise<void> } => ({
  keep: async (body, { reason, detail, source, firstReceivedAt, tries }) => {
    const sqs = (client ??= new SQSClient({}))
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: body,
        MessageAttributes: {
          [givenUpAttributes.reason]: text(reason),
          [givenUpAttributes.detail]: text(detail.slice(0, mostDetail)),
          [givenUpAttributes.source]: text(source),
          [givenUpAttributes.firstReceivedAt]: text(firstReceivedAt),
          [givenUpAttributes.tries]: { DataType: 'Number', StringValue: String(tries) },
        },
      }),
    )
  },
})

/** SQS takes no empty text, and only characters that XML knows; an error may quote whatever came in. */
const text = (value: string): MessageAttributeValue => ({
  DataType: 'String',
  StringValue: value.toWellFormed().replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, ' ') || '-',
})
