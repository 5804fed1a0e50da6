/** Where a contact's LinkedIn profile is, as their attributes say it: only an address of linkedin.com itself is made a link. */
export const linkedInProfile = (attributes: Record<string, string | number | boolean>): string | null => {
  for (const [key, value] of Object.entries(attributes)) {
    if (!/linked_?in/i.test(key) || typeof value !== 'string') continue
    const url = URL.parse(/^https?:\/\//i.test(value) ? value : `https://${value}`)
    if (url && /(^|\.)linkedin\.com$/i.test(url.hostname)) return `https://${url.hostname}${url.pathname}${url.search}`
  }
  return null
}
