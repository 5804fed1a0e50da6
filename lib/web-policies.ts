/** What browsers are told about each kind of answer: the dashboard's strict policy, and that of plain API answers. */
import { Aws, Duration } from 'aws-cdk-lib'
import {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront'
import { Construct } from 'constructs'

const securityHeaders: ResponseSecurityHeadersBehavior = {
  strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true },
  contentTypeOptions: { override: true },
  frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
  referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
}

/** Everything from the dashboard's own origin, and nothing else but the sign-in page's token endpoint. */
export function dashboardPolicy(scope: Construct, id: string, signInOrigin: string): ResponseHeadersPolicy {
  const directives = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "manifest-src 'self'",
    `connect-src 'self' ${signInOrigin}`,
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return new ResponseHeadersPolicy(scope, id, {
    comment: `The dashboard of ${Aws.STACK_NAME}`,
    securityHeadersBehavior: {
      ...securityHeaders,
      contentSecurityPolicy: { contentSecurityPolicy: directives.join('; '), override: true },
    },
    customHeadersBehavior: {
      customHeaders: [
        { header: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=(), payment=()', override: true },
        { header: 'cross-origin-opener-policy', value: 'same-origin', override: true },
      ],
    },
  })
}

/**
 * The frame in which a mail is looked at: without an origin, so that it reaches nothing of the dashboard; styled as its writer
 * meant it; and loading nothing, so that looking at a mail tells nobody.
 */
export function mailFramePolicy(scope: Construct, id: string): ResponseHeadersPolicy {
  const directives = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'sandbox allow-scripts',
  ]
  return new ResponseHeadersPolicy(scope, id, {
    comment: `Mail previews of ${Aws.STACK_NAME}`,
    securityHeadersBehavior: {
      ...securityHeaders,
      frameOptions: { frameOption: HeadersFrameOption.SAMEORIGIN, override: true },
      contentSecurityPolicy: { contentSecurityPolicy: directives.join('; '), override: true },
    },
  })
}

/** An API answer is data, save the unsubscribe page, which sends a policy of its own; this one is for answers without any. */
export function apiPolicy(scope: Construct, id: string): ResponseHeadersPolicy {
  return new ResponseHeadersPolicy(scope, id, {
    comment: `API answers of ${Aws.STACK_NAME}`,
    securityHeadersBehavior: {
      ...securityHeaders,
      contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'; form-action 'self'; frame-ancestors 'none'", override: false },
    },
  })
}
