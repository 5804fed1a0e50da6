/**
 * Credentials as Lambda gives them: in the environment. Bundling puts this in the place of the SDK's default chain, which looks for profiles,
 * single sign-on and metadata services that no function has, and is a tenth of its code.
 */

interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}

/** Has the SDK's own name and shape: it is what the clients import. */
export const defaultProvider = () => (): Promise<Credentials> => Promise.resolve(fromEnvironment(process.env))

const fromEnvironment = (env: NodeJS.ProcessEnv): Credentials => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw new Error('no AWS credentials in the environment, where Lambda puts them')
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  }
}
