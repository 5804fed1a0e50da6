/** Whether any of some texts has what is searched for, whatever the case; an empty search finds everything. */
export const matchesText = (search: string, texts: readonly (string | null | undefined)[]): boolean => {
  const wanted = search.trim().toLowerCase()
  return wanted === '' || texts.some((text) => text?.toLowerCase().includes(wanted))
}
