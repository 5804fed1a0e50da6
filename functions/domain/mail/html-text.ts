/** HTML as plain text: enough for what mail programs write. No layout, no links' addresses, nothing that was hidden. */

const unseen = new Set(['head', 'style', 'script', 'title', 'template', 'noscript', 'svg', 'object'])
const empty = new Set(['br', 'hr', 'img', 'meta', 'link', 'input', 'wbr', 'area', 'base', 'col', 'embed', 'source', 'track', 'param'])
const blocks = new Set(
  'p div ul ol li table tr blockquote pre section article header footer center h1 h2 h3 h4 h5 h6 address dl dt dd figure form fieldset'.split(
    ' ',
  ),
)
const spaced = new Set(['p', 'ul', 'ol', 'table', 'blockquote', 'pre', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'])

/** Elements that mail programs put a quoted mail or a signature into. */
const quoting =
  /\b(?:gmail_quote|gmail_extra|gmail_signature|yahoo_quoted|protonmail_quote|moz-cite-prefix|moz-signature|zmail_extra|tutanota_quote|fastmail-quote|x_gmail_quote|gmail_attr|quoted-text|airmail_ext)\b/i
/** Elements behind which everything is quoted. */
const cutting =
  /\b(?:divrplyfwdmsg|appendonsend|stopspelling|ms-outlook-mobile-reference-message|mail-editor-reference-message-container|mimequotedhistory|isreplycontent|olk_src_body_section)\b/i
/** Outlook's line above a quoted mail. */
const ruledOff = /border:\s*none;\s*border-top:\s*solid\s+#(?:e1e1e1|b5c4df)/i

/** Pictures that stand in the mail itself. */
const inline = /data:[^"'\s)>]{200,}/g
const mostCharacters = 300_000
const mostOfTag = 2_000

/** With `own`, what is marked as quoted or as a signature is left out. */
export const htmlText = (html: string, { own = false }: { own?: boolean } = {}): string => {
  const lines = createLines()
  let skipping: { name: string; depth: number } | null = null
  for (const piece of piecesOf(html.replaceAll(inline, '').slice(0, mostCharacters))) {
    const tag = /^<(\/?)([a-z][a-z0-9:]*)/i.exec(piece)
    const name = tag?.[2]?.toLowerCase()
    const closes = tag?.[1] === '/'
    if (skipping) {
      if (name === skipping.name && !piece.endsWith('/>')) skipping.depth += closes ? -1 : 1
      if (skipping.depth === 0) skipping = null
      continue
    }
    if (name === undefined) {
      if (!piece.startsWith('<!')) lines.say(entities(piece))
      continue
    }
    if (own && !closes && isCut(piece)) break
    const opens = !closes && !empty.has(name) && !piece.endsWith('/>')
    if (opens && (unseen.has(name) || isHidden(piece) || (own && isQuote(name, piece)))) skipping = { name, depth: 1 }
    else if (name === 'br') lines.end()
    else if (name === 'hr') lines.rule()
    else if (blocks.has(name)) lines.block(spaced.has(name))
    else if ((name === 'td' || name === 'th') && closes) lines.say(' ')
    if (opens && name === 'li' && !skipping) lines.say('- ')
  }
  return lines.text()
}

/** Tags, comments and the text between them, in one pass: no HTML makes this slow. A `<` that begins no tag is text. */
function* piecesOf(html: string): Generator<string> {
  let at = 0
  while (at < html.length) {
    const end = html[at] === '<' ? endOfTag(html, at) : null
    const next = end ?? html.indexOf('<', at + 1)
    yield html.slice(at, next < 0 ? html.length : next)
    at = next < 0 ? html.length : next
  }
}

/** Past the tag or comment that begins here; null where none does. A `>` in an attribute's quotes does not end it. */
const endOfTag = (html: string, at: number): number | null => {
  if (html.startsWith('<!--', at)) {
    const end = html.indexOf('-->', at)
    return end < 0 ? html.length : end + 3
  }
  if (!/[a-z!/]/i.test(html[at + 1] ?? '')) return null
  let quotes = 0
  for (let i = at + 1; i < html.length && i - at < mostOfTag; i++) {
    const letter = html[i]
    if (letter === '"') quotes++
    if (letter === '>' && quotes % 2 === 0) return i + 1
    if (letter === '<' && quotes % 2 === 0) return null
  }
  return null
}

const attributes = (piece: string, names: string): string =>
  [...piece.matchAll(new RegExp(String.raw`\b(?:${names})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))`, 'gi'))]
    .map(([, a, b, c]) => a ?? b ?? c ?? '')
    .join(' ')

const isQuote = (name: string, piece: string): boolean => name === 'blockquote' || quoting.test(attributes(piece, 'class|id|name'))
const isCut = (piece: string): boolean => cutting.test(attributes(piece, 'id|class|name')) || ruledOff.test(attributes(piece, 'style'))
const isHidden = (piece: string): boolean => /display:\s*none/i.test(attributes(piece, 'style'))

/** White space as a browser would have it: any run is one space, and none stands at the ends of a line. */
const createLines = () => {
  const lines: string[] = ['']
  const end = (): void => void lines.push('')
  const isFresh = (): boolean => lines.at(-1)?.trim() === ''
  return {
    say: (text: string): void => {
      lines[lines.length - 1] = `${lines.at(-1) ?? ''}${text.replaceAll(/[ \t\r\n\f]+/g, ' ')}`.replace(/^ +/, '').replaceAll(/ {2,}/g, ' ')
    },
    end,
    block: (apart: boolean): void => {
      if (!isFresh()) end()
      if (apart && lines.length > 1 && lines.at(-2)?.trim() !== '') end()
    },
    rule: (): void => {
      if (!isFresh()) end()
      lines[lines.length - 1] = '________________________________'
      end()
    },
    text: (): string =>
      lines
        .map((line) => line.trim())
        .join('\n')
        .replaceAll(/\n{3,}/g, '\n\n')
        .trim(),
  }
}

/** Latin-1's names from U+00A0 on, in order (HTML 4.01, section 24.2.1). */
const latin1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'
const named = new Map<string, string>([
  ...latin1.split(' ').map((name, i): [string, string] => [name, String.fromCodePoint(0xa0 + i)]),
  ...Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", euro: '€', hellip: '…', bull: '•' }),
  ...Object.entries({ ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', sbquo: '‚', bdquo: '„', zwnj: '', zwj: '' }),
])

const entities = (text: string): string =>
  text
    .replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z][a-z0-9]{1,8}));?/gi, (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named.get(name) ?? whole
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      return code > 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff) ? String.fromCodePoint(code) : ''
    })
    .replaceAll(' ', ' ')
