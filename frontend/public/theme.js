// Runs before the first paint, so that a chosen theme never flashes. The page's policy allows no inline script.
;(() => {
  const chosen = localStorage.getItem('touchline.theme')
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
