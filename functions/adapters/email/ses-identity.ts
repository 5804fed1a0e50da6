/** What SES says of the sending identity. */
import { GetEmailIdentityCommand, NotFoundException, SESv2Client } from '@aws-sdk/client-sesv2'

/** The DKIM tokens of that domain's identity; null where SES has none of this name. */
export const openSesIdentity = (): ((domain: string) => Promise<string[] | null>) => {
  const client = new SESv2Client({ maxAttempts: 3 })
  return async (domain) => {
    try {
      const { DkimAttributes } = await client.send(new GetEmailIdentityCommand({ EmailIdentity: domain }))
      return DkimAttributes?.Tokens ?? []
    } catch (error) {
      if (error instanceof NotFoundException) return null
      throw error
    }
  }
}
