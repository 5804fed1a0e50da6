/** The HTTP API: one function behind the routes of the contract, each as open or as closed as the contract says. */
import { Aws, RemovalPolicy } from 'aws-cdk-lib'
import {
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import type { UserPoolClient } from 'aws-cdk-lib/aws-cognito'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { Route } from '../functions/contract/api/route.ts'
import { routes } from '../functions/contract/api/routes.ts'
import { acknowledge } from './acknowledge.ts'
import type { Effects } from './effects.ts'
import type { Engagement } from './engagement.ts'
import { HandlerFunction } from './handler-function.ts'
import type { House } from './house.ts'
import { alarmPeriod } from './monitoring.ts'
import type { SignIn } from './sign-in.ts'
import type { Sweep } from './sweep.ts'

/** One JSON line per request, numbers as numbers. The route, never the path: a path can hold an unsubscribe token. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    at: '$context.requestTimeEpoch',
    route: '$context.routeKey',
    status: '$context.status',
    milliseconds: '$context.responseLatency',
    refused: '$context.authorizer.error',
    failed: '$context.integrationErrorMessage',
  }).replaceAll(/"(\$context\.(?:requestTimeEpoch|status|responseLatency))"/g, '$1'),
)

type ServedRoute = Pick<Route, 'method' | 'path' | 'summary'>

export class Api extends Construct {
  readonly api: HttpApi
  readonly handler: HandlerFunction<'api'>
  private readonly house: House

  constructor(
    scope: Construct,
    id: string,
    { house, effects, engagement, sweep }: { house: House; effects: Effects; engagement: Engagement; sweep: Sweep },
  ) {
    super(scope, id)
    this.house = house
    this.api = new HttpApi(this, 'Http', { description: `Touchline API of ${house.tenant}`, createDefaultStage: false })
    this.stage()
    this.handler = new HandlerFunction(this, 'Api', {
      house,
      name: 'api',
      impact: 'The dashboard and everything else that calls the API gets errors.',
      throttledImpact: 'The dashboard answers with errors now and then.',
    })
    house.store.open(this.handler, {
      table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
      index: ['Query'],
    })
    effects.namedBy(this.handler)
    effects.carriedOutBy(this.handler, ['schedule', 'unschedule', 'hand_over', 'publish'])
    engagement.happenings.acceptFrom(this.handler, 'ENGAGE_QUEUE_URL')
    sweep.runBy(this.handler)
    house.monitoring.alarm(this, 'ServerErrors', {
      metric: this.api.metricServerError({ period: alarmPeriod, statistic: 'Sum' }),
      threshold: 5,
      periods: 2,
      impact: 'The dashboard shows errors, and unsubscribe links may not work.',
      runbook: 'the-api-answers-with-errors',
    })
  }

  /** The API's own host, without a path: what the distribution sends /api, /hooks and /u to. */
  get host(): string {
    return `${this.api.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`
  }

  /** Opens the contract's routes: the closed ones to people who signed in at `signIn` on the dashboard at `dashboardUrl`. */
  serve(signIn: SignIn, dashboardUrl: string): UserPoolClient {
    const client = signIn.client(dashboardUrl)
    this.handler.handOver('SIGN_IN_URL', signIn.origin)
    this.handler.handOver('CLIENT_ID', client.userPoolClientId)
    const authorizer = new HttpJwtAuthorizer('SignedIn', signIn.issuer, { jwtAudience: [client.userPoolClientId] })
    const integration = new HttpLambdaIntegration('Handler', this.handler.function, { scopePermissionToRoute: false })
    for (const [name, route] of Object.entries<Route>(routes))
      this.route(name, route, integration, route.access === 'open' ? undefined : authorizer)
    return client
  }

  /** Opens further routes, which another function serves: whoever calls them has not signed in. */
  open(further: Record<string, ServedRoute>, handler: HandlerFunction): void {
    const integration = new HttpLambdaIntegration(handler.functionName, handler.function, { scopePermissionToRoute: false })
    for (const [name, route] of Object.entries(further)) this.route(name, route, integration)
  }

  private route(name: string, route: ServedRoute, integration: HttpLambdaIntegration, authorizer?: IHttpRouteAuthorizer): void {
    const made = new HttpRoute(this, name, {
      httpApi: this.api,
      routeKey: HttpRouteKey.with(route.path, HttpMethod[route.method]),
      integration,
      ...(authorizer && { authorizer }),
    })
    if (!authorizer) acknowledge(made, { APIG4: `Open on purpose (${route.summary}): whoever calls it has not signed in.` })
  }

  private stage(): void {
    const requests = new LogGroup(this, 'Requests', {
      retention: this.house.settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 200, burstLimit: 400 },
      accessLogSettings: { destination: new LogGroupLogDestination(requests), format: accessLogFormat },
    })
  }
}
