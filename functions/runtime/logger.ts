/** Structured log lines. Every byte is paid for: one short line a batch, and what failed with its ids. */
import { Logger } from '@aws-lambda-powertools/logger'

export const logger = new Logger({ serviceName: 'touchline' })

/** An error as a log line carries it: its name, message, reason and causes, without stacks of code that is minified anyway. */
export const errorDetail = (error: unknown): { name: string; message: string; causes?: string[] } => {
  if (!(error instanceof Error)) return { name: 'NotAnError', message: sentenceOf(error) }
  const causes = error instanceof AggregateError ? error.errors.map(sentenceOf) : error.cause === undefined ? [] : [sentenceOf(error.cause)]
  return { name: error.name, message: error.message, ...(causes.length > 0 && { causes }) }
}

const sentenceOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : (JSON.stringify(error) ?? 'nothing')
