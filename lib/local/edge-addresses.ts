/**
 * The one rewriting rule between the deployed addresses and those of this machine. It holds for environment values, outputs, callback addresses
 * and header policies: the distribution's origin becomes the edge's, the sign-in page's origin becomes the development issuer's.
 */
export interface LocalAddresses {
  /** Origin of the dashboard and API, `http://localhost:4000`. */
  edge: string
  /** Origin of the AWS endpoint, `http://localhost:4566`. */
  aws: string
}

export const issuerPath = '/_local/issuer'

export const rewriteAddresses = (text: string, { edge, aws }: LocalAddresses): string =>
  text
    .replaceAll(/https:\/\/[a-z0-9-]+\.cloudfront\.net/g, edge)
    .replaceAll(/https:\/\/[a-z0-9-]+\.auth\.[a-z0-9-]+\.amazoncognito\.com/g, `${aws}${issuerPath}`)

/**
 * In a content security policy a source with a path must end in `/` to cover what lies below it, and nothing may be upgraded to HTTPS,
 * which is not spoken here.
 */
export const rewritePolicy = (policy: string, addresses: LocalAddresses): string =>
  rewriteAddresses(policy, addresses)
    .replaceAll(new RegExp(`${issuerPath}(?=[\\s;]|$)`, 'g'), `${issuerPath}/`)
    .replaceAll(/upgrade-insecure-requests;?\s*/g, '')
