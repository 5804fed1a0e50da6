/** The sign-in page of the development issuer: two links, no password. */
export const signInPage = (query: URLSearchParams, tenant: string): string => {
  const link = (role: string): string => {
    const next = new URLSearchParams(query)
    next.set('as', role)
    return escape(`?${next.toString()}`)
  }
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Sign in · Touchline (local)</title>
    <style>
      :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
      body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(oklch(0.977 0.0025 255), oklch(0.165 0.008 262)); color: light-dark(#1b1f27, #e7e9ee); }
      main { box-sizing: border-box; width: min(26rem, 90vw); padding: 2rem; border-radius: 12px; background: light-dark(oklch(1 0 0), oklch(0.195 0.009 262)); border: 1px solid light-dark(#e3e6eb, #2a2e37); }
      h1 { margin: 0 0 0.25rem; font-size: 1.25rem; }
      p { margin: 0 0 1.5rem; color: light-dark(#5b6270, #9aa1af); font-size: 0.9rem; }
      a { display: block; margin-top: 0.75rem; padding: 0.7rem 1rem; border-radius: 8px; border: 1px solid light-dark(#cfd4dc, #3a3f4a); color: inherit; text-decoration: none; }
      a:hover { border-color: light-dark(oklch(0.545 0.155 41), oklch(0.755 0.135 48)); }
      a:focus-visible { outline: 2px solid light-dark(oklch(0.545 0.155 41), oklch(0.755 0.135 48)); outline-offset: 2px; }
      small { display: block; color: light-dark(#5b6270, #9aa1af); }
    </style>
  </head>
  <body>
    <main>
      <h1>Sign in</h1>
      <p>Development issuer of the local runtime, tenant <b>${escape(tenant)}</b>. In your AWS account, Cognito asks here for a password and a second factor.</p>
      <a href="${link('admin')}">Sign in as admin<small>may also run sweeps</small></a>
      <a href="${link('member')}">Sign in as member<small>sees and edits sequences</small></a>
    </main>
  </body>
</html>
`
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
