/** Whose call a contact of Amazon Connect is: asked by its id, for its events say only that. */
import { connectReferenceAttribute } from '../../contract/connect-events.ts'
import { openConnect } from './connect-client.ts'

/** The reference that our call was begun with; null for any other contact of the instance. Throws where Connect does not answer. */
export const connectReferenceOf = async (instanceId: string, contactId: string): Promise<string | null> => {
  const { sdk, client } = await openConnect()
  try {
    const { Attributes } = await client.send(new sdk.GetContactAttributesCommand({ InstanceId: instanceId, InitialContactId: contactId }))
    return Attributes?.[connectReferenceAttribute] ?? null
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return null
    throw error
  }
}
