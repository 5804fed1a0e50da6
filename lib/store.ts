/** The single table that everything is kept in. Its keys are in functions/data/keys.ts. */
import { RemovalPolicy } from 'aws-cdk-lib'
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
  type Attribute,
} from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import type { FunctionName } from '../functions/contract/environment.ts'
import { indexName, ttlAttribute } from '../functions/data/keys.ts'
import type { HandlerFunction } from './handler-function.ts'

type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'BatchWriteItem' | 'ConditionCheckItem'

/** What a function does with the table, action by action; `index` lists what it does with the one index. */
export interface TableAccess {
  table: TableAction[]
  index?: 'Query'[]
}

/** What comes in by mail is read without the table. */
type TableFunction = Exclude<FunctionName, 'receive'>

export class Store extends Construct {
  readonly table: Table

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.table = new Table(this, 'Table', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: ttlAttribute,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    this.table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: text('gsi1pk'),
      sortKey: text('gsi1sk'),
      projectionType: ProjectionType.KEYS_ONLY,
    })
  }

  /** Lets `handler` do exactly this with the table and tells it the table's name. */
  open(handler: HandlerFunction<TableFunction>, access: TableAccess): void {
    if (access.table.length > 0) handler.allow(named(access.table), this.table.tableArn)
    if (access.index) handler.allow(named(access.index), `${this.table.tableArn}/index/${indexName}`)
    handler.handOver('TABLE_NAME', this.table.tableName)
  }
}

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING })
const named = (actions: string[]): string[] => actions.map((action) => `dynamodb:${action}`)
