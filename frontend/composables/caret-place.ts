/** Where the caret of a text field stands, in pixels from the field's own corner: measured on a copy of it that the browser lays out. */
export const caretPlace = (field: HTMLInputElement | HTMLTextAreaElement, caret: number): { left: number; top: number } => {
  const copy = document.createElement('div')
  const style = getComputedStyle(field)
  for (const name of copied) copy.style.setProperty(name, style.getPropertyValue(name))
  Object.assign(copy.style, {
    position: 'absolute',
    visibility: 'hidden',
    overflow: 'hidden',
    top: '0',
    left: '0',
    width: `${field.clientWidth}px`,
  })
  copy.style.whiteSpace = field instanceof HTMLTextAreaElement ? 'pre-wrap' : 'pre'
  copy.textContent = field.value.slice(0, caret)
  const mark = document.createElement('span')
  mark.textContent = '\u200b'
  copy.append(mark)
  document.body.append(copy)
  const place = { left: mark.offsetLeft - field.scrollLeft, top: mark.offsetTop + mark.offsetHeight - field.scrollTop }
  copy.remove()
  return place
}

const copied = [
  'box-sizing',
  'padding-top',
  'padding-right',
  'padding-bottom',
  'padding-left',
  'border-top-width',
  'border-left-width',
  'font-family',
  'font-size',
  'font-weight',
  'letter-spacing',
  'line-height',
  'overflow-wrap',
  'tab-size',
]
