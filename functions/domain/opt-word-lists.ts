/**
 * Words by which people leave, come back and ask for help, as regulators and carriers list them. Each is compared in the form that `plain` of
 * opt-words.ts gives it. Sources: CTIA Messaging Principles (STOP, STOPALL, UNSUBSCRIBE, CANCEL, END, QUIT, OPTOUT, REVOKE; START, UNSTOP, YES;
 * HELP, INFO), 47 CFR 64.1200(a)(10) ("stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe", and any reasonable means), and the
 * words of other countries' carriers (STOP in France, TD in China, 수신거부 in Korea …).
 */

/** Standing as a clause of its own they mean it, whatever else the text says. */
export const strongStops: readonly string[] = [
  'stop|stopall|stop all|stop now|stop texts|stop texting|stop texting me|stop messages|stop messaging|stop msgs|stop sms|stop emails',
  'stop emailing|stop calling|stop calls|stop contacting|stop sending|stop the texts|stop the messages|stop the emails|stop the calls',
  'stop these texts|stop these messages|stop these emails|stop these calls|stop bothering me|stop spamming|stop harassing|stop2end|stop2quit',
  'unsubscribe|unsubscribe me|unsub|unsub me|unsubscribe all|please unsubscribe|optout|opt out|opt me out|opt out all|revoke|revoke consent',
  'remove me|remove us|take me off|delete me|leave me alone|go away|no more|lose my number|do not contact|dont contact',
  'do not text|dont text|do not contact me|dont contact me|cease and desist|cease|desist|fuck off|piss off|get lost|bugger off|f off|wrong number',
  // Spanish, French, German, Italian, Portuguese, Dutch.
  'parar|detener|cancelar suscripcion|darme de baja|dar de baja|dame de baja|no mas|no mas mensajes|no me escriban|no me escriba mas|dejen de escribirme|desuscribir|desuscribirme|eliminar suscripcion',
  'arret|arretez|arreter|arrete|desabonner|se desabonner|desabonnement|me desabonner|desinscrire|desinscription|me desinscrire|stop sms|stoppez',
  'stopp|abmelden|abbestellen|austragen|abmeldung|keine sms mehr|keine nachrichten mehr|keine mails mehr|keine e mails mehr|keine emails mehr|aufhoren|aufhoeren|newsletter abbestellen',
  'ferma|fermare|cancellami|cancellazione|disiscrivi|disiscrivimi|disiscrizione|annulla iscrizione|non scrivetemi piu|smettetela|basta messaggi',
  'pare|parem|descadastrar|cancelar inscricao|remover|me remova|nao me envie mais mensagens|descadastre|sair da lista',
  'afmelden|uitschrijven|meld mij af|schrijf mij uit|stoppen|geen berichten meer|geen sms meer|uitschrijving',
  // Swedish, Danish, Norwegian, Finnish, Polish, Czech, Romanian, Hungarian.
  'avsluta|avregistrera|avanmal|avprenumerera|sluta|stoppa|afmeld|afmeld mig|framelding|meld meg av|avmeld|avslutt|lopeta|peruuta tilaus|poista minut',
  'wypisz|wypisz mnie|rezygnuje|zatrzymaj|odhlasit|zrusit odber|dezabonare|dezabonati ma|leiratkozas|leiratkozom',
  // Russian, Ukrainian, Turkish, Greek, Arabic, Hebrew, Hindi, Vietnamese, Indonesian, Tagalog.
  'стоп|отписаться|отпишите меня|отписка|відписатися|dur|durdur|ret|abonelikten cik|listeden cik|iptal abonelik|σταματηστε|διαγραφη|στοπ',
  'توقف|إيقاف|ايقاف|إلغاء الاشتراك|الغاء الاشتراك|قف|הסר|הסירו אותי|הפסק|रोकें|बंद करो|सदस्यता समाप्त करें|huy|huy dang ky|tu choi|berhenti|stop na|tigil|itigil',
  // Chinese, Japanese, Korean: written without spaces.
  '停止|停|退订|退訂|取消订阅|取消訂閱|td|退订td|不要再发|不要再发了|不要再發了|别再发了|别发了|拒收|取消訂閲|停止发送|停止發送|停止傳送',
  '配信停止|停止してください|配信停止してください|解除|登録解除|退会|ストップ|やめてください|もう送らないで|もう送らないでください|配信を停止してください|送信停止',
  '수신거부|수신 거부|거부|중지|중단|그만|그만 보내세요|구독취소|구독 취소|문자 보내지 마세요|보내지 마세요|해지',
].flatMap((line) => line.split('|'))

