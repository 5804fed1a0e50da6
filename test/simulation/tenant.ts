/** The one tenant of every history, who texts by Twilio in half of them, and the environment in which its functions are loaded. */

export const tenant = {
  company: 'Acme Homes',
  postalAddress: '1 Main St, Springfield',
  timeZone: 'America/Chicago',
  stages: ['new', 'contacted', 'assigned'],
  dailyTouchLimit: 2,
  latenessHours: 72,
  /** A day or two behind some of the starts of a history (script.ts). */
  holidays: ['2026-03-08', '2026-10-03', '2026-11-22'],
  windows: { email: { from: '07:00', to: '22:00' }, call: { from: '09:00', to: '18:00' } },
  fromAddress: 'outreach@acme.example.com',
  fromName: 'Acme Homes',
}

/** The tenant's account at Twilio, in the histories in which it texts by it. */
export const twilioAccount = {
  accountSid: 'AC00000000000000000000000000000000',
  authToken: '0123456789abcdef0123456789abcdef',
  numbers: ['+13125550100', '+13125550101'],
}

/** Who carries out texts: nobody real, or Twilio. */
export const textings = ['mock', 'twilio'] as const
export type Texting = (typeof textings)[number]

/** Local minutes of the day in which each channel may be used: what the tenant said, and for texts what the law says. */
export const hoursOf: Record<string, { from: number; to: number }> = {
  email: { from: 7 * 60, to: 22 * 60 },
  sms: { from: 8 * 60, to: 21 * 60 },
  call: { from: 9 * 60, to: 18 * 60 },
}

const twilioSecretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:touchline/acme/twilio'

const queue = (name: string): string => `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`

export const environment: Record<string, string> = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'simulated',
  AWS_SECRET_ACCESS_KEY: 'simulated',
  AWS_LAMBDA_FUNCTION_NAME: 'simulated',
  POWERTOOLS_LOG_LEVEL: process.env['POWERTOOLS_LOG_LEVEL'] ?? 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
  TENANT: 'acme',
  TABLE_NAME: 'table',
  SETTINGS: JSON.stringify(tenant),
  BUS_NAME: 'touchline-acme',
  SCHEDULE_GROUP: 'touchline-acme',
  SCHEDULE_ROLE_ARN: 'arn:aws:iam::000000000000:role/scheduler',
  DISPATCH_QUEUE_URL: queue('dispatch'),
  DISPATCH_QUEUE_ARN: 'arn:aws:sqs:us-east-1:000000000000:dispatch',
  ENROLL_QUEUE_URL: queue('enroll'),
  ENGAGE_QUEUE_URL: queue('engage'),
  HEAL_QUEUE_URL: queue('heal'),
  DELIVER_QUEUE_URL: queue('deliver'),
  SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:key',
  PROVIDER_SECRETS: '{}',
  ENRICHMENT_SECRETS: '{}',
  CONFIGURATION_SET: 'acme',
  IDENTITY_ARN: 'arn:aws:ses:us-east-1:000000000000:identity/acme.example.com',
  PUBLIC_URL: 'https://touchline.example.com',
  SWEEP_FUNCTION: 'sweep',
  ROLLUP_MACHINE: 'arn:aws:states:us-east-1:000000000000:stateMachine:rollup',
  SIGN_IN_URL: 'https://sign-in.example.com',
  CLIENT_ID: 'client',
  ENROLL_DEAD_URL: queue('enroll-dead'),
  DISPATCH_DEAD_URL: queue('dispatch-dead'),
  ENGAGE_DEAD_URL: queue('engage-dead'),
  HEAL_DEAD_URL: queue('heal-dead'),
  DELIVER_DEAD_URL: queue('deliver-dead'),
  ALLOW_PRIVATE: 'false',
  RECEIVE_QUEUE_URL: queue('receive'),
  RECEIVE_DEAD_URL: queue('receive-dead'),
  CRM_QUEUE_URL: queue('crm'),
  CRM_DEAD_URL: queue('crm-dead'),
  CRM_SOURCES: '{}',
  CRM_SECRETS: '{}',
  RESEND_URL: 'https://api.resend.com',
}

/** What differs in the environment of a tenant that texts by Twilio. */
export const environmentOf = (texting: Texting): Record<string, string> =>
  texting === 'mock'
    ? environment
    : {
        ...environment,
        SETTINGS: JSON.stringify({
          ...tenant,
          channels: {
            email: { adapter: 'ses' },
            sms: { adapter: 'twilio', accountSid: twilioAccount.accountSid, from: twilioAccount.numbers },
            call: { adapter: 'mock' },
            lookup: { adapter: 'none' },
          },
        }),
        PROVIDER_SECRETS: JSON.stringify({ twilio: twilioSecretArn }),
      }

/** What Secrets Manager holds under an ARN. */
export const secretAt = (arn: string): string =>
  arn === twilioSecretArn ? JSON.stringify({ authToken: twilioAccount.authToken }) : 'the one secret of every history in this simulation'

/** The dead letters of the queue that a function works off. */
export const deadLettersOf = (name: string): string => queue(`${name}-dead`)
