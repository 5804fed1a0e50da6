/** What the independent emulator (MiniStack) does not host, and what that takes away from the journey there. Each is left out of the deployed template. */
export interface Lacking {
  type: string
  /** Only resources with this property; all of the type without it. */
  property?: string
  takesAway: string
}

export const lacking: Lacking[] = [
  { type: 'AWS::Events::Archive', takesAway: 'events are not archived; nothing in the journey replays one' },
  { type: 'AWS::Events::EventBusPolicy', takesAway: 'publishing from another account is not checked (the local runtime checks it)' },
  { type: 'Custom::CDKBucketDeployment', takesAway: "the dashboard's files are not uploaded: CDK's provider needs the AWS CLI layer" },
  { type: 'AWS::CloudWatch::Alarm', property: 'Metrics', takesAway: 'alarms over metric math are not made' },
]

/** Behaviour that the emulator lacks although it hosts the resource. */
export const behaviourLacking = [
  'SES publishes no events: deliveries, bounces and complaints are tried on the local runtime only',
  'IAM policies are stored, not enforced: npm run iam checks them on the local runtime',
  'time cannot be moved: the journey there uses delays of minutes',
]
