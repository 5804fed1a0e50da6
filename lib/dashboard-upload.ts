/** Puts the built files into the bucket on each deployment: named files for good, the index fresh every time. */
import { Duration, Stack } from 'aws-cdk-lib'
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront'
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3'
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment'
import type { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'

export function uploadDashboard(scope: Construct, to: { directory: string; bucket: IBucket; distribution: Distribution }): void {
  const { directory, bucket, distribution } = to
  const assets = new BucketDeployment(scope, 'Assets', {
    sources: [Source.asset(directory)],
    destinationBucket: bucket,
    exclude: ['*'],
    include: ['assets/*'],
    cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()],
    // A page that is open in a browser still asks for the files of the release before.
    prune: false,
  })
  const pages = new BucketDeployment(scope, 'Pages', {
    sources: [Source.asset(directory)],
    destinationBucket: bucket,
    exclude: ['assets/*'],
    cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(Duration.seconds(0)), CacheControl.mustRevalidate()],
    prune: false,
    distribution,
    distributionPaths: ['/index.html', '/', '/mail-frame.*', '/theme.js'],
  })
  // The index names the assets, so it comes after them.
  pages.node.addDependency(assets)
  acknowledgeUploader(scope, bucket)
}

/** The uploading function is CDK's own and runs at deployment only. */
function acknowledgeUploader(scope: Construct, bucket: IBucket): void {
  const files = logicalId(bucket)
  const uploader = Stack.of(scope).node.children.find((child) => child.node.id.startsWith('Custom::CDKBucketDeployment'))
  if (!uploader) throw new Error('CDK’s bucket deployment names its function differently now: its findings are acknowledged nowhere.')
  const ofCdk = 'CDK writes the role of its own uploading function, which runs at deployment only'
  acknowledge(uploader, {
    L1: 'CDK chooses the runtime of its own function.',
    'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]': `${ofCdk}.`,
    'IAM5[Action::s3:GetBucket*]': `${ofCdk}; it covers the two buckets it copies between.`,
    'IAM5[Action::s3:GetObject*]': `${ofCdk}; it covers the two buckets it copies between.`,
    'IAM5[Action::s3:List*]': `${ofCdk}; it covers the two buckets it copies between.`,
    'IAM5[Action::s3:Abort*]': `${ofCdk}; it covers the dashboard’s bucket.`,
    'IAM5[Action::s3:DeleteObject*]': `${ofCdk}; it covers the dashboard’s bucket.`,
    'IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*]': `${ofCdk}; the release’s files are in CDK’s asset bucket.`,
    [`IAM5[Resource::<${files}.Arn>/*]`]: `${ofCdk}; file names change with each build.`,
    'IAM5[Resource::*]': `${ofCdk}; it invalidates the distribution’s index, which is created after the role.`,
  })
}

function logicalId(bucket: IBucket): string {
  const resource = bucket.node.defaultChild
  if (!(resource instanceof CfnBucket)) throw new Error('The dashboard’s bucket belongs to this stack.')
  return Stack.of(bucket).getLogicalId(resource)
}
