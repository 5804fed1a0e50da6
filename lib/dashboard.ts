/** The dashboard and its API on one origin: CloudFront before a private bucket and the HTTP API. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  PriceClass,
  ViewerProtocolPolicy,
  type AddBehaviorOptions,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { Api } from './api.ts'
import { uploadDashboard } from './dashboard-upload.ts'
import type { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import type { SignIn } from './sign-in.ts'
import { apiPolicy, dashboardPolicy, mailFramePolicy } from './web-policies.ts'

/** A path whose last part has no dot is a page of the dashboard, not a file: the index serves it. */
const deepLinks = `function handler(event) {
  var request = event.request
  var last = request.uri.substring(request.uri.lastIndexOf('/') + 1)
  if (last.indexOf('.') === -1) request.uri = '/index.html'
  return request
}
`

export interface DashboardProps {
  house: House
  api: Api
  signIn: SignIn
  /** The built files. */
  directory: string
}

export class Dashboard extends Construct {
  readonly distribution: Distribution

  constructor(scope: Construct, id: string, { house, api, signIn, directory }: DashboardProps) {
    super(scope, id)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- CDK's class misses its own interface under exactOptionalPropertyTypes
    const bucket = new Bucket(this, 'Files', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    }) as IBucket
    acknowledge(bucket, { S1: 'It holds the same public files for everyone, read by the distribution alone.' })
    const toApi = this.apiBehavior(api)
    const files = {
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    }
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `Touchline dashboard of ${house.tenant}`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        ...files,
        responseHeadersPolicy: dashboardPolicy(this, 'Policy', signIn.origin),
        functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: this.deepLinks() }],
      },
      additionalBehaviors: {
        '/api/*': toApi,
        '/hooks/*': toApi,
        '/u/*': toApi,
        '/mail-frame.html': { ...files, responseHeadersPolicy: mailFramePolicy(this, 'MailFramePolicy') },
      },
    })
    acknowledge(this.distribution, {
      CFR1: 'People sign in from wherever they work; the API, not geography, decides who they are.',
      CFR2: 'A web ACL costs more than everything else in this stack together; the API throttles, and each closed route checks a token.',
      CFR3: 'The API logs each request by route; logs of static files would hold addresses of people and tell nothing more.',
      CFR4: 'With CloudFront’s own certificate the minimum version is not ours to set; browsers and CloudFront agree on TLS 1.2 or 1.3.',
    })
    uploadDashboard(this, { directory, bucket, distribution: this.distribution })
  }

  get url(): string {
    return `https://${this.distribution.distributionDomainName}`
  }

  /** Tells `handler` the public origin that its links begin with. */
  linkedFrom(handler: HandlerFunction<'dispatch'> | HandlerFunction<'hooks'>): void {
    handler.handOver('PUBLIC_URL', this.url)
  }

  /** Nothing is cached, and the API sees all that the browser sent but the host. */
  private apiBehavior(api: Api): AddBehaviorOptions & { origin: HttpOrigin } {
    return {
      origin: new HttpOrigin(api.host, {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [OriginSslPolicy.TLS_V1_2],
        readTimeout: Duration.seconds(30),
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: apiPolicy(this, 'ApiPolicy'),
    }
  }

  /** On the default behaviour only, so that an API error stays an API error. */
  private deepLinks(): Function {
    return new Function(this, 'DeepLinks', { runtime: FunctionRuntime.JS_2_0, code: FunctionCode.fromInline(deepLinks) })
  }
}
