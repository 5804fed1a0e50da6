/** Whose call a contact of Amazon Connect is: asked by its id, for its events say only that. */
import { connectReferenceAttribute, instanceIdOf } from '../../contract/connect-events.ts'
import { connectOpener } from './connect-client.ts'

/** Answers the reference that our call was begun with; null for any other contact of the instance. Throws where Connect does not answer. */
export const connectContacts = (instanceId: string): ((contactId: string) => Promise<string | null>) => {
  const open = connectOpener()
  return async (contactId) => {
    const { sdk, client } = await open()
    try {
      const { Attributes } = await client.send(
        new sdk.GetContactAttributesCommand({ InstanceId: instanceIdOf(instanceId), InitialContactId: contactId }),
      )
      return Attributes?.[connectReferenceAttribute] ?? null
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return null
      throw error
    }
  }
}
