/** An email as it is sent: the rendered text with the footer that the law asks for, and an HTML part made from it. */

export interface EmailFooter {
  company: string
  postalAddress: string
  unsubscribeUrl: string
}

/** What stands in place of a postal address until a tenant names its own: the law asks for one in every mail, so nothing leaves with this. */
export const unsetPostalAddress = 'Set postalAddress in the tenant file before mailing anyone'
export const isUnset = (postalAddress: string): boolean => postalAddress.trim() === '' || postalAddress === unsetPostalAddress

/** Both parts of an email. The HTML is made from the plain text alone: escaped, in paragraphs, web addresses as links. */
export const emailBody = (body: string, footer: EmailFooter): { text: string; html: string } => {
  const identity = `${footer.company}, ${footer.postalAddress}`
  const leave = footer.unsubscribeUrl === '' ? '' : `\nUnsubscribe: ${footer.unsubscribeUrl}`
  const text = `${body.trimEnd()}\n\n--\n${identity}${leave}\n`
  const link = footer.unsubscribeUrl === '' ? '' : `<br><a href="${escapeHtml(footer.unsubscribeUrl)}">Unsubscribe</a>`
  return { text, html: documentOf(footer.company, paragraphs(body), `${escapeHtml(identity)}${link}`) }
}

/** A whole document: filters mistrust fragments, and a mail program needs the width and the letters' encoding to show it well. */
const documentOf = (title: string, content: string, small: string): string =>
  [
    '<!doctype html>',
    '<html>',
    '<head>',
    '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)}</title>`,
    '</head>',
    '<body style="margin:0;padding:16px">',
    `<div style="max-width:640px;${letters};font-size:15px;line-height:1.5">`,
    content,
    '</div>',
    `<div style="max-width:640px;margin-top:32px;padding-top:12px;border-top:1px solid #d0d0d0;${letters};font-size:12px;line-height:1.5;color:#707070">`,
    `<p style="margin:0">${small}</p>`,
    '</div>',
    '</body>',
    '</html>',
    '',
  ].join('\n')

/** What each system has, so that nothing is fetched. */
const letters = "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"

/** Text as HTML text or a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')

const paragraphs = (body: string): string =>
  body
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${paragraph.split('\n').map(linked).join('<br>')}</p>`)
    .join('')

// The last character of a web address is never the sentence's own full stop or bracket.
const webAddress = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]/g

const linked = (line: string): string => {
  let html = ''
  let from = 0
  for (const match of line.matchAll(webAddress)) {
    const url = escapeHtml(match[0])
    html += `${escapeHtml(line.slice(from, match.index))}<a href="${url}">${url}</a>`
    from = match.index + match[0].length
  }
  return html + escapeHtml(line.slice(from))
}
