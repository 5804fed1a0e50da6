/** What `Ref` and `Fn::GetAtt` answer for each hosted resource type: the names and ARNs that CloudFormation would have made. */
import { createHash } from 'node:crypto'

export interface Place {
  stackName: string
  region: string
  account: string
  /** Origin of the AWS endpoint. */
  awsUrl: string
}

export interface Identity {
  ref: string
  arn: string
  attributes: Record<string, string>
}

/** Reads a property of the resource, resolved. */
type Read = (property: string) => string | undefined
interface Naming {
  place: Place
  logicalId: string
  read: Read
  /** The given name, or one made from the stack's and the resource's, at most `longest` characters. */
  named: (property: string, longest?: number) => string
  /** Letters and digits that always come out the same for this resource. */
  token: (length: number, alphabet?: string) => string
  arn: (service: string, rest: string) => string
}

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const lower = 'abcdefghijklmnopqrstuvwxyz0123456789'

const byType: Record<string, (naming: Naming) => { ref: string; arn?: string; attributes?: Record<string, string> }> = {
  'AWS::DynamoDB::Table': ({ named, arn }) => {
    const name = named('TableName', 255)
    const table = arn('dynamodb', `table/${name}`)
    return { ref: name, arn: table, attributes: { StreamArn: `${table}/stream/2026-01-01T00:00:00.000` } }
  },
  'AWS::SQS::Queue': ({ named, arn, place }) => {
    const name = named('QueueName', 80)
    const url = `${place.awsUrl}/${place.account}/${name}`
    return { ref: url, arn: arn('sqs', name), attributes: { QueueName: name, QueueUrl: url } }
  },
  'AWS::Lambda::Function': ({ named, arn }) => byName(named('FunctionName'), (name) => arn('lambda', `function:${name}`)),
  'AWS::Lambda::EventSourceMapping': ({ token, arn }) => {
    const id = uuidFrom(token(32, '0123456789abcdef'))
    return { ref: id, arn: arn('lambda', `event-source-mapping:${id}`), attributes: { Id: id } }
  },
  'AWS::Lambda::LayerVersion': ({ logicalId, arn }) => selfNamed(arn('lambda', `layer:${logicalId}:1`)),
  'AWS::Lambda::Permission': ({ logicalId }) => ({ ref: logicalId }),
  'AWS::IAM::Role': ({ named, place, token }) => {
    const name = named('RoleName')
    return { ref: name, arn: `arn:aws:iam::${place.account}:role/${name}`, attributes: { RoleId: `AROA${token(17)}` } }
  },
  'AWS::IAM::Policy': ({ logicalId }) => ({ ref: logicalId }),
  'AWS::IAM::ManagedPolicy': ({ named, place }) => selfNamed(`arn:aws:iam::${place.account}:policy/${named('ManagedPolicyName')}`),
  'AWS::Events::EventBus': ({ named, arn }) => {
    const name = named('Name')
    return { ref: name, arn: arn('events', `event-bus/${name}`), attributes: { Name: name } }
  },
  'AWS::Events::Rule': ({ named, read, arn }) => {
    const bus = (read('EventBusName') ?? 'default').split('/').at(-1) ?? 'default'
    const name = named('Name')
    const path = bus === 'default' ? name : `${bus}/${name}`
    return { ref: path.replace('/', '|'), arn: arn('events', `rule/${path}`) }
  },
  'AWS::Events::Archive': ({ named, arn }) => {
    const name = named('ArchiveName', 48)
    return { ref: name, arn: arn('events', `archive/${name}`), attributes: { ArchiveName: name } }
  },
  'AWS::Scheduler::ScheduleGroup': ({ named, arn }) => byName(named('Name'), (name) => arn('scheduler', `schedule-group/${name}`)),
  'AWS::Scheduler::Schedule': ({ named, read, arn }) =>
    byName(named('Name'), (name) => arn('scheduler', `schedule/${read('GroupName') ?? 'default'}/${name}`)),
  'AWS::StepFunctions::StateMachine': ({ named, arn }) => {
    const name = named('StateMachineName', 80)
    const machine = arn('states', `stateMachine:${name}`)
    return { ref: machine, arn: machine, attributes: { Name: name } }
  },
  'AWS::SecretsManager::Secret': ({ named, token, arn }) => {
    const id = arn('secretsmanager', `secret:${named('Name', 500)}-${token(6, lower)}`)
    return { ref: id, arn: id, attributes: { Id: id } }
  },
  'AWS::S3::Bucket': ({ named }) => {
    const name = named('BucketName', 63).toLowerCase()
    return {
      ref: name,
      arn: `arn:aws:s3:::${name}`,
      attributes: { DomainName: `${name}.s3.amazonaws.com`, RegionalDomainName: `${name}.s3.us-east-1.amazonaws.com` },
    }
  },
  'AWS::CloudFront::Distribution': ({ token, place }) => {
    const id = `E${token(13)}`
    const domain = `d${token(13, lower)}.cloudfront.net`
    return { ref: id, arn: `arn:aws:cloudfront::${place.account}:distribution/${id}`, attributes: { Id: id, DomainName: domain } }
  },
  'AWS::CloudFront::Function': ({ named, place }) => {
    const arn = `arn:aws:cloudfront::${place.account}:function/${named('Name')}`
    return { ref: arn, arn, attributes: { FunctionARN: arn, 'FunctionMetadata.FunctionARN': arn } }
  },
  'AWS::CloudFront::OriginAccessControl': ({ token }) => opaque(`E${token(13)}`),
  'AWS::CloudFront::ResponseHeadersPolicy': ({ token }) => opaque(uuidFrom(token(32, '0123456789abcdef'))),
  'AWS::CloudFront::CachePolicy': ({ token }) => opaque(uuidFrom(token(32, '0123456789abcdef'))),
  'AWS::CloudFront::OriginRequestPolicy': ({ token }) => opaque(uuidFrom(token(32, '0123456789abcdef'))),
  'AWS::ApiGatewayV2::Api': ({ token, place }) => {
    const id = token(10, lower)
    const endpoint = `https://${id}.execute-api.${place.region}.amazonaws.com`
    return { ref: id, arn: `arn:aws:apigateway:${place.region}::/apis/${id}`, attributes: { ApiId: id, ApiEndpoint: endpoint } }
  },
  'AWS::ApiGatewayV2::Stage': ({ read }) => ({ ref: read('StageName') ?? '$default' }),
  'AWS::ApiGatewayV2::Route': ({ token }) => opaque(token(7, lower)),
  'AWS::ApiGatewayV2::Integration': ({ token }) => opaque(token(7, lower)),
  'AWS::ApiGatewayV2::Authorizer': ({ token }) => ({ ref: token(6, lower), attributes: { AuthorizerId: token(6, lower) } }),
  'AWS::Cognito::UserPool': ({ token, place, arn }) => {
    const id = `${place.region}_${token(9)}`
    const provider = `cognito-idp.${place.region}.amazonaws.com/${id}`
    return {
      ref: id,
      arn: arn('cognito-idp', `userpool/${id}`),
      attributes: { UserPoolId: id, ProviderName: provider, ProviderURL: `https://${provider}` },
    }
  },
  'AWS::Cognito::UserPoolClient': ({ token }) => ({ ref: token(26, lower), attributes: { ClientId: token(26, lower) } }),
  'AWS::Cognito::UserPoolDomain': ({ read }) => ({ ref: read('Domain') ?? '' }),
  'AWS::Cognito::UserPoolGroup': ({ read }) => ({ ref: read('GroupName') ?? '' }),
  'AWS::SES::EmailIdentity': ({ read, token, arn }) => {
    const identity = read('EmailIdentity') ?? ''
    const dkim = [1, 2, 3].flatMap((n) => [
      [`DkimDNSTokenName${n}`, `${token(32, lower)}${n}._domainkey.${identity}`],
      [`DkimDNSTokenValue${n}`, `${token(32, lower)}${n}.dkim.amazonses.com`],
    ])
    return { ref: identity, arn: arn('ses', `identity/${identity}`), attributes: Object.fromEntries(dkim) as Record<string, string> }
  },
  'AWS::SES::ConfigurationSet': ({ named, arn }) => byName(named('Name'), (name) => arn('ses', `configuration-set/${name}`)),
  'AWS::SES::ConfigurationSetEventDestination': ({ logicalId }) => opaque(logicalId),
  'AWS::SES::ReceiptRuleSet': ({ named }) => ({ ref: named('RuleSetName') }),
  'AWS::SES::ReceiptRule': ({ named }) => ({ ref: named('RuleName') }),
  'AWS::SNS::Topic': ({ named, arn }) => {
    const name = named('TopicName')
    const topic = arn('sns', name)
    return { ref: topic, arn: topic, attributes: { TopicArn: topic, TopicName: name } }
  },
  'AWS::Logs::LogGroup': ({ named, arn }) => byName(named('LogGroupName', 512), (name) => `${arn('logs', `log-group:${name}`)}:*`),
  'AWS::CloudWatch::Alarm': ({ named, arn }) => byName(named('AlarmName', 255), (name) => arn('cloudwatch', `alarm:${name}`)),
  'AWS::CloudWatch::Dashboard': ({ named }) => ({ ref: named('DashboardName', 255) }),
}

/** What CloudFormation would know of a resource. A type that no naming is known for has a `Ref` only. */
export const identify = (logicalId: string, type: string, read: Read, place: Place): Identity => {
  const token = (length: number, alphabet = upper): string => {
    const bytes = createHash('sha512').update(`${place.stackName}/${logicalId}`).digest()
    return Array.from({ length }, (_, at) => alphabet[(bytes[at % 64] ?? 0) % alphabet.length]).join('')
  }
  const known = byType[type]?.({
    place,
    logicalId,
    read,
    token,
    named: (property, longest = 64) => read(property) ?? `${`${place.stackName}-${logicalId}`.slice(0, longest - 13)}-${token(12)}`,
    arn: (service, rest) => `arn:aws:${service}:${place.region}:${place.account}:${rest}`,
  })
  const { ref, arn = '', attributes = {} } = known ?? { ref: logicalId }
  return { ref, arn, attributes: arn === '' ? attributes : { Arn: arn, ...attributes } }
}

const byName = (name: string, arn: (name: string) => string) => ({ ref: name, arn: arn(name) })
const selfNamed = (arn: string) => ({ ref: arn, arn })
const opaque = (id: string) => ({ ref: id, attributes: { Id: id } })

const uuidFrom = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
