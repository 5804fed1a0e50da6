/** The mailbox page: plain DOM, one list, one message, and the dial. What is shown follows from `state` alone. */

const state = { items: null, details: null, tab: 'mail', replying: false, turning: false, ...fromAddress() }
const at = (id) => document.getElementById(id)

function fromAddress() {
  const query = new URLSearchParams(location.search)
  return { q: query.get('q') ?? '', channel: query.get('channel') ?? '', id: query.get('id') ?? '' }
}
function toAddress(push) {
  const query = new URLSearchParams(Object.entries({ q: state.q, channel: state.channel, id: state.id }).filter(([, value]) => value))
  const address = query.size ? `?${query}` : location.pathname
  history[push ? 'pushState' : 'replaceState'](null, '', address)
}

/** Element with properties and children; text is always text. */
const make = (tag, properties = {}, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name in element && name !== 'list') element[name] = value
    else if (value !== undefined) element.setAttribute(name, value)
  }
  element.append(...children.filter((child) => child !== null && child !== undefined))
  return element
}

const ask = async (path, body) => {
  const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const answer = await fetch(`/_local/${path}`, init)
  const text = await answer.text()
  const value = text ? JSON.parse(text) : {}
  if (!answer.ok) throw new Error(value.message ?? value.error ?? value.detail ?? `${path} answered ${answer.status}`)
  return value
}
let fading
/** Good news goes by itself, a failure stays until the next act. */
const notice = (text, bad = false) => {
  clearTimeout(fading)
  if (text && !bad) fading = setTimeout(() => notice(''), 6_000)
  at('notice').textContent = text ?? ''
  at('notice').className = bad ? 'bad' : ''
  at('notice').hidden = !text
}
const attempt = async (work) => {
  try {
    await work()
  } catch (error) {
    notice(error instanceof Error ? error.message : String(error), true)
  }
}

const clockText = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})
const dayText = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
const shown = (iso, format = dayText) => format.format(new Date(iso))

// The list

