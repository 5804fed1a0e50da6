/** How mail programs introduce the mail that they quote, and how a mail ends, in many languages. Written from the programs' own output. */

/** A line that introduces a quoted mail ends like this: `… wrote:`. */
export const wroteEnding =
  /(?:wrote|writes|schrieb(?:\s+.{1,80})?|hat (?:am .{4,40} )?geschrieben|a écrit|a ecrit|escribi[óo]|ha scritto|escreveu|schreef(?:\s+.{1,80})?|geschreven|skrev(?:\s+.{1,80})?|kirjoitti|napisał(?:\(a\)|a)?|pisze|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|написал(?:\(а\)|а)?|írta|a scris|έγραψε|写道|寫道|写了|のメール|が書きました|님이 작성|작성|yazdı|şunları yazdı|đã viết|เขียนว่า|menulis|viết)\s*[:：]\s*$/iu
/** And begins like this, or with an address or a date. */
export const wroteBeginning =
  /^(?:on|am|le|el|il|em|no dia|no|op|den|dne|dňa|w dniu|kl|ma|ti|ke|to|pe|la|su|mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|vào|pada|στις|в|пн|вт|ср|чт|пт|сб|вс|在|于|於|\d)/iu

/** `-----Original Message-----`, or the same without dashes around a forwarded mail. */
export const originalMessage =
  /^[\s>]*(?:[-_=*–—]{2,}\s*)(?:original message|original appointment|forwarded message|forwarded by|reply message|message transféré|message d['’]origine|message original|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht|urspr\. nachricht|mensaje original|mensaje reenviado|messaggio originale|messaggio inoltrato|mensagem original|mensagem encaminhada|oorspronkelijk bericht|doorgestuurd bericht|ursprungligt meddelande|originalmeddelande|vidarebefordrat meddelande|oprindelig meddelelse|videresendt meddelelse|opprinnelig melding|videresendt melding|alkuperäinen viesti|välitetty viesti|wiadomość oryginalna|oryginalna wiadomość|wiadomość przekazana dalej|původní zpráva|původní e-mail|přeposlaná zpráva|原始邮件|原始郵件|原始信件|转发邮件|转发的邮件|元のメッセージ|転送メッセージ|元のメール|원본 메시지|전달된 메시지|özgün ileti|orijinal mesaj|iletilmiş mesaj|исходное сообщение|пересылаемое сообщение|eredeti üzenet|mesajul original)(?:\s*[-_=*–—]{2,})?\s*:?\s*$/iu
export const beginForwarded =
  /^(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message (?:transféré|réexpédié)|inicio del mensaje reenviado|inizio messaggio inoltrato|início da mensagem (?:reencaminhada|encaminhada)|begin doorgestuurd bericht|vidarebefordrat brev|start på videresendt besked)\s*:\s*$/iu

/** Names of the header block that Outlook and others put over a quoted mail: its first line, and one of those that follow. */
export const headerFirst =
  /^[*_>\s]*(?:from|von|de|da|van|från|fra|lähettäjä|od|feladó|от|expéditeur|remitente|mittente|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|kimden|gönderen)\s*[*_]*\s*[:：]\s*[*_]*\s*\S/iu
export const headerLater =
  /^[*_>\s]*(?:sent|date|gesendet|datum|envoyé|envoyée?|enviado(?: el| em)?|fecha|data|inviato|verzonden|skickat|sendt|dato|lähetetty|päivämäärä|päiväys|wysłano|odesláno|elküldve|отправлено|дата|发送时间|日期|傳送時間|寄件日期|送信日時|日付|보낸 날짜|날짜|gönderildi|gönderme tarihi|tarih|to|an|à|para|aan|till|til|vastaanottaja|do|komu|címzett|кому|收件人|宛先|받는 사람|kime|subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|aihe|temat|předmět|tárgy|тема|主题|主旨|件名|제목|konu)\s*[*_]*\s*[:：]/iu

/** What a phone or a mail service puts under a mail. */
export const sentFromDevice =
  /^[\s*_-]*(?:sent (?:from|via|with|using) (?:my |the )?(?:iphone|ipad|android|samsung|galaxy|mobile|phone|blackberry|huawei|pixel|windows|outlook|mail|yahoo|gmail|proton|spark|superhuman|xiaomi|aol|smartphone|tablet|nokia|htc|lg|verizon|at&t|t-mobile|commmail|blue|newton|hey|apple|watch|mailbird|airmail|front|missive)|get outlook for|(?:von meinem|von meiner) .{1,40} gesendet|gesendet (?:von|mit|aus|über) .{2,60}$|diese nachricht wurde von meinem|holen sie sich outlook|outlook für (?:ios|android)|envoyé (?:de|depuis|à partir de|avec) (?:mon|ma|yahoo|outlook|proton|l|un)|télécharge[rz] outlook|obtenir outlook|enviado (?:desde|do|a partir|de|pelo|con|com) (?:mi|meu|el|o|minha|un|outlook|yahoo|correo)|obtener outlook|obter o outlook|inviato (?:da|dal|con) (?:iphone|ipad|mio|cellulare|smartphone|yahoo|outlook|libero|android|mobile|il)|scarica outlook|ottieni outlook|verzonden (?:vanaf|met|via) (?:mijn|outlook|een|samsung)|verstuurd (?:vanaf|met|via) |outlook voor|skickat från (?:min|mitt|outlook)|hämta outlook|sendt fra (?:min|outlook|mobil)|hent outlook|få outlook|lähetetty (?:iphonesta|puhelimesta|androidista|outlook|samsung|huawei)|hanki outlook|wysłane? z |pobierz outlook|odesláno z |získat outlook|发自我的|發自我的|从我的.{1,20}发送|来自我的|從我的.{1,20}傳送|(?:iphone|ipad|android)から送信|私の(?:iphone|ipad)から送信|나의 .{1,20}에서 보냄|iphone'?(?:um)?dan gönderildi|.{1,20}cihazımdan gönderildi|отправлено с |küldve az? )/iu

/** The line by which someone ends: what follows its name line is the card of a signature. */
export const closing =
  /^\s*(?:(?:with )?(?:kind(?:est)?|best|warm(?:est)?|many)? ?regards|best(?: wishes)?|all the best|cheers|(?:many )?thanks(?: (?:again|so much|in advance))?|thank you|thx|sincerely|yours(?: (?:sincerely|truly|faithfully))?|respectfully|take care|talk soon|br|rgds|mit (?:freundlichen|besten|herzlichen|lieben) grüßen|(?:freundliche|beste|viele|liebe|herzliche|schöne) grüße|viele grüsse|freundliche grüsse|mit freundlichen grüssen|mfg|lg|vg|gruß|grüße|danke|vielen dank|(?:bien )?cordialement|bien à vous|sincères salutations|meilleures salutations|amicalement|merci(?: (?:d'avance|beaucoup))?|saludos(?: cordiales)?|un saludo|(?:muchas )?gracias|atentamente|atte|un cordial saludo|cordiali saluti|distinti saluti|saluti|grazie(?: mille)?|a presto|atenciosamente|cumprimentos|com os melhores cumprimentos|(?:muito )?obrigad[oa]|abraços?|att|met vriendelijke groet(?:en)?|vriendelijke groet(?:en)?|groet(?:jes|en)?|mvg|bedankt|med vänlig(?:a)? hälsning(?:ar)?|vänliga hälsningar|hälsningar|mvh|tack|med venlig hilsen|venlig hilsen|bedste hilsner|hilsen|(?:med )?vennlig hilsen|ystävällisin terveisin|terveisin|parhain terveisin|kiitos|pozdrawiam|z poważaniem|z wyrazami szacunku|dziękuję|s pozdravem|děkuji|с уважением|спасибо|saygılarımla|iyi çalışmalar|teşekkürler)\s*[,.!–-]*\s*$/iu

/** Legal text under a mail: nobody wrote it to us. */
export const disclaimer =
  /^[\s*_-]*(?:(?:this|the information (?:contained )?in this) (?:e-?mail|message|communication|electronic)(?:,? (?:and|including) any (?:attachments?|files)[^.]{0,60})? (?:is|are|may be|may contain|contains|and any)|confidentiality notice|disclaimer\b|important notice\s*:|diese e-?mail (?:enthält|ist|kann)|ce (?:message|courriel|mail)(?: et [^.]{0,60})? (?:est|sont|peut)|este (?:mensaje|correo|e-?mail)(?: y [^.]{0,60})? (?:es|contiene|va|puede)|questo messaggio|esta mensagem|dit (?:bericht|e-?mailbericht) (?:is|kan|bevat)|please consider the environment|think before you print|avis de confidentialité|aviso (?:legal|de confidencialidad))/iu

/** What only the card of a signature says. */
export const contactDetail =
  /(?:https?:\/\/|www\.|\S@\S+\.\S|\+?\d[\d\s().\-/]{6,}\d|\b(?:tel|phone|mobile?|cell|fax|office|direct|handy|mob|tél|móvil|m|t|p|o)\s*[.:|]|\|)/iu
