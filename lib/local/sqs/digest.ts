/** The MD5 sums that SQS answers and SDKs check. */
import { createHash } from 'node:crypto'
import type { MessageAttribute } from './message.ts'

export const md5 = (data: string | Buffer): string => createHash('md5').update(data).digest('hex')

/** Over the attributes in name order: name, type and value, each after its length; 1 stands before text, 2 before bytes. */
export const md5OfAttributes = (attributes: Record<string, MessageAttribute>): string => {
  const parts: Buffer[] = []
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    parts.push(length, bytes)
  }
  for (const name of Object.keys(attributes).toSorted()) {
    const { DataType, StringValue, BinaryValue } = attributes[name] ?? { DataType: '' }
    add(Buffer.from(name))
    add(Buffer.from(DataType))
    parts.push(Buffer.from([DataType.startsWith('Binary') ? 2 : 1]))
    add(BinaryValue === undefined ? Buffer.from(StringValue ?? '') : Buffer.from(BinaryValue, 'base64'))
  }
  return md5(Buffer.concat(parts))
}
