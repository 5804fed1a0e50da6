/** Bounces that are no report: qmail, Exim, old Exchange, hosters' own. Known by who writes and what they say. */
import { returnedOf, type Bounced } from './delivery-status.ts'
import { headerOf, idsIn, type Mail } from './mail.ts'
import { bounceDetail, bounceOf, statusIn } from './status-code.ts'

const failing =
  /(?:undeliver(?:able|ed)|could(?: not|n['’]t) be delivered|(?:was|were)(?: not|n['’]t) delivered|not (?:be )?deliver(?:ed|able)|delivery (?:to the following (?:recipients?|address)|has )?(?:\S+ )?fail|failed (?:permanently|to (?:be )?deliver)|permanent(?:ly)? (?:delivery )?fail|permanent (?:fatal )?errors?|fatal error|unable to deliver|wasn['’]t able to deliver|returned to (?:the )?sender|following address(?:es)? (?:had|failed)|did not reach|failure notice|unzustellbar|konnte nicht (?:zugestellt|übermittelt)|nicht zugestellt|(?:n['’]a|n['’]ont) (?:pas )?pu être (?:remis|distribué|délivré)|non remis|échec de (?:la )?remise|no se (?:ha )?(?:pudo|podido) entregar|no entregado|non (?:è stato possibile )?(?:consegn|recapit)|mancata consegna|não (?:pôde|foi possível|pode) (?:ser )?entreg|kon niet worden (?:bezorgd|afgeleverd)|onbestelbaar|kunde inte levereras|kunne ikke (?:leveres|afleveres)|ei voitu toimittaa|nie (?:można|mogła|udało się)[^.]{0,30}dostarcz|nelze doručit|nepodařilo se doručit|配信(?:できません|不能|エラー)|お届けできません|送信できません|无法(?:投递|送达|传递)|退信|投递失败|전달되지|배달(?:되지|할 수)|iletilemedi|teslim edilemedi|не (?:удалось|может быть) достав)/iu
const failingSubject =
  /^(?:undeliver(?:able|ed)|permanent delivery failure|delivery (?:status notification ?\(?.{0,3}fail|failure|has failed|notification: delivery has failed|report)|failure notice|failed mail|mail (?:delivery|system|failure)[^a-z]?.*|returned mail|message (?:could not be delivered|undeliverable|you sent|delivery)|non[- ]?(?:deliverable|remis)|nondeliverable|undelivered mail returned|rejected:|warning: message|unzustellbar|nicht zustellbar|échec|notification d['’]échec|no se puede entregar|no entregado|devuelto|non recapitabile|mancata consegna|não (?:entregue|é possível)|onbestelbaar|kan inte leverera|oleveransbart|kan ikke leveres|ei voida toimittaa|niedostarczon|nedoručiteln|doručení se nezdařilo|配信不能|未送達|系统退信|退信|未传递|배달되지 않|반송|iletilemedi|teslim edilemedi|недоставлен)/iu
const daemon =
  /^(?:mailer-daemon|mailerdaemon|mail-daemon|postmaster|mdaemon|mail[._-]?delivery(?:[._-]?(?:system|subsystem))?|microsoftexchange[\w]*|bounce|bounces|double-bounce|noreply-?bounce|system)$/i

/** Null where it is none. `whole`: the mail's own text. */
export const bounceText = (mail: Mail, whole: string): Bounced | null => {
  const [local = ''] = mail.from.toLowerCase().split('@')
  const named = headerOf(mail, 'x-failed-recipients')
  const text = whole.slice(0, 6_000)
  const fails = failing.test(text)
  const told = failingSubject.test(mail.subject.trim())
  const bySystem = daemon.test(local) || /^\s*<\s*>\s*$/.test(headerOf(mail, 'return-path') ?? '') || named !== undefined
  if (named === undefined && !(bySystem && (fails || (told && statusIn(text) !== null)))) return null
  if (
    /\b(?:warning|delayed|delay|no need to (?:resend|retry)|will (?:keep|be) (?:trying|retried)|still being retried|not required to take any action)\b/i.test(
      `${mail.subject} ${text.slice(0, 800)}`,
    ) &&
    !/fail|undeliver|permanent|giving up|expired/i.test(`${mail.subject} ${text.slice(0, 800)}`)
  )
    return null
  const above = aboveReturned(text)
  const recipients = named === undefined ? recipientsIn(above, mail) : addressesIn(named)
  const said = reasonIn(above)
  const status = statusIn(above)
  return {
    bounce: bounceOf(status, said),
    detail: bounceDetail(status, said),
    recipients,
    ...returnedIn(mail, text.slice(above.length)),
  }
}

/** qmail, Exim and others paste the mail that came back under their own words. */
const aboveReturned = (text: string): string => {
  const at = text.search(
    /^(?:-{2,}\s*(?:below this line|this is a copy|the header|original message|returned|unsent|nachfolgend|die ursprüngliche|kopie)|-{3,} ?this is|(?:original message|return-path|received|message-id|-{4,} forwarded).{0,200}$|\s*received: )/im,
  )
  return at > 40 ? text.slice(0, at) : text
}

const returnedIn = (mail: Mail, below: string) => {
  const parts = returnedOf(mail)
  const named = [...below.matchAll(/^\s*message-id\s*:\s*(\S+)/gim)].flatMap(([, id]) => idsIn(id ?? ''))
  return { originals: [...new Set([...parts.originals, ...named])], returned: `${parts.returned}\n${below}`.slice(0, 60_000) }
}

const address = /[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi

const addressesIn = (text: string): string[] => [...new Set([...text.matchAll(address)].map(([found]) => found.toLowerCase()))]

/** Whoever is named in a bounce, but for the system that writes and the one who is written to. */
const recipientsIn = (text: string, mail: Mail): string[] => {
  const to = addressesIn(`${headerOf(mail, 'to') ?? ''} ${headerOf(mail, 'delivered-to') ?? ''}`)
  return addressesIn(text).filter(
    (found) =>
      found !== mail.from.toLowerCase() &&
      !to.includes(found) &&
      !daemon.test(found.split('@')[0] ?? '') &&
      !/^(?:support|abuse|help)@/.test(found),
  )
}

/** The lines that say why. */
const reasonIn = (text: string): string => {
  const lines = text.split('\n').map((line) => line.trim())
  const telling = lines.filter((line) =>
    /[45]\d\d[ -]|[45]\.\d\.\d|unknown|found|exist|full|quota|reject|refus|unrout|invalid|disabled|blocked|spam|denied|unbekannt|inconnu|introuvable|voll|plein|lleno|desconocid|存在|不存在/i.test(
      line,
    ),
  )
  return (telling.length > 0 ? telling : lines.filter(Boolean)).join(' ').slice(0, 1_000)
}
