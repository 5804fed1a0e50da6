import { describe, expect, it } from 'vitest'
import { md5, md5OfAttributes } from '../../../lib/local/sqs/digest.ts'

describe('the sums that an SDK checks', () => {
  it('of a body', () => {
    expect(md5('hello')).toBe('5d41402abc4b2a76b9719d911017c592')
    expect(md5('')).toBe('d41d8cd98f00b204e9800998ecf8427e')
  })

  it('of attributes, whatever their order', () => {
    const one = { DataType: 'String', StringValue: 'v' }
    const two = { DataType: 'Binary', BinaryValue: Buffer.from('bytes').toString('base64') }
    // As botocore's own check of a sent message computes it.
    expect(md5OfAttributes({ a: one })).toBe('a18cbb58171ebf4ce88d9fb787f9210b')
    expect(md5OfAttributes({ b: two, a: one })).toBe(md5OfAttributes({ a: one, b: two }))
  })
})
