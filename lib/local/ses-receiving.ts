/**
 * SES receiving: a mail that comes in goes where the receipt rules of the template say. Their rule set counts as the active one here; on AWS an
 * operator activates it. Every mail that is posted here means this tenant, so one for another domain takes the first rule all the same.
 */
import { randomBytes } from 'node:crypto'
import { AwsError, type Principal, type ServiceContext } from './service.ts'

export interface ReceivingParts {
  put: (principal: Principal, bucket: string, key: string, body: Buffer) => void
  /** Takes the mails of a stack without a receipt rule. */
  bucket: string | undefined
}

/** Answers the object's key. */
export type Receive = (raw: Buffer, to: readonly string[]) => string

interface Rule {
  arn: string
  recipients: string[]
  bucket: string
  prefix: string
}

interface RuleProperties {
  RuleSetName: string
  Rule: {
    Enabled?: boolean | string
    Name?: string
    Recipients?: string[]
    Actions?: { S3Action?: { BucketName: string; ObjectKeyPrefix?: string } }[]
  }
}

/** What S3 takes of a mail that SES receives. */
const mostBytes = 40 * 1024 * 1024

export const createReceiving = (context: ServiceContext, { put, bucket }: ReceivingParts): Receive => {
  const { region, account } = context.template
  const rules = context.template.resources('AWS::SES::ReceiptRule').flatMap(({ logicalId, properties }): Rule[] => {
    // As CloudFormation requires them of a receipt rule.
    const { RuleSetName, Rule: rule } = properties as unknown as RuleProperties
    const [action, ...more] = rule.Actions ?? []
    if (!action?.S3Action || more.length > 0) throw new Error(`${logicalId}: only receipt rules with one S3 action are hosted here`)
    if (String(rule.Enabled ?? false) !== 'true') return []
    const name = rule.Name ?? context.template.ref(logicalId)
    return [
      {
        arn: `arn:aws:ses:${region}:${account}:receipt-rule-set/${RuleSetName}:receipt-rule/${name}`,
        recipients: rule.Recipients ?? [],
        bucket: action.S3Action.BucketName,
        prefix: action.S3Action.ObjectKeyPrefix ?? '',
      },
    ]
  })

  return (raw, to) => {
    if (raw.length > mostBytes) throw new AwsError('BadRequestException', 'A mail of more than 40 MB bounces')
    const id = randomBytes(20).toString('hex')
    const rule = rules.find(({ recipients }) => to.some((address) => isFor(recipients, address))) ?? rules[0]
    if (rule) {
      const key = `${rule.prefix}${id}`
      put({ kind: 'service', name: 'ses.amazonaws.com', sourceArn: rule.arn }, rule.bucket, key, raw)
      return key
    }
    if (bucket === undefined) throw new AwsError('BadRequestException', 'This stack receives no mail: it has no receipt rule and no bucket')
    put({ kind: 'root' }, bucket, `inbound/${id}`, raw)
    return `inbound/${id}`
  }
}

/** A recipient of a rule is an address, a domain, or `.domain` for what lies below it. */
const isFor = (recipients: readonly string[], address: string): boolean => {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  return (
    recipients.length === 0 ||
    recipients.some((one) => one === address.toLowerCase() || one === domain || (one.startsWith('.') && domain.endsWith(one)))
  )
}
