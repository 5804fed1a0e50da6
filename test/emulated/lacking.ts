/** What the independent emulator (MiniStack) does not host, and what that takes away from the journey there. Each is left out of the deployed template. */
export const lacking: Record<string, string> = {
  'AWS::Events::Archive': 'events are not archived; nothing in the journey replays one',
  'AWS::Events::EventBusPolicy': 'publishing from another account is not checked (the local runtime checks it)',
  'Custom::CDKBucketDeployment': "the dashboard's files are not uploaded: CDK's provider needs the AWS CLI layer",
}

/** Behaviour that the emulator lacks although it hosts the resource. */
export const behaviourLacking = [
  'SES publishes no events: deliveries, bounces and complaints are tried on the local runtime only',
  'IAM policies are stored, not enforced: npm run iam checks them on the local runtime',
  'time cannot be moved: the journey there uses delays of minutes',
]
