import { describe, expect, it } from 'vitest'
import { parseXml } from '../../../functions/domain/crm/xml.ts'

describe('XML of a SOAP message', () => {
  it('is elements without prefixes, attributes, text, entities and CDATA', () => {
    expect(
      parseXml('<?xml version="1.0"?><!-- x --><s:a xmlns:s="u" s:b=\'1 &lt; 2\'>Tom &amp; &#74;erry &#x1F600;<c/><![CDATA[<raw>]]></s:a>'),
    ).toEqual({
      name: 'a',
      attributes: { s: 'u', b: '1 < 2' },
      children: [{ name: 'c', attributes: {}, children: [], text: '' }],
      text: 'Tom & Jerry 😀<raw>',
    })
  })

  it.each([
    '',
    'text',
    '<a>',
    '<a></b>',
    '</a>',
    '<a/><b/>',
    '<a/>text',
    '<a><</a>',
    '<a b=1/>',
    '<a b="<"/>',
    '<a>&nbsp;</a>',
    '<a>&#x110000;</a>',
    '<!DOCTYPE a><a/>',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    `${'<a>'.repeat(40)}${'</a>'.repeat(40)}`,
  ])('that is none is refused: %s', (text) => {
    expect(() => parseXml(text)).toThrow(SyntaxError)
  })

  it('gives no access to what every object has', () => {
    expect(parseXml('<a constructor="x" __proto__="y"><toString/></a>').attributes['constructor']).toBe('x')
  })
})
