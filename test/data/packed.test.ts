import { describe, expect, it } from 'vitest'
import { pack, unpack } from '../../functions/data/packed.ts'

const item = { status: 'sent', subject: 'About 12 Elm St', body: 'Hi Dana, would Thursday suit you?' }

describe('texts that are stored packed', () => {
  it('come back as they were, beside what stays readable', () => {
    const packed = pack(item, ['subject', 'body'])
    expect(Object.keys(packed)).toEqual(['status', 'z1'])
    expect(unpack(packed)).toEqual(item)
  })

  it('are read as an earlier release wrote them: the dictionary never changes', () => {
    const z1 = Buffer.from('Q04DjuAEZmik4JqTqxBcgpIkXBLzEnWgSTMko7SoOCWxUqG4NBOcIO2VagE=', 'base64')
    expect(unpack({ status: 'sent', z1 })).toEqual(item)
  })

  it('stay as they are where packing gains nothing, or nothing was packed', () => {
    expect(pack({ status: 'sent', n: 'a' }, ['n'])).toEqual({ status: 'sent', n: 'a' })
    expect(unpack(item)).toEqual(item)
  })
})
