/** How people ask in sentences of their own not to be contacted, in the form that `plain` of opt-words.ts gives a clause. */

interface Request {
  pattern: RegExp
  /** It names one way of being reached: it is no leaving where the person asks for another way instead. */
  steers?: true
}

const contact =
  'text|txt|message|msg|sms|email|e mail|mail|call|phone|ring|contact|write|bother|send|spam|reach|harass|pester|solicit|disturb'
const contacting =
  'texting|txting|messaging|msging|emailing|e mailing|mailing|calling|phoning|ringing|contacting|writing|bothering|spamming|reaching|harassing|pestering|soliciting|disturbing|blowing up'
const things =
  'texts?|txts?|messages?|msgs?|sms|e ?mails?|mails?|calls?|spam|notifications?|newsletters?|mailings?|communications?|marketing|ads?|advertisements?|promotions?|promos?|updates|offers|stuff|crap|shit|junk|bullshit|nonsense'
const us = 'me|us|my (?:number|phone|cell|email|house|home)|this (number|phone|address|mailbox)|here|anyone here'
const dont = '(?:do not|dont|dnt|never|no longer|must not|may not|cannot|cant|should not|shouldnt|quit|stop)'
const list = '(?:\\w+ ){0,3}(?:lists?|database|records?|mailings?|distribution|contacts|system|crm|newsletters?|campaigns?|subscriptions?)'

/** Spoken about something else, reported, asked about, or with a condition or a time. */
export const notMeant = new RegExp(
  [
    '^(?:did|does|why did|have|has|had|when did|i (?:stopped|will|ill|had|would never|used to|didnt|did not (?!consent|agree|give|sign))|he|she|they|we will|well|would you like me|should i|shall i|if|unless|when|once|in case|to unsubscribe|to opt out|my (?:wife|husband|boss|phone|lawyer|kids?))\\b',
    '\\b(?:before|until|till|unless|if|while|whenever|during|between|tonight|tomorrow|this (?:week|morning|afternoon|evening|weekend)|next (?:week|month|year)|on (?:mon|tues|wednes|thurs|fri|satur|sun)days?|on weekends?|at work|at night|at home|so (?:early|late|often|much)|too (?:early|late)|yet|late|early|after \\d|past \\d|in the (?:morning|evening|afternoon)s?)\\b',
    '\\b(?:stop (?:by|in|at|over|off|sign|light|working|worrying|thinking|loss|gap)|(?:dont|do not|never|cant|cannot|wont|will not|didnt|not|bus|next|non|one|full|pit|last|short|whistle) stop)\\b',
    '\\b(?:hesitate|forget|mind|wait|stop (?:yourself|me|us) from|to unsubscribe (?:click|reply|please)|unsubscribe (?:link|button|here|page|at|by|rate|option|instructions)|reply stop|text stop|send stop|type stop)\\b',
    '^(?:please )?(?:dont|do not) (?:send|call|mail|email|text|write) (?:the|it|him|her|them|an|a|any more (?:boxes|keys|documents|contracts)|that|those|to (?:the|my (?:old|office|work)))\\b',
    '\\b(?:avant (?:\\d|midi|demain|la fin|\\w+ heures?\\b)|(?:vor|nach|bis|ab|um|voor|na|tot) \\w+ (?:uhr|uur)\\b|(?:antes|despues|depois) d(?:e las?|e manana|as|o|e amanha)\\b|prima (?:delle|dell|di)\\b|(?:przed|dopiero) \\w+|na?o me \\w+ (?:ahora|agora)\\b)',
  ].join('|'),
)

/** Asking for another way to be reached. */
export const steersElsewhere =
  /\b(?:(?:text|txt|email|e mail|call|message|write|mail|ring|whatsapp) (?:me )?(?:instead|only|rather|is (?:fine|better|best|ok|okay|good)|works|would be (?:fine|better|best))|(?:prefer|rather|better|easier|just|only|please|instead|but) (?:to |you )?(?:text|txt|email|e mail|call|write|mail|by|use|be (?:texted|emailed|called))|(?:text|txt|email|call|whatsapp) me (?:later|at|on|back|when|after|before)|me (?:just |please )?(?:text|txt|email|e mail|write|call|message|mail) me|instead|try my|use my|reach me (?:at|on|by))\b/

