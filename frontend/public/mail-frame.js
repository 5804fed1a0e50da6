// Shows the one mail that the page around it posts. The frame has no origin of its own and a policy of its own: what the mail
// brings can neither run, nor load anything, nor reach the page. See components/ui/MailFrame.vue and lib/web-policies.ts.
const tell = () => parent.postMessage({ height: document.documentElement.scrollHeight }, '*')

addEventListener('message', (event) => {
  if (event.source !== parent || typeof event.data?.mail !== 'string') return
  const mail = new DOMParser().parseFromString(event.data.mail, 'text/html')
  for (const link of mail.querySelectorAll('a[href]')) link.title = link.getAttribute('href')
  document.head.querySelectorAll('style').forEach((style) => style.remove())
  document.head.append(...mail.head.querySelectorAll('style'))
  document.body.replaceWith(document.importNode(mail.body, true))
  tell()
  new ResizeObserver(tell).observe(document.body)
})
parent.postMessage({ ready: true }, '*')