const matching = () => {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean)
  return (state.items ?? []).filter((item) => {
    if (state.channel && item.channel !== state.channel) return false
    const text = `${item.to} ${item.subject ?? ''} ${item.text ?? ''}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
const current = () => (state.items ?? []).find((item) => item.id === state.id)
const longest = 300

const drawList = () => {
  const items = matching()
  at('list').replaceChildren(...(items.length ? items.slice(0, longest).map(row) : [emptyList()]))
  const more = items.length > longest ? `, the newest ${longest} shown` : ''
  at('count').textContent = state.items === null ? '' : `${items.length} of ${state.items.length}${more}`
  for (const button of at('channels').children) button.setAttribute('aria-pressed', String(button.dataset.channel === state.channel))
  if (at('search').value !== state.q) at('search').value = state.q
}
const row = (item) => {
  const link = make(
    'a',
    { href: `?id=${encodeURIComponent(item.id)}`, 'aria-current': String(item.id === state.id) },
    make('span', { className: `dot ${item.channel}`, title: item.channel }),
    make('span', { className: 'who', textContent: item.to }),
    make('time', { className: 'when', dateTime: item.at, textContent: shown(item.at) }),
    make('span', { className: 'what', textContent: item.subject || item.text || item.channel }),
  )
  link.addEventListener('click', (event) => {
    if (event.metaKey || event.ctrlKey) return
    event.preventDefault()
    select(item.id)
  })
  return make('li', {}, link)
}
const emptyList = () => {
  if (state.items === null) return make('li', { className: 'empty', textContent: 'Loading…' })
  if (state.items.length)
    return make('li', { className: 'empty' }, make('b', { textContent: 'Nothing matches' }), 'Esc clears the search and the filter.')
  return make(
    'li',
    { className: 'empty' },
    make('b', { textContent: 'Nothing has left yet' }),
    'Publish a stage change, or move time on until a step is due.',
  )
}

// The message

const select = (id, push = true) => {
  if (id === state.id && state.details) return
  Object.assign(state, { id, details: null, tab: 'mail', replying: false })
  toAddress(push)
  drawList()
  drawMessage()
  void attempt(loadDetails)
}
const loadDetails = async () => {
  const item = current()
  if (item?.channel !== 'email') return
  const details = await ask(`mailbox/mail/${encodeURIComponent(item.id)}`)
  if (state.id !== item.id) return
  state.details = details
  drawMessage()
}

const drawMessage = () => {
  const item = current()
  const article = at('message')
  if (!item) {
    const why = state.id && state.items ? 'That message is not here any more.' : 'Choose a message; j and k go through the list.'
    article.replaceChildren(make('p', { className: 'empty', textContent: state.items?.length || state.id ? why : '' }))
    return
  }
  article.replaceChildren(
    make('h2', { textContent: item.subject || (item.channel === 'sms' ? 'Text message' : item.channel === 'call' ? 'Call' : 'Message') }),
    make('dl', {}, ...pairs(summary(item))),
    ...(item.channel === 'email' ? mailParts(item) : otherParts(item)),
  )
}
const summary = (item) => [
  ['To', item.to],
  item.from ? ['From', item.from] : null,
  ['Left', shown(item.at, clockText)],
  [
    'Through',
    item.adapter === 'ses'
      ? 'SES'
      : make('span', {}, `${item.adapter} `, make('span', { className: 'simulated', textContent: 'simulated' })),
  ],
]
const pairs = (rows) => rows.filter(Boolean).flatMap(([name, value]) => [make('dt', { textContent: name }), make('dd', {}, value)])

const mailParts = (item) =>
  [
    make('div', { className: 'acts', role: 'group', 'aria-label': 'Act as the contact' }, ...mailActs(item)),
    state.replying ? replyForm('Your answer, as the contact', (text) => act(item, { act: 'reply', text })) : null,
    tabs(item),
    panel(item),
    traces(),
  ].filter(Boolean)

const button = (textContent, run, more = {}) => {
  const made = make('button', { type: 'button', textContent, ...more })
  made.addEventListener('click', run)
  return made
}
const mailActs = (item) => {
  const links = state.details?.links ?? []
  return [
    button('Open', () => act(item, { act: 'open' }), { disabled: !item.html }),
    ...links.slice(0, 3).map((link) => button(`Click ${shortLink(link)}`, () => act(item, { act: 'click', link }), { title: link })),
    button('Reply…', () => {
      state.replying = !state.replying
      drawMessage()
      document.querySelector('form.reply textarea')?.focus()
    }),
    button('Bounce', () => act(item, { act: 'bounce' }), { className: 'apart' }),
    button('Complain', () => act(item, { act: 'complain' })),
    button('Unsubscribe', () => act(item, { act: 'unsubscribe' }), {
      disabled: state.details?.oneClick === false,
      title: 'POSTs the one-click link of the List-Unsubscribe header',
    }),
  ]
}
const shortLink = (link) => {
  const { host, pathname } = new URL(link)
  const text = `${host}${pathname === '/' ? '' : pathname}`
  return text.length > 28 ? `${text.slice(0, 27)}…` : text
}
const act = (item, hand) =>
  attempt(async () => {
    const done = {
      open: 'Opened',
      click: 'Clicked',
      reply: 'Answered',
      bounce: 'Bounced',
      complain: 'Complained',
      unsubscribe: 'Unsubscribed',
    }
    const details = await ask('mailbox/act', { id: item.id, ...hand })
    notice(`${done[hand.act]} as ${item.to}.`)
    if (state.id === item.id) Object.assign(state, { details, replying: false })
    drawMessage()
    await refresh()
  })

const tabs = (item) => {
  const names = { mail: 'Message', text: 'Plain text', headers: 'Headers', tags: 'Tags' }
  if (!item.html && state.tab === 'mail') state.tab = 'text'
  return make(
    'div',
    { className: 'tabs', role: 'tablist' },
    ...Object.entries(names)
      .filter(([tab]) => tab !== 'mail' || item.html)
      .map(([tab, textContent]) => {
        const button = make('button', { type: 'button', role: 'tab', 'aria-selected': String(tab === state.tab), textContent })
        button.addEventListener('click', () => {
          state.tab = tab
          drawMessage()
        })
        return button
      }),
  )
}
const panel = (item) => {
  const inside = {
    mail: () => make('iframe', { title: 'The mail as its reader sees it', sandbox: '', srcdoc: framed(item.html) }),
    text: () => make('pre', { textContent: item.text || '(no plain text)' }),
    headers: () => make('dl', {}, ...pairs(Object.entries(item.headers ?? {}))),
    tags: () => make('dl', {}, ...pairs(Object.entries(item.tags ?? {}))),
  }
  return make('div', { className: 'panel', role: 'tabpanel' }, inside[state.tab]())
}
/** A document of its own, without script, forms or an origin. */
const framed = (html) =>
  `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: https: http:; style-src 'unsafe-inline'">` +
  `<meta name="color-scheme" content="light"><style>body{margin:1.25rem;font:15px/1.5 system-ui,sans-serif}</style>${html}`

const traces = () =>
  make(
    'ul',
    { className: 'traces', 'aria-label': 'What became of it' },
    ...(state.details?.traces ?? []).map((trace) =>
      make(
        'li',
        {},
        make('time', { dateTime: trace.at, textContent: shown(trace.at) }),
        make('span', { textContent: trace.detail ? `${trace.kind}: ${trace.detail.slice(0, 160)}` : trace.kind }),
      ),
    ),
  )

const otherParts = (item) => {
  const reply =
    item.channel === 'sms'
      ? [replyForm('Answer as the contact (STOP opts out)', (text) => answer(item, { channel: 'sms', text }))]
      : item.channel === 'call'
        ? [outcomes(item)]
        : []
  return [
    make('div', { className: 'panel' }, make('div', { className: 'bubble', textContent: item.text || '(nothing said)' })),
    make('p'),
    ...reply,
  ]
}
const outcomes = (item) => {
  const group = make('div', { className: 'acts', role: 'group', 'aria-label': 'What the call came to' })
  for (const [outcome, textContent] of [
    ['answered', 'Answered'],
    ['voicemail', 'Voicemail'],
    ['no_answer', 'No answer'],
    ['busy', 'Busy'],
    ['failed', 'Failed'],
    ['capacity_exhausted', 'No free line'],
    ['invalid_number', 'No such number'],
    ['cancelled', 'Called off'],
  ]) {
    const button = make('button', { type: 'button', textContent })
    button.addEventListener('click', () => answer(item, { channel: 'call', outcome }))
    group.append(button)
  }
  return group
}
const answer = (item, body) =>
  attempt(async () => {
    await ask('mailbox/reply', { from: item.to, to: item.from ?? '', ...body })
    notice(`Sent as ${item.to}.`)
    drawMessage()
    await refresh()
  })

const replyForm = (label, send) => {
  const area = make('textarea', { required: true, 'aria-label': label, placeholder: label })
  const form = make('form', { className: 'reply' }, area, make('div', {}, make('button', { type: 'submit', textContent: 'Send' })))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (area.value.trim()) void send(area.value.trim())
  })
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) form.requestSubmit()
  })
  return form
}