export const requests: readonly Request[] = [
  // "Refrain from sending further emails", "cancel my subscription", "I told you not to call me".
  {
    pattern: new RegExp(
      `\\b(?:refrain|desist|abstain) from (?:sending|making|any|all|further|future)(?: (?:me|us|any|all|further|more|future|these|such|unwanted|additional|marketing|promotional|your))* (?:${things}|contact|solicitations?)\\b`,
    ),
  },
  {
    pattern:
      /\b(?:cancel|end|terminate|stop|discontinue)(?: (?:my|our|this|the|your|all|any|email|e mail|text|sms|newsletter|mailing|free))+ subscriptions?\b(?! (?:to|with|at) (?!you|u|this|these|all))/,
  },
  {
    pattern: new RegExp(
      `\\b(?:told|asked|warned|begged) (?:you|u|yall|your \\w+)(?: \\w+){0,3}? (?:not|never|to not|to never)(?: to)?(?: ever)? (?:${contact}) (?:${us})\\b`,
    ),
  },
  {
    pattern:
      /\b(?:asked|requested|told you|want|wish|prefer|like|rather)(?: to)? not (?:to )?be (?:contacted|called|texted|emailed|mailed|messaged)\b/,
  },
  // "Stop texting me", "quit calling", "cease all contact".
  {
    pattern: new RegExp(
      `\\b(?:stop|quit|cease|desist from|refrain from|discontinue|knock off|enough) (?:all |the |any |with the |with these |with all (?:the |these )?|fucking |damn |constantly |further )*(?:${contacting})(?: (?:${us}|my|all|people|and|anymore|any more|again|so|please|now|at|immediately|or)\\b|$)`,
    ),
  },
  {
    pattern: new RegExp(
      `\\b(?:stop|quit|cease|discontinue|end|halt|cancel|no more|enough|sick of|tired of|fed up with|turn off|block|deactivate|terminate)(?: (?:all|the|any|with|these|this|those|your|my|of|fucking|damn|further|sending|getting|receiving|me|us|getting|unwanted|annoying|marketing|promotional|automated|endless|stupid|text|sms|email|phone|more|to))* (?:${things})\\b`,
    ),
  },
  {
    pattern:
      /\b(?:please|pls|plz|plse|just|kindly|i said|i told you to|asked you to|you need to|you have to|you must|you should|can you|could you|would you|will you|want (?:you|this|it|these|them) to|make (?:it|this|them)|i need (?:this|it|you) to) stop(?: (?:it|this|that|now|already|immediately|please|all of this))?$/,
  },
  {
    pattern:
      /\b(?:have to|must i|to) (?:say|text|write|type) stop$|\b(?:i|we|ive|weve)(?: have)? (?:already )?(?:said|texted|sent|replied|typed|wrote|written) stop\b/,
  },
  // "Don't text me again", "do not contact us".
  {
    pattern: new RegExp(
      `\\b${dont} (?:ever )?(?:contact|bother|spam|harass|pester|solicit|disturb|reach out|reach out to)(?: (?:${us}|to me|again|ever|any ?more|please|or|by|in|at|via|for|about)\\b|$)`,
    ),
  },
  {
    pattern: new RegExp(
      `\\b${dont} (?:ever )?(?:${contact})(?: (?:or|and|nor) (?:${contact}))? (?:${us})(?: (?:again|ever|any ?more|please|ever again|no more|at all|or|another|any|messages?|texts?|emails?|mails?|anything|stuff|spam|these|this|shit|at this number|at this address|on this number|in (?:the )?future|from now on|with))*$`,
    ),
    steers: true,
  },
  {
    pattern: new RegExp(
      `\\b${dont} (?:ever )?(?:${contact})(?: (?:or|and|nor) (?:${contact}))? (?:${us}) (?:again|ever|any ?more|from now on)\\b`,
    ),
    steers: true,
  },
  {
    pattern: new RegExp(
      `\\b${dont} (?:ever )?(?:${contact})(?: (?:or|and|nor) (?:${contact}))? (?:this (?:number|address|phone) )?(?:again|any ?more|ever)\\b`,
    ),
    steers: true,
  },
  {
    pattern: new RegExp(
      `\\b(?:do not|dont|no longer|never)(?: ever)? (?:want|wish|like|care|need)(?: to (?:get|receive|have|hear|be (?:contacted|texted|emailed|called|messaged|on|part of|bothered)))(?:\\b.*)?$`,
    ),
    steers: true,
  },
  {
    pattern: new RegExp(
      `\\b(?:do not|dont|no longer|never)(?: ever)? want (?:any |your |these |more |any more |this |those )*(?:${things})\\b`,
    ),
  },
  { pattern: new RegExp(`\\b(?:no|not any|not another) (?:more |further |other )+(?:\\w+ )?(?:${things}|contact)\\b`) },
  // "Take me off your list", "delete my number", "opt me out".
  {
    pattern: new RegExp(
      `\\b(?:take|get|remove|delete|drop|erase|scrub|strike|scratch|wipe|pull) (?:me|us|my \\w+|my (?:phone|cell|email|e mail) (?:number|address)|this (?:number|address|email|phone|cell)|our \\w+|it) (?:from|off|off of|out of|of) (?:of )?${list}\\b`,
    ),
  },
  {
    pattern: new RegExp(
      `\\b(?:remove|delete|erase|unlist) (?:me|us|my \\w+|my (?:phone|cell|email|e mail) (?:number|address)|this (?:number|address|email|phone|cell))(?:$| please$| now$| immediately$| asap$| today$| right now$)`,
    ),
  },
  {
    pattern: new RegExp(
      `\\b(?:be|get|being|been) (?:removed|taken off|deleted|unsubscribed|opted out)\\b|\\b(?:want|need) (?:out|off) (?:of )?${list}\\b`,
    ),
  },
  {
    pattern:
      /\b(?:remove|delete|erase|lose|forget) (?:my|this|our) (?:number|phone|cell|email|e mail|address|info|information|data|details|contact|name)\b(?! (?:from|on|off) (?:the|a|that) (?!(?:\w+ ){0,2}(?:lists?|database|system|records?|campaign|thread|group)\b))/,
  },
  {
    pattern: new RegExp(
      `\\b(?:off|from) (?:your|this|the|that|ur|all|any) ${list}\\b.*\\b(?:please|now|immediately|asap)\\b|^(?:please )?off (?:your|this|the) ${list}$`,
    ),
  },
  {
    pattern:
      /\b(?:unsubscribe|unsub|opt out|optout|opt me out|opt us out)(?: (?:me|us|my|this|from|of|all|please|now|immediately|asap|number|email|to|everything|these|your|the))+\b|\b(?:want|like|wish|need|trying|tried|how (?:do|can|to)(?: i)?|i|we|please|and|or) (?:to )?(?:unsubscribe|opt out|optout|unsub)\b/,
  },
  {
    pattern:
      /\bhow (?:do|can) (?:i|we|you) (?:stop|turn off|cancel|block|end|get out of|make) (?:these|this|getting|receiving|the|your|all|it|them|you)\b/,
  },
  // Consent taken back, or never given.
  {
    pattern:
      /\b(?:revoke|withdraw|rescind|cancel|retract|take back|object|revoking|withdrawing) (?:my |all |any |our |the )*(?:consent|permission|authori[sz]ation|opt in|to (?:the )?(?:processing|marketing|direct marketing))\b/,
  },
  {
    pattern:
      /\b(?:do not|dont|did not|didnt|never|no longer) (?:have |has |had |give |gave |given |grant |granted )*(?:you |u )?(?:have )?(?:my |our |any |the )*(?:consent|permission)(?:ed)?\b/,
  },
  {
    pattern:
      /\b(?:add|put|place) (?:me|us|my number|this number) (?:on|to|in) (?:your |the |ur )?(?:internal )?(?:do not (?:call|contact|text)|dnc|no (?:call|contact)|suppression|block)\b/,
  },
  {
    pattern:
      /\b(?:leave (?:me|us) (?:the \w+ )?alone|lose (?:my|this) number|go away|(?:fuck|piss|bugger|f) off|get lost|cease and desist|do not disturb me)\b/,
  },
  {
    pattern:
      /^(?:(?:you|u) (?:have|got|ve got|have got|must have)|youve got|youve|this is|its|think (?:you|u) have|i think you have|i believe you have)? ?(?:the |a |got the )?wrong (?:number|person|guy|email|address|phone)(?: (?:stop|sorry|please|here))*$/,
  },
  { pattern: /\b(?:number|thanks|thank you|interested|sold|no|nope|sorry|house|property|home|anymore) stop$/ },
  { pattern: new RegExp(`\\bhow (?:do|can) (?:i|we) get off (?:of )?(?:your|this|the|these|that|ur) ${list}\\b`) },
  {
    pattern:
      /\b(?:stop|quit) sending (?:these|this|those|it|them|me (?:this|these|those))$|\b(?:remove|unsubscribe) (?:me|us) (?:or|and)\b|\b(?:stop|quit) asking (?:me|us)(?: (?:to|if)\b|$)|\bunsu[bs]\w{3,7} (?:me|us|please|pls|now|my)\b/,
  },
  { pattern: /\b(?:on|registered (?:on|with)|violation of) (?:the |a )?(?:national |federal |state )?(?:do not call|do not text|dnc)\b/ },
  { pattern: /\b(?:number|phone|email|address) belongs to (?:some(?:one|body) else|another person)\b/ },
  // Other languages: the same requests.
  {
    pattern:
      /\bno me (?:escriba|escriban|escribas|llamen|llame|llames|contacten|contacte|contactes|manden|mande|mandes|envien|envie|envies|molesten|moleste|molestes|textee|texteen)\b|\b(?:deje|dejen|deja|pare|paren) de (?:escribir|llamar|molestar|mandar|enviar|contactar)\w*\b|\b(?:quite|borre|elimine|saque|retire)n?(?: ?me| mi \w+)\b|\bno me vuelvan? a (?:escribir|llamar|contactar|mandar|enviar|molestar)\b|\bcancel\w+ (?:mi|la|esta|nuestra) suscripcion\b|\bno (?:quiero|deseo) (?:recibir )?(?:mas )?(?:mensajes|correos|llamadas|textos|informacion)\b|\b(?:darme|dame|denme|deme|dar) de baja\b/,
  },
  {
    pattern:
      /\bne (?:me |nous |m)?(?:contactez|contacte|ecrivez|ecris|appelez|appelle|envoyez|envoie|derangez|relancez|sollicitez|telephonez) (?:plus\b|pas\b(?! (?:le|la|les|un|une|ce|cela|ca)\b))|\bne plus (?:jamais )?(?:(?:me |nous |m|etre )(?:contact|appel|ecri|envoy|sollicit|derang|relanc|importun|telephon|harcel|demarch)\w+|contacter|solliciter|demarcher|(?:envoyer|recevoir) (?:de|vos|ces|aucun)\b)|\b(?:me|nous) (?:retirer|enlever|supprimer|rayer|radier|effacer) d\w+ (?:\w+ ){0,2}(?:listes?|fichiers?|bases?|contacts|envois|mailings?|newsletters?)\b|\b(?:retirer|enlever|supprimer|effacer|rayer) (?:mon|mes|ma|notre|nos) (?:adresses?|numeros?|noms?|e ?mails?|mails?|coordonnees|donnees|contacts?)\b|\bcesse[rz] (?:de (?:me|nous|m\w+)|tout contact|tout envoi|ces|vos) ?(?:\w+)?|\b(?:annule[rz]|resilie[rz]|arrete[rz]) (?:mon|l|cet|notre) ?(?:abonnement|inscription)\b|\b(?:arretez|arrete|cessez|cesse) de m\w*|\b(?:retirez|enlevez|supprimez|desinscrivez|desabonnez|rayez)(?: |-)?(?:moi|mon \w+|mes \w+)\b|\b(?:me |etre )(?:desabonner|desinscrire|desabonne|desinscrit)\w*|\bplus (?:de|aucun) (?:sms|messages?|mails?|e ?mails?|courriels?|appels?)\b|\b(?:je|nous) (?:ne )?(?:veux|souhaite|desire|voulons|souhaitons|desirons) plus (?:recevoir|etre (?:contact|sollicit|appel|demarch|relanc|derang))\w*/,
  },
  {
    pattern:
      /\b(?:keine|nie wieder|nie mehr|nicht mehr(?! als\b))(?: \w+){0,3} (?:e ?mails?|mails?|sms|nachrichten|werbung|anrufe|newsletter|post|kontaktieren|anschreiben|anrufen|schreiben|zusenden|schicken|kontaktaufnahme|kontaktiert|angerufen|angeschrieben|belastigt)\b|\bunterlassen sie (?:\w+ ){0,3}(?:e ?mails?|mails?|sms|nachrichten|werbung|anrufe|zusendungen|kontaktaufnahmen?|kontakt)\b|\bvon weiteren (?:\w+ )?(?:e ?mails?|mails?|sms|nachrichten|anrufen|zusendungen|kontaktaufnahmen)(?: \w+){0,2} abs(?:ehen|ieht)\b|\b(?:newsletter|abo|abonnement) (?:kundigen|beenden|stornieren)\b|\b(?:schreiben|rufen|kontaktieren|mailen|anschreiben) sie (?:mir|mich|uns)(?: \w+)? nicht\b(?: mehr| wieder| an| weiter)?|\b(?:horen|hor) sie auf\b|\baustragen\b|\b(?:nehmen|streichen|loschen|entfernen|tragen|melden) sie (?:mich|meine \w+|uns)\b|\b(?:aus|von) (?:ihrer|der|ihrem|dem) (?:e ?mail|mailing|newsletter)? ?(?:liste|verteiler|mailingliste|newsletter)\b|\b(?:widerrufe|widerspreche)\b|\b(?:lassen sie mich|lasst mich) in ruhe\b|\babmelden\b.*\bbitte\b|\bbitte\b.*\b(?:abmelden|abbestellen)\b/,
  },
  {
    pattern:
      /\bnon (?:mi |ci )?(?:scrivete|scriva|scrivermi|contattate|contatti|contattarmi|chiamate|chiami|chiamatemi|chiamarmi|mandate|mandi|inviate|invii|disturbate|scrivetemi|contattatemi)\b(?: \w+){0,3} piu\b|\bnon (?:scrivetemi|contattatemi|chiamatemi|mandatemi|inviatemi)\b|\bbasta (?:con |coi |messaggi|sms|chiamate|telefonate|email|mail)|\bsmett(?:ete|etela|ila|a) di\b|\b(?:cancellatemi|cancellate|rimuovetemi|rimuovete|toglietemi|cancellami|rimuovimi|disiscrivetemi|eliminatemi)\b|\b(?:rimuover|toglier|cancellar|eliminar|disiscriver)mi\b|\b(?:annull|cancell|disdi)\w+ (?:la )?(?:mia )?iscrizione\b|\basten\w+ d\w+ (?:contatt|chiam|scriv|invi|mand)\w+|\bnon (?:voglio|desidero|vorrei|vogliamo|desideriamo) (?:piu )?(?:ricevere|essere contattat\w|messaggi|email)\b/,
  },
  {
    pattern:
      /\bnao (?:me |nos )?(?:mande|mandem|envie|enviem|ligue|liguem|contate|contatem|contacte|contactem|perturbe|escreva|escrevam)\b|\bpar(?:e|em|ar) de (?:me |nos )?(?:mandar|enviar|ligar|contatar|contactar|perturbar|escrever|incomodar)\b|\b(?:remova|removam|retire|retirem|tire|tirem|exclua|excluam|apague)(?: me| o meu \w+| meu \w+)\b|\bnao (?:me |nos )?(?:enviar|mandar|ligar|contatar|contactar|escrever|perturbar|incomodar)(?:em)? mais\b|\bnao receber mais\b|\b(?:remover|retirar|tirar|excluir) (?:me\b|(?:o )?meu (?:numero|nome|e ?mail|contato|contacto)\b)|\bme (?:remover|retirar|excluir|tirar) d\w+|\bcancel\w+ (?:a )?(?:minha )?(?:assinatura|inscricao|subscricao)\b|\bnao (?:quero|desejo|queremos) (?:mais )?(?:receber|mensagens|emails|ser contat\w+)\b|\bme (?:descadastr\w+|remova\w*|tir\w+) d\w+\b/,
  },
  {
    pattern:
      /\b(?:stuur|mail|bel|sms|app|contacteer|benader)(?:t)? (?:mij|me|ons) (?:niet|geen)\b(?: \w+){0,2}|\bgeen (?:\w+ )?(?:berichten|sms|mails?|e ?mails?|telefoontjes) meer\b|\b(?:haal|verwijder|schrijf|meld) (?:mij|me|ons|mijn \w+)(?: (?:van|uit|af|alstublieft|aub)\b.*)?$|\bstop met (?:\w+ )?(?:mailen|bellen|sturen|berichten|sms en|smsen|appen)\b|\bniet meer (?:\w+ )?(?:mailen|bellen|benaderen|contacteren|lastigvallen|ontvangen|gebeld|benaderd|gecontacteerd|gemaild|lastiggevallen|aangeschreven)\b|\babonnement (?:opzeggen|stopzetten|annuleren)\b|\bzeg mijn abonnement\b|\bwil (?:ik )?(?:me |mij )?(?:afmelden|uitschrijven|geen)\b|\b(?:uitschrijven|afmelden) (?:graag|aub|alstublieft|alsjeblieft)\b/,
  },
  {
    // Polish, Swedish, Danish, Norwegian, Finnish, Czech, Romanian, Hungarian.
    pattern:
      /(?:^|\s)(?:nie (?:pisz|dzwon|wysy[lł]|kontaktuj|przysy[lł])|nie (?:chce|chcemy|zycze sobie|zyczymy sobie)(?: \w+){0,2} (?:telefonow|sms|wiadomosci|maili|kontaktu|otrzymywac|dostawac)|(?:usun|wypis)\w* (?:mnie|moj)|mnie (?:usun|wypis)|przesta\w* (?:do mnie )?(?:dzwon|pisa|wysy[lł])|sluta (?:skicka|ringa|smsa|mejla|maila|kontakta)|stop med at (?:sende|ringe|skrive)|slutt (?:a|med a) (?:sende|ringe|skrive)|ta bort mig|fjern mi[gn]|alkaa lahettako|ala laheta|neposilejte|nepiste mi|nu ma mai|ne irjanak)/,
  },
  {
    // Russian; Turkish, Arabic, Hebrew, Hindi, Indonesian, Vietnamese, Tagalog.
    pattern:
      /не (?:пишите|звоните|присылаите|присылайте|беспокойте|беспокоите|отправляйте|отправляите)|(?:удалите|уберите|исключите) (?:меня|мои|мой|мою)|хватит (?:писать|звонить|слать)/u,
  },
  {
    pattern:
      /(?:bana|beni) (?:bir daha )?(?:mesaj atma|yazma|arama|rahatsiz etme)|listeden (?:cikar|sil)|لا ت(?:رسل|تصل|راسل)|احذفوا? رقمي|אל ת(?:שלח|תקשר|כתב)|מחקו? אותי|mat (?:bhejo|karo)|jangan (?:kirim|hubungi|telepon)|dung (?:nhan|goi)|huwag (?:na )?(?:mag)?(?:text|tawag)/u,
  },
  {
    pattern:
      /(?:不要|别|別|請勿|请勿|勿)再?(?:给我|給我|向我)?(?:发|發|打|联系|聯繫|联络|聯絡|骚扰|騷擾|传|傳|寄)|(?:取消|停止)(?:订阅|訂閱|发送|發送|短信|簡訊|所有)|(?:退订|退訂|拒收)|从.{0,8}(?:名单|列表).{0,4}(?:删除|移除)|把我.{0,8}(?:删除|移除|去掉)/u,
  },
  {
    pattern:
      /(?:配信|送信|メール|連絡|電話|sms|メッセージ).{0,8}(?:停止|やめ|止め|しないで|送らないで|不要)|(?:送ら|連絡し|電話し)ないで|(?:配信|登録).{0,3}(?:解除|停止)|リストから.{0,6}(?:削除|外し)/u,
  },
  {
    pattern:
      /(?:문자|메일|이메일|연락|전화|메시지).{0,8}(?:보내지|하지|그만|중단|중지|거부)|수신 ?거부|(?:그만|다시는).{0,6}(?:보내|연락)|구독 ?(?:취소|해지)/u,
  },
]

/** Leaving for good, on whatever channel. */
export const everythingStops: readonly RegExp[] = [
  /\bstop ?all\b/,
  /\b(?:do not|dont|never|stop|no) (?:ever )?contact(?:ing)? (?:me|us)\b/,
  /\b(?:in any (?:way|form)|all channels|all contact|every channel|all communications?|any kind|anywhere|everything)\b/,
  /\b(?:leave (?:me|us) alone|cease and desist|lose my number)\b/,
  /\b(?:delete|remove|erase) (?:all )?(?:my|our) (?:data|info|information|details|record)\b/,
]

/** Said beside a bare "remove" or "cancel", it says from what. */
export const neverAsked =
  /\b(?:never|did not|didnt|do not remember|dont remember|do not recall|dont recall) (?:\w+ )?(?:sign(?:ed|ing)? (?:\w+ )?up|subscrib\w+|ask(?:ed|ing)? for|request(?:ed|ing)?|opt(?:ed|ing)? in|agree(?:d|ing)? to|consent\w*)\b/
