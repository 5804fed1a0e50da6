/** The identities, configuration sets and event destinations of the template. What is not hosted is an error at start. */
import type { HostedTemplate } from './service.ts'

export interface Identity {
  name: string
  arn: string
  configurationSet?: string
}
export interface ConfigurationSet {
  name: string
  sendingEnabled: boolean
  suppressedReasons: string[]
  /** Event names as in `matchingName` that go to the default bus. */
  events: Set<string>
}
export interface SesResources {
  identities: Identity[]
  /** The verified identity that covers an address: the address itself, its domain, or a parent domain. */
  identityFor(address: string): Identity | undefined
  identityArn(name: string): string
  configurationSet(name: string): ConfigurationSet | undefined
  configurationSetArn(name: string): string
}

const knownSet = new Set([
  'Name',
  'SendingOptions',
  'SuppressionOptions',
  'ReputationOptions',
  'DeliveryOptions',
  'TrackingOptions',
  'VdmOptions',
  'Tags',
])

export const sesResources = (template: HostedTemplate): SesResources => {
  const prefix = `arn:aws:ses:${template.region}:${template.account}`
  const identities = template.resources('AWS::SES::EmailIdentity').map(({ properties, logicalId }): Identity => {
    const name = template.ref(logicalId)
    const attributes = properties.ConfigurationSetAttributes as { ConfigurationSetName?: string } | undefined
    return {
      name,
      arn: `${prefix}:identity/${name}`,
      ...(attributes?.ConfigurationSetName !== undefined && { configurationSet: attributes.ConfigurationSetName }),
    }
  })
  const sets = template.resources('AWS::SES::ConfigurationSet').map(({ properties, logicalId }): ConfigurationSet => {
    for (const property of Object.keys(properties))
      if (!knownSet.has(property)) throw new Error(`${logicalId}: a configuration set's ${property} is not hosted here`)
    const sending = properties.SendingOptions as { SendingEnabled?: boolean | string } | undefined
    const suppression = properties.SuppressionOptions as { SuppressedReasons?: string[] } | undefined
    return {
      name: template.ref(logicalId),
      sendingEnabled: String(sending?.SendingEnabled ?? true) === 'true',
      suppressedReasons: suppression?.SuppressedReasons ?? ['BOUNCE', 'COMPLAINT'],
      events: new Set(),
    }
  })
  for (const { properties, logicalId } of template.resources('AWS::SES::ConfigurationSetEventDestination')) {
    const set = sets.find(({ name }) => name === properties.ConfigurationSetName)
    if (!set) throw new Error(`${logicalId}: configuration set ${String(properties.ConfigurationSetName)} is not in this stack`)
    for (const event of destinationEvents(properties.EventDestination as Destination, logicalId)) set.events.add(event)
  }
  // A stack whose identity belongs to another stack of the account (`createIdentity: false`) may send from any of its own addresses.
  const elsewhere = template.resources('AWS::SES::EmailIdentity').length === 0
  return {
    identities,
    identityFor: (address) => {
      const domain = address.slice(address.indexOf('@') + 1)
      if (elsewhere) return { name: domain, arn: `${prefix}:identity/${domain}` }
      return (
        identities.find(({ name }) => name === address) ??
        identities.find(({ name }) => !name.includes('@') && (domain === name || domain.endsWith(`.${name}`)))
      )
    },
    identityArn: (name) => `${prefix}:identity/${name}`,
    configurationSet: (name) => sets.find((set) => set.name === name),
    configurationSetArn: (name) => `${prefix}:configuration-set/${name}`,
  }
}

interface Destination {
  Enabled?: boolean | string
  MatchingEventTypes: string[]
  EventBridgeDestination?: { EventBusArn: string }
}

const destinationEvents = (destination: Destination, logicalId: string): string[] => {
  const bus = destination.EventBridgeDestination?.EventBusArn
  if (bus === undefined) throw new Error(`${logicalId}: only an EventBridge event destination is hosted here`)
  if (!bus.endsWith(':event-bus/default')) throw new Error(`${logicalId}: SES publishes to the account's default bus only, not to ${bus}`)
  if (String(destination.Enabled ?? false) !== 'true') return []
  return destination.MatchingEventTypes.map((name) => name.toLowerCase().replaceAll('_', ''))
}
