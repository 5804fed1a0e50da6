/**
 * A browser without an installer: on Linux x64 the one that npm brings, elsewhere (or where CHROME_PATH names one) an installed Chrome.
 * `more`: further switches of its command line.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

export const openBrowser = async (more: string[] = []): Promise<{ browser: Browser; close(): Promise<void> }> => {
  const installed = process.env['CHROME_PATH']
  if (installed !== undefined || process.platform !== 'linux' || process.arch !== 'x64') {
    const browser = await chromium.launch({
      args: more,
      ...(installed === undefined ? { channel: 'chrome' } : { executablePath: installed }),
    })
    return { browser, close: () => browser.close() }
  }
  const home = mkdtempSync(join(tmpdir(), 'touchline-chromium-'))
  const { executablePath, args, env } = await unpacked(home)
  const browser = await chromium.launch({ executablePath, args: [...args, ...more], env: { ...env, FONTCONFIG_PATH: fontsIn(home) } })
  const close = async (): Promise<void> => {
    await browser.close()
    rmSync(home, { recursive: true, force: true })
  }
  return { browser, close }
}

/** The package unpacks itself and its libraries where it believes to run in a Lambda; what it does to the environment is for the browser only. */
const unpacked = async (home: string): Promise<{ executablePath: string; args: string[]; env: Record<string, string> }> => {
  const before = { ...process.env }
  Object.assign(process.env, { AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x', TMPDIR: home })
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    const executablePath = await packed.executablePath()
    const unwanted = ['--single-process', '--no-zygote', '--headless']
    const args = packed.args.filter((arg) => !unwanted.some((name) => arg === name || arg.startsWith(`${name}=`)))
    const env = Object.fromEntries(Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
    return { executablePath, args, env }
  } finally {
    for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key]
    Object.assign(process.env, before)
  }
}

/** Its own font stands for the system's, so that a picture looks the same on every machine. */
const fontsIn = (home: string): string => {
  const directory = join(home, 'fontconfig')
  const standIns = ['system-ui', 'ui-sans-serif', 'sans-serif'].map(
    (name) =>
      `<match target="pattern"><test name="family"><string>${name}</string></test><edit name="family" mode="assign" binding="strong"><string>Open Sans</string></edit></match>`,
  )
  mkdirSync(directory)
  writeFileSync(
    join(directory, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${home}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${home}/fontcache</cachedir>${standIns.join('')}</fontconfig>`,
  )
  return directory
}