// The dial

const drawClock = ({ now, speed }) => {
  at('now').textContent = shown(now, clockText)
  at('now').dateTime = now
  at('zone').textContent = new Date(now).toISOString().slice(0, 16).replace('T', ' ') + ' UTC'
  const select = at('speed')
  if (document.activeElement !== select) {
    if (![...select.options].some((option) => option.value === String(speed)))
      select.append(make('option', { value: String(speed), textContent: `${speed}×` }))
    select.value = String(speed)
  }
  if (!at('to').value) at('to').value = localInput(now)
}
const localInput = (iso) => {
  const time = new Date(iso)
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
const turn = (body, target) =>
  attempt(async () => {
    if (state.turning) return
    const from = Date.parse((await ask('clock')).now)
    const to = target(from)
    state.turning = true
    lock(true)
    at('progress').value = 0
    at('progress').hidden = false
    const watch = setInterval(() => {
      void attempt(async () => {
        const clock = await ask('clock')
        drawClock(clock)
        at('progress').value = to > from ? Math.min(1, (Date.parse(clock.now) - from) / (to - from)) : 1
      })
    }, 250)
    try {
      drawClock({ speed: 1, ...(await ask('clock', body)) })
      notice('')
    } finally {
      clearInterval(watch)
      state.turning = false
      lock(false)
      at('progress').hidden = true
      at('to').value = ''
      await refresh()
    }
  })
const lock = (locked) => {
  for (const control of document.querySelectorAll('.dial button, .dial input, .dial select')) control.disabled = locked
}
const milliseconds = (hours) => Number(/\d+/.exec(hours)[0]) * 3_600_000

// Keeping up

const newest = (items) => items.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
const refresh = async () => {
  const [outbox, clock] = await Promise.all([ask('outbox'), ask('clock')])
  const items = newest(Array.isArray(outbox) ? outbox : outbox.items)
  const changed = state.items?.length !== items.length || state.items[0]?.id !== items[0]?.id
  state.items = items
  drawClock(clock)
  if (changed) {
    drawList()
    if (!state.replying) drawMessage()
  }
  if (state.id && !state.replying) await loadDetails()
}

at('search').addEventListener('input', (event) => {
  state.q = event.target.value
  toAddress(false)
  drawList()
})
at('channels').addEventListener('click', (event) => {
  const channel = event.target.dataset?.channel
  if (channel === undefined) return
  state.channel = channel
  toAddress(true)
  drawList()
})
document.querySelector('.turn').addEventListener('click', (event) => {
  const advance = event.target.dataset?.advance
  if (advance) void turn({ advance }, (from) => from + milliseconds(advance))
})
at('turn-to').addEventListener('submit', (event) => {
  event.preventDefault()
  const to = new Date(at('to').value)
  void turn({ to: to.toISOString() }, () => to.getTime())
})
at('speed').addEventListener('change', (event) => {
  void attempt(async () => drawClock(await ask('clock', { speed: Number(event.target.value) })))
})
window.addEventListener('popstate', () => {
  Object.assign(state, fromAddress(), { details: null, replying: false })
  drawList()
  drawMessage()
  void attempt(loadDetails)
})
window.addEventListener('focus', () => void attempt(refresh))
window.addEventListener('keydown', (event) => {
  const typing = event.target.closest?.('input, textarea, select')
  if (event.key === 'Escape') escape(typing)
  if (typing || event.metaKey || event.ctrlKey || event.altKey) return
  if (event.key === '/') {
    event.preventDefault()
    at('search').focus()
  }
  if (event.key === 'j') step(1)
  if (event.key === 'k') step(-1)
})
const step = (by) => {
  const items = matching().slice(0, longest)
  const place = items.findIndex((item) => item.id === state.id)
  const next = items[place < 0 ? 0 : Math.min(items.length - 1, Math.max(0, place + by))]
  if (!next) return
  select(next.id, false)
  document.querySelector('#list a[aria-current="true"]')?.scrollIntoView({ block: 'nearest' })
}
/** First leaves what is being written, then clears search and filter, then closes the message. */
const escape = (typing) => {
  if (state.replying) {
    state.replying = false
    drawMessage()
  } else if (state.q || state.channel) {
    Object.assign(state, { q: '', channel: '' })
    toAddress(false)
    drawList()
  } else if (state.id && !typing) {
    select('')
  }
  typing?.blur()
}

const begin = async () => {
  drawList()
  drawMessage()
  const status = await ask('status').catch(() => ({}))
  if (status.tenant) document.title = `Mailbox · ${status.tenant} · Touchline (local)`
  if (status.url ?? status.dashboard) Object.assign(at('dashboard'), { href: status.url ?? status.dashboard, hidden: false })
  await refresh()
}
void attempt(begin)
setInterval(() => {
  if (!document.hidden && !state.turning) void ask('clock').then(drawClock, () => undefined)
}, 1_000)
setInterval(() => {
  if (!document.hidden && !state.turning && !document.querySelector('form.reply textarea:focus')) void attempt(refresh)
}, 8_000)