/** Only where they are all that the text says, but for courtesies: each has an everyday meaning too. */
export const weakStops: readonly string[] = [
  'unsubscribe request|unsubscribe mail|unsubscribe email|list unsubscribe|opt out request',
  'cancel|cancel all|end|end all|quit|remove|delete|stop it|stop this|stop that|stop please stop|enough|halt|exit|no more please',
  'para|alto|baja|cancelar|salir|fin|basta|cancelar todo|eliminar|annuler|quitter|resilier|ende|stornieren|beenden|schluss|loschen|cancella|annulla|esci|stoppare|sair|cancela|cancelamento|chega|einde|annuleren|uit|wyjdz|koniec|anuluj|iptal|cik|отмена|取消|终止|終止|中止|취소|끝|berhenti dong|batal|slutt|avbryt|konec',
  // Slips of the thumb that mean STOP; words of their own (step, shop, top, stoop) are not among them.
  'stpo|sotp|tsop|stp|stpp|stopo|stoip|sto|stoo|stoppp|sttop|ssop|s top|st op|sto p|dtop|stip|ztop|stlp|st0p|stopl|stop1|stopm|stpop|sop|stops|stoped|stopped|stopping',
  'unsuscribe|unsubcribe|unsubscibe|unsubscrib|unsubscribed|unsubscribing|unsubscrible|unsubsribe|unsubribe|unsubscrbe|un subscribe|un-subscribe|opt-out|opted out|optout all|opt put|cancle|cancell|remov me|removeme|qiut',
].flatMap((line) => line.split('|'))

export const starts: readonly string[] = [
  'start|unstop|restart|resume|subscribe|resubscribe|opt in|optin|opt me in|opt back in|yes start|start again|sign me up|unstop all|startall',
  'iniciar|empezar|comenzar|suscribir|alta|demarrer|commencer|reprendre|abonner|sabonner|starten|anmelden|inizia|iscrivimi|comecar|aanmelden|starta|старт|подписаться|开始|開始|订阅|訂閱|再開|配信再開|시작|수신동의|다시 시작',
].flatMap((line) => line.split('|'))

/** They lift an opt-out where there is one, and are an ordinary answer where there is none. */
export const yeses: readonly string[] = 'yes|y|yes please|si|oui|ja|sim|yes i do|はい|是|네'.split('|')

export const helps: readonly string[] =
  'help|info|help me|help please|more info|aide|ayuda|informacion|hilfe|aiuto|ajuda|hulp|hjalp|pomoc|помощь|yardim|مساعدة|帮助|幫助|ヘルプ|도움말|도움'.split(
    '|',
  )

/** Around a word they change nothing. */
export const courtesies: readonly string[] = [
  'please|pls|plz|plse|pleas|plz plz|thanks|thank you|thank u|thankyou|thx|tnx|ty|tks|cheers|regards|kind regards|best regards|best|hi|hello|hey|hi there|dear|sir|madam|maam|mam|sirs',
  'ok|okay|k|kk|now|right now|immediately|asap|at once|already|just|kindly|sorry|no|no thanks|no thank you|nope|nah|im good|not interested|i said|we said|for gods sake|for the love of god|ffs|guys|guy|bro|dude|man|lady|folks|team|everyone|all of you',
  'fucking|fuckin|the fuck|tf|damn|damnit|the hell|freaking|lol|omg|jesus|wtf|today|again|forever|good day|good morning|have a nice day|have a good day|god bless|bye|goodbye|i have had enough|sold it|already sold|we sold it|it is sold',
  'por favor|porfavor|gracias|hola|ya|merci|svp|stp merci|s il vous plait|sil vous plait|bonjour|bitte|danke|hallo|sofort|vielen dank|grazie|per favore|ciao|obrigado|obrigada|ola|alstublieft|aub|a u b|bedankt|dank u|dank je|tack|takk|tak|kiitos|prosze|dziekuje|spasibo|пожалуйста|спасибо|lutfen|tesekkurler|谢谢|請|请|谢谢你|お願いします|ありがとう|감사합니다|제발',
].flatMap((line) => line.split('|'))
