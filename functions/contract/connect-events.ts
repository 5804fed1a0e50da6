/** Amazon Connect's contact events, as EventBridge delivers them on the account's default bus: the little of them that is used. */
import * as z from 'zod'

export const connectSource = 'aws.connect'
export const connectDetailType = 'Amazon Connect Contact Event'
/** The contact attribute that says whose call it is (reference.ts). Events carry no attributes: they are asked for by the contact's id. */
export const connectReferenceAttribute = 'touchline'

/** Of all that Connect tells, the end of a call that an API call began. */
export const connectEnd = { eventType: ['DISCONNECTED'], channel: ['VOICE'], initiationMethod: ['API'] }

const instant = z.iso.datetime({ offset: true })

export const connectDetail = z.object({
  eventType: z.string(),
  contactId: z.string().min(1),
  /** Where the contact was transferred: the one that the call began as. */
  initialContactId: z.string().nullish(),
  channel: z.string(),
  initiationMethod: z.string().nullish(),
  disconnectReason: z.string().nullish(),
  answeringMachineDetectionStatus: z.string().nullish(),
  initiationTimestamp: instant.nullish(),
  connectedToSystemTimestamp: instant.nullish(),
  disconnectTimestamp: instant.nullish(),
})
/** The instance as requests name it; the setting may be its whole ARN. */
export const instanceIdOf = (instance: string): string => instance.split('instance/').at(-1) ?? instance

/** The instance as contact events and policies name it; `instanceId` may be its whole ARN. */
export const connectInstanceArn = (
  instanceId: string,
  { partition, region, account }: { partition: string; region: string; account: string },
): string => (instanceId.startsWith('arn:') ? instanceId : `arn:${partition}:connect:${region}:${account}:instance/${instanceId}`)
