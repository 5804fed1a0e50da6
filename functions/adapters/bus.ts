/** Events on the tenant's bus: the product's own, and what a CRM said by webhook. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'

export interface OwnEvent {
  detailType: string
  detail: Record<string, unknown>
}

const batchSize = 10

/** `crm`: in the CRM's name, as its own account would publish them. */
export const openBus = (
  name: string,
  source: 'touchline' | 'crm' = 'touchline',
): { publish(events: readonly OwnEvent[]): Promise<void> } => {
  const client = new EventBridgeClient({})
  return {
    publish: async (events) => {
      for (let from = 0; from < events.length; from += batchSize) {
        const entries = events.slice(from, from + batchSize).map(({ detailType, detail }) => ({
          EventBusName: name,
          Source: source,
          DetailType: detailType,
          Detail: JSON.stringify(detail),
        }))
        const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: entries }))
        if (FailedEntryCount)
          throw new Error(`${FailedEntryCount} events were not taken: ${Entries?.find((entry) => entry.ErrorCode)?.ErrorMessage ?? ''}`)
      }
    },
  }
}
