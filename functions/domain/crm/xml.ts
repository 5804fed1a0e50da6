/**
 * As much of XML as a SOAP message has: elements, attributes, text, entities, CDATA. A document type is refused, so that nothing of it is
 * ever expanded or fetched. Prefixes of names are left out: each message here has one vocabulary.
 */

export interface XmlElement {
  /** Without its prefix. */
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  /** What stands between its tags beside its children, trimmed. */
  text: string
}

/** Elements within elements. */
const mostDepth = 32

/** One tag, or a piece that is none: a comment, CDATA, an instruction. */
const piece =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/g

/** The root element. Throws `SyntaxError` with what does not fit. */
export const parseXml = (text: string): XmlElement => {
  const top: XmlElement = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  let at = 0
  const say = (raw: string): void => {
    if (raw.includes('<')) throw new SyntaxError(raw.includes('<!') ? 'a document type is not taken' : 'a tag is not well formed')
    innermost(open).text += unescaped(raw)
  }
  for (const match of text.matchAll(piece)) {
    const [whole, cdata, closing, name, attributes = '', empty] = match
    say(text.slice(at, match.index))
    at = match.index + whole.length
    if (cdata !== undefined) innermost(open).text += cdata
    if (name === undefined) continue
    if (closing) close(open, bare(name))
    else begin(open, bare(name), attributes, empty === '/')
  }
  say(text.slice(at))
  const [root, second] = top.children
  if (open.length > 1) throw new SyntaxError(`<${innermost(open).name}> is not closed`)
  if (!root || second || top.text.trim() !== '') throw new SyntaxError('there is not exactly one root element')
  return root
}

const begin = (open: XmlElement[], name: string, attributes: string, empty: boolean): void => {
  if (open.length > mostDepth) throw new SyntaxError('elements lie too deep')
  const element: XmlElement = { name, attributes: attributesOf(attributes), children: [], text: '' }
  innermost(open).children.push(element)
  if (!empty) open.push(element)
}

const close = (open: XmlElement[], name: string): void => {
  const element = open.pop()
  if (!element || open.length === 0 || element.name !== name) throw new SyntaxError(`</${name}> closes nothing`)
  element.text = element.text.trim()
}

const innermost = (open: readonly XmlElement[]): XmlElement => {
  const last = open.at(-1)
  if (!last) throw new SyntaxError('text outside of any element')
  return last
}

const attributesOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name = '', double, single]) => [
      bare(name),
      unescaped(double ?? single ?? ''),
    ]),
  )

const bare = (name: string): string => name.slice(name.indexOf(':') + 1)

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

const unescaped = (text: string): string =>
  text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (_whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) {
      const known = entities[name]
      if (known === undefined) throw new SyntaxError(`&${name}; is not known`)
      return known
    }
    const code = hex === undefined ? Number(decimal) : parseInt(hex, 16)
    if (code > 0x10ffff) throw new SyntaxError('a character reference is no character')
    return String.fromCodePoint(code)
  })
