"""Shipped rules for what people do to people: secrets that slipped out, false support, scams and adverts."""

from forum.core.containment import Hazard
from forum.core.text import N_
from forum.flags.rules.rule import Effect, Finder, Place, Rule, Subject
from forum.flags.rules.shipped import texts
from forum.flags.rules.shipped.patterns import near, one_of

_PROSE = frozenset({Place.PROSE})
_LEAKED = N_("This text seems to hold something secret or personal. Whoever reads it could use it.")
_TAKE_OUT = N_("Take it out of the text, and change the password or key: what was public once may have been copied.")
_ADVERT = N_("This looks like an advert.")
_ON_TOPIC = N_("Answer the question itself; a link may stand beside what it is about.")

# fmt: on


def _leak(key: str, finder: Finder, severity: int, effect: Effect) -> Rule:
    """Return a rule for one kind of what somebody might not want to publish."""
    return Rule(
        key=key,
        hazard=Hazard.PRIVACY,
        severity=severity,
        effect=effect,
        subject=Subject.PRIVACY,
        finder=finder,
        places=frozenset({Place.CODE, Place.PROSE}),
        explanation=_LEAKED,
        instead=_TAKE_OUT,
    )


# fmt: off
RULES = (
    _leak("secrets.key", Finder.KEY, 3, Effect.QUARANTINE),
    _leak("secrets.password", Finder.PASSWORD, 2, Effect.REPORT),
    _leak("personal.card", Finder.CARD, 3, Effect.QUARANTINE),
    _leak("personal.account", Finder.ACCOUNT, 3, Effect.QUARANTINE),
    _leak("personal.mail", Finder.MAIL, 1, Effect.COUNT),
    _leak("personal.phone", Finder.PHONE, 1, Effect.REPORT),
    _leak("personal.address", Finder.ADDRESS, 2, Effect.REPORT),
    Rule(
        key="scam.asks-for-secrets",
        hazard=Hazard.SECURITY,
        severity=4,
        effect=Effect.QUARANTINE,
        subject=Subject.SPAM,
        places=_PROSE,
        ignores_case=True,
        explanation=texts.GIVES_SECRET,
        instead=texts.KEEP_SECRET,
        pattern=one_of(
            r"\b<send>\b (?:it |this |that )?(?:to |with |over to )?<to-us>\b(?:[ ,/&]+<plain-word>)*(?:[ ,]+[\w'-]+){0,2} <secret>\b",
            r"\b(?:can|could|would|will|may|shall) (?:you|u|i|we) (?:\w+ ){0,2}?(?:<send>|have|get|see)(?: <to-us>)?(?: <plain-word>)*(?: [\w'-]+)? <secret>\b",
            r"\b(?:your|ur) (?:[\w-]+ ){0,3}<secret>,? (?:please|pls|plz)\b|\b(?:sua|seu|tua|teu) (?:\w+ ){0,2}<secret>,? (?:por favor|pfv|pf)\b",
            r"\b(?:without|sem) (?:your|the|a sua|sua|o seu|seu|a|o) (?:\w+ ){0,2}<secret>,? (?:i|we|eu|nos|a gente|nao) (?:can'?t|cannot|won'?t|are unable|am unable|nao|consigo|conseguimos|posso|podemos)\b",
            r"\b(?:we|i|they) (?:\w+ )?ask (?:\w+ )?for your (?:[\w-]+ ){0,3}<secret>\b",
            r"\b(?:leave|put|include|attach|add|state|mention|note) (?:your|ur|the) (?:[\w-]+ ){0,3}<secret> (?:in|into|on|with|to) (?:the |this |your |a )?(?:ticket|thread|form|message|chat|mail|e-?mail|request|comments?|reply|note|post|case)\b",
            r"\b(?:enter|type|submit|paste|put|fill in|drop)(?:ing)? (?:the|your|that|ur) (?:[\w-]+ ){0,3}(?:<secret>|codes?) (?:here|below|in(?:to)? (?:this|the following|my|our) \w+)\b",
            r"\b(?:confirm|verify|validate|update|confirme|confirmar|valide|validar|atualize|atualizar)\b (?:your|seus?|suas?|os|os seus) (?:\w+ ){0,2}(?:bank(?:ing)?|credit card|card|wallet|dados bancarios|dados do cartao|cpf)\b",
            r"\b<send>\b(?: (?:me|us|over|in|along))?(?: \w+){0,3} (?:your|ur|the|all your|both your|his|her|their)(?: [\w',-]+){0,5} <secret>\b[^.;?!]{0,60}?\b(?:(?:to|with) <to-us>|(?:to|at) \S+@\S+|here|below|in (?:a |the )?(?:comments?|reply|replies|chat|thread|dm|private|message|pm)|by (?:e-?mail|pm|dm|message|whatsapp)|via (?:dm|pm|whatsapp|telegram|e-?mail|private)|on (?:whatsapp|telegram)|so (?:that )?(?:i|we)|and (?:i|we)(?:'ll| will| can)?|in my (?:inbox|dms?|pms?|messages|mail|e-?mail|chat)|privately|through (?:dm|pm|private))\b",
            r"\b(?:reply|respond|answer|get back to me|write back|dm me|pm me|message me|email me|text me|come back) (?:here )?with (?:[\w',-]+ ){0,6}<secret>\b",
            r"\b<send> (?:me |us )(?:\w+ ){0,3}(?:your|the|ur|his|its) (?:[\w-]+ ){0,4}<secret>\b",
            r"\b(?:i|we)(?:'ll|'d| will| would| just| only| also| still| do)* (?:need|require|want|must have|have to (?:know|have|get)|need to (?:know|have|see|get))(?: \w+){0,3} (?:your|ur)(?: [\w',-]+){0,6} <secret>\b",
            r"\b(?:what(?:'s| is| was)|may i have|can i (?:have|get|see)|could (?:i|we) (?:have|get)|can we (?:have|get)|let me have|mind (?:sharing|giving|telling)(?: me| us)?) (?:your|ur)(?: [\w',-]+){0,5} <secret>\b",
            r"\b(?:enter(?:ing)?|typ(?:e|ing)|fill(?:ing)?(?: in| out)?|input|verify|validate|import|submit|paste|provide)\b(?: \w+){0,3} (?:your|ur)(?: [\w-]+){0,4} <wallet-secret>\b[^.;?!]{0,40}\b(?:on|at|in(?:to)?|through|via|using) (?:\w+ ){0,4}(?:form|link|website|site|page|portal|bot|https?://\S+|[\w-]+\.(?:com|net|io|org|app|xyz|online|site))\b",
            r"\b(?:enter(?:ing)?|typ(?:e|ing)|fill(?:ing)?(?: in| out)?|verify|validate|confirm)\b(?: \w+){0,3} (?:your|ur)(?: [\w',-]+){0,5} <secret>\b[^.;?!]{0,40}\b(?:(?:this|the following|my|our) (?:\w+ )?(?:form|link|website|site|page|portal|bot)|here|below|https?://\S+|(?:google|web|online) form)\b",
            r"\b(?:provide|confirm|share|submit|supply|send|give|type|verify|validate|tell|import|enter)\b (?:\w+ ){0,2}(?:your|ur|the) (?:[\w-]+ ){0,3}?<wallet-secret>(?: \w+)? (?:to|so|for|and) (?:\w+ ){0,2}(?:restore|recover|verif\w+|unlock|release|validate|claim|synchroni[sz]e|sync|connect|confirm|receive|migrat\w+|proceed|continue|refund|get|we|i)\b",
            r"\b(?:type|write|put|leave|drop|enter)\b (?:\w+ ){0,2}(?:your|ur) (?:[\w-]+ ){0,3}<secret> (?:in|into|as a|under)(?: \w+)? (?:comments?|chat|thread|reply|replies|answer|message|post)\b",
            r"\blet (?:me|us|our \w+|him|her) (?:log ?in|sign in|connect|get in|in)\b[^.;?!]{0,30}\b(?:your|ur) (?:[\w-]+ ){0,2}<secret>\b",
            r"\b(?:agents?|technicians?|team|support|admins?|engineers?|specialists?|they|he|she|staff|colleagues?) (?:\w+ )?(?:needs?|requires?|wants?) (?:\w+ )?(?:your|ur) (?:[\w-]+ ){0,3}<secret>\b",
            r"\b(?:atendente|tecnico|equipe|suporte|especialista|moderador|administrador|ele|ela|eles|colega) (?:\w+ )?(?:precisa|necessita|vai precisar)m? d[aeo]s? (?:su|tu)[ae]s? (?:\w+ ){0,2}<secret>\b|\b(?:atendente|tecnico|equipe|suporte|especialista) (?:\w+ )?(?:precisa|necessita|vai precisar)m? d[aeo]s? <secret>\b",
            r"\b(?:share|provide|supply|submit|hand over|disclose|reveal)\b (?:us |me )?(?:with )?(?:your|ur)(?: [\w',-]+){0,5} <secret>(?: and| so| to (?:me|us|verify|confirm|prove|speed|help|let)|\.?$)",
            r"\b(?:post|paste|dm|pm)\b (?:me |us )?(?:your|ur) (?:[\w-]+ ){0,3}<secret>\b",
            r"\b<mande>(?:-| )(?:me|nos)\b(?:[ ,]+<palavra>)*(?:[ ,]+[\w'-]+){0,2} <secret>\b",
            r"\b(?:me|nos|lhe) <mande>\b(?:[ ,]+<palavra>)*(?:[ ,]+[\w'-]+){0,2} <secret>\b",
            r"\bqual (?:e |era |seria )?(?:mesmo )?(?:a |o )?(?:sua|seu|tua|teu) (?:\w+ ){0,2}<secret>\b|\bpode(?:ria|m)? (?:me |nos )?<mande>(?: <palavra>)*(?: \w+)? <secret>\b",
            r"\b<mande>(?: (?:aqui|agora|so|tambem|por favor|logo))?(?: (?:pra|para) (?:mim|nos|a gente|o suporte|a equipe|nossa equipe|o tecnico|nosso \w+))?,?(?: (?:a|o|as|os|sua|seu|suas|seus|tua|teu|qual e|qual))+ (?:\w+ ){0,5}<secret>\b[^.;?!]{0,60}?(?:\b(?:pra|para) (?:mim|nos|a gente|o suporte|a equipe|nossa equipe|o tecnico|nosso \w+|eu|que (?:eu|a gente|possamos)|podermos|verificar\w*|(?:confirm|valid|liber|continu|prossegu|desbloque|recuper|ajud|resolv)\w*mos)|\b(?:por )?aqui\b|\babaixo\b|\bno (?:privado|chat|comentario|whatsapp|telegram|inbox|direct)|\bpor (?:e-?mail|mensagem|whatsapp|privado|dm)|\bnos comentarios|\bque (?:eu|a gente|nos|ja|o (?:tecnico|suporte))\b|\be (?:eu|nos|a gente) )",
            r"\b<mande> (?:pra|para) (?:mim|nos|a gente|o suporte|nossa equipe|o nosso \w+|o tecnico)\b[^.;?!]{0,40}?\b<secret>\b",
            r"\b(?:qual (?:e|era)|me fala|pode (?:me|nos) (?:dizer|passar|enviar|mandar|informar)|(?:vou |vamos )?precis(?:o|ar|amos|aremos|arei) (?:saber )?(?:d[aeo]s?|que (?:voce )?(?:me )?(?:envie|mande|passe|informe))|necessit(?:o|amos) d[aeo]s?)\b[^.;?!]{0,25}\b(?:sua|seu|suas|seus|tua|teu)? ?<secret>\b",
            r"\b(?:digite|insira|coloque|preencha|valide|confirme)\b[^.;?!]{0,15}\b(?:sua|seu|suas|tua|teu) (?:\w+ ){0,2}<secret>\b[^.;?!]{0,30}\b(?:n(?:o|a|este|esta|esse|essa) (?:\w+ ){0,2}(?:formulario|link|site|pagina|bot)|https?://|abaixo|aqui)\b",
            near(r"install|download|open|start|launch|get|run|use|instal(?:e|ar)|baix(?:e|ar)|abr(?:a|ir)", r"(?:any ?desk|team ?viewer|rust ?desk|ultra ?viewer|quick ?assist|remote (?:desktop|access) (?:app|tool))\b[^.;?!]{0,60}\b(?:(?:send|give|tell|share|read|text|dm|message|whatsapp)(?: it)?(?: to)? (?:me|us)|let (?:me|us|our|him|the)|so (?:that )?(?:i|we|our|a|the)|and (?:i|we|our)|grant|(?:i|we)(?:'ll| will| can) (?:connect|log|take|fix)|me (?:passe|mande|envie|informe|diga)|(?:passe|mande|envie|informe)-me|que (?:eu|nos|nosso|o tecnico)|para (?:que )?(?:eu|o tecnico|nosso))", 4),
        ),
        unless=r"\b(?:not|never|nao|nunca|nem)\b[^.,;]{0,14}<secret>|\b<secret>[ -](?:reset|policy|manager|hint|field|prompt|dialog|strength|length|rules?|file format|recovery page)\b|\b(?:public key)\b|\b(?:error (?:code|message)|source code)\b|\b(?:hash|length|format|type|name) of (?:your|the) <secret>|\bwhat (?:kind|sort|type) of\b|\bexcept (?:for )?(?:your|the)\b|\b(?:remov|redact|mask|hid|strip|blank|leav|minus|except|censor|retir|apag|ocult|escond)\w*\b[^.]{0,30}\b<secret>\b",
    ),
    Rule(
        key="scam.false-support",
        hazard=Hazard.MONEY,
        severity=4,
        effect=Effect.QUARANTINE,
        subject=Subject.SPAM,
        places=_PROSE,
        ignores_case=True,
        explanation=texts.FALSE_SUPPORT,
        instead=texts.REAL_SUPPORT,
        pattern=one_of(
            r"\b<support>\b[^;?!]{0,90}?<phone>", r"\b<call>\b[^;?!]{0,90}?\b<support>\b[^;?!]{0,90}?<phone>", r"<phone>[^;?!]{0,90}?\b<support>\b",
            r"\b(?:call|dial|phone (?:us|me|him|our|this|the|now|at|on)|ring|text|whats ?app|whats|zap|telegram|lig(?:ue|a|ar)|cham(?:e|a|ar)|disque)\b[^;?!]{0,45}?<phone>",
            r"\b<call>\b[^;?!]{0,50}?<phone>[^;?!]{0,60}\b(?:help|assist\w*|support|fix\w*|solv\w+|problem|issue|ajuda|resolv\w+|solu\w+)\b",
            r"\b(?:their|our|the|this|that|o|nosso|esse|este) (?:\w+ ){0,3}?(?:number|line|hotline|telefone|numero|fone|zap|whats\w*|contato)\b(?: \w+){0,4}? ?(?:is|e|:|,|-)? ?<phone>",
            r"\b(?:need|want|get|precisa|quer) (?:\w+ ){0,2}(?:help|assistance|support|ajuda|suporte)\b[^;]{0,30}<phone>",
            r"\bcontact\b[^;?!]{0,40}\b(?:on|at|via)\b ?:?[ (]*<phone>",
            r"<phone>[^;?!.]{0,30}\b(?:whats ?app|telegram|toll.?free|ligue|call (?:now|us))\b",
        ),
        unless=r"\b(?:calls?|called|ligacao|ligacoes) (?:from|de|do)\b|\b(?:block|report|hang up|bloque\w+|denunci\w+)\b|\b(?:serial|order|ticket|invoice|case|model|part|version|build|error|tracking|account|imei|port|sample|test|example|dummy|placeholder|regex|validat\w*|pars\w+|format\w*|field|input|column|json|csv|pedido|protocolo|serie|modelo|versao|erro|campo|exemplo|emergency|ambulance|police|fire brigade|bombeiros|policia|samu|emergencia)\b",
    ),
    Rule(
        key="scam.money",
        hazard=Hazard.MONEY,
        severity=3,
        effect=Effect.QUARANTINE,
        subject=Subject.SPAM,
        places=_PROSE,
        ignores_case=True,
        explanation=N_("Promises like this are made to take people's money."),
        instead=N_("Pay nobody in advance, and believe nobody who promises to bring lost money back."),
        pattern=one_of(
            r"\b(?:recover(?:ed|s|y|ing)?|got|get|retriev(?:e|ed|ing))\b[^.]{0,50}\b(?:lost|stolen|scammed|back)\b[^.]{0,60}\b(?:whats ?app|telegram|gmail|hacker|recovery (?:expert|agent|service)|contact (?:him|her|them|@))", r"\b(?:contact|message|reach|hire|text|dm)\b[^.]{0,40}\b(?:hacker|recovery (?:expert|agent|specialist)|trader|account manager)\b", r"\b(?:guaranteed|daily|weekly) (?:profits?|returns?|income|payouts?)\b",
            r"\b(?:double|triple|multiply) your (?:bitcoin|btc|eth|ada|crypto|money|coins?|investment)\b", r"\bsend\b[^.]{0,30}\b(?:btc|bitcoin|eth|ada|crypto|coins?)\b[^.]{0,40}\b(?:get|receive) (?:back )?(?:double|twice|\d+x|back)", r"\b(?:pay|fee|payment|fine)\b[^.]{0,40}\b(?:gift|itunes|google play|steam|amazon) cards?\b", r"\b(?:buy|purchase|send)\b[^.]{0,30}\bgift cards?\b[^.]{0,50}\b(?:codes?|to (?:me|us))\b", r"\b(?:make|earn)(?:ing)?\b[^.]{0,20}\$ ?\d[\d,.]*k?\b[^.]{0,30}\b(?:a|per|every|each|in a|in one) (?:day|week|month|hour)\b",
            r"\byou(?:'ve| have)? (?:just )?won (?:an?|the|our|\$|free)\b|\b(?:claim your (?:prize|reward|gift|free|bonus)|congratulations[,!]? you(?:'ve| have)? won)\b", r"\bclaim (?:your )?(?:\w+ ){0,2}(?:airdrop|giveaway|tokens?|reward)\b[^.]{0,40}\b(?:connect|here|link|wallet)\b", r"\b(?:lucro|retorno|renda|ganho)s? (?:garantid[oa]s?|diari[oa]s?)\b", r"\b(?:dobr(?:e|ar)|multipliqu(?:e)|multiplicar) (?:seus?|o seu|sua) (?:bitcoins?|dinheiro|investimento)\b", r"\b(?:pague|pagar|taxa)\b[^.]{0,40}\b(?:pix|vale-?presente|gift card)\b[^.]{0,40}\b(?:antecipad|liberar|desbloque)\w*", r"\bganhe (?:dinheiro|r\$ ?\d+)\b[^.]{0,40}\b(?:em casa|por dia|facil|online)\b", r"\brecuper(?:ou|ei|a|amos)\b[^.]{0,40}\b(?:dinheiro|bitcoins?|criptos?)\b[^.]{0,50}\b(?:whats ?app|telegram|hacker|contato)\b",
        ),
    ),
    Rule(
        key="spam.promotion",
        hazard=Hazard.MONEY,
        severity=1,
        effect=Effect.REPORT,
        subject=Subject.SPAM,
        places=_PROSE,
        ignores_case=True,
        explanation=_ADVERT,
        instead=_ON_TOPIC,
        pattern=one_of(
            r"\b(?:check|checkout|look|watch|listen|go|come|head)(?: (?:out|it|at|to|over|this|these|on|me|us|and|see|all))* (?:my|our)\b[^.!?]{0,40}\b(?:channels?|videos?|songs?|music|covers?|page|site|website|blog|playlist|store|shop|beats?|album|mixtape|profile|vids?|stuff|new)\b", r"\b(?:subscribe|sub)\b[^.!?]{0,20}\b(?:my|me|us|back|for sub|4 ?sub|please|pls|plz|(?:this|the|our) channel)\b|\b(?:please|pls|plz) (?:subscribe|sub)\b|\bsubscrib(?:e|ers?)\b[^.!?]{0,30}\b(?:my|me|our)\b|\b(?:my|our) (?:\w+ ){0,2}(?:youtube )?channel\b",
            r"\b(?:like|follow|add|support|vote for) (?:me|us|my|our)\b(?: \w+){0,4} (?:page|channel|facebook|instagram|twitter|youtube|song|videos?)\b", r"\b(?:visit|see|try|open|join) (?:my|our) (?:\w+ ){0,3}(?:site|website|blog|channel|page|store|shop|group|server|link|profile)\b", r"\b(?:buy|order|get|cheap|discount(?:ed)?|free|best (?:price|quality))\b[^.!?]{0,40}\b(?:viagra|cialis|replica|rolex|handbags?|casino|slots?|betting|essay(?:s| writing)|backlinks|seo (?:service|package)s?|followers|likes and|jerseys?|gift ?cards?|iphones?|robux|v-?bucks|weight loss)\b",
            r"\b(?:work(?:ing)? (?:from|at) home|home[- ]based job|make (?:easy |real |extra )?money (?:online|from home)|earn money|free (?:gift ?cards?|iphone|money|robux))\b", r"\b(?:check(?:ing)?(?: it| this)? out|click(?: on)?|visit)\b:? (?:this |my |our |here )(?:\w+ ){0,2}(?:link|https?://\S+|www\.\S+)", r"\b(?:hey|hi|hello)?,? ?(?:guys|everyone|music fans|people)\b[^.!?]{0,80}\b(?:check|subscribe|listen|watch|visit|support|help)\b[^.!?]{0,60}\b(?:my|me|our|us)\b", r"\bi(?:'m| am) (?:a )?(?:\w+ ){0,3}(?:rapper|singer|artist|musician|producer|youtuber)\b", r"\bthumbs? up (?:if|this comment|so|for)\b|\blike this comment\b", r"\b(?:inscreva-se|se inscrev\w+|segue|siga|visite|acesse|conheca|curta)\b[^.!?]{0,30}\b(?:meu|minha|nosso|nossa) (?:\w+ ){0,2}(?:canal|site|loja|pagina|blog|perfil|grupo)\b",
        ),
    ),
    Rule(
        key="spam.link-farm",
        hazard=Hazard.MONEY,
        severity=2,
        effect=Effect.QUARANTINE,
        subject=Subject.SPAM,
        finder=Finder.LINK_FARM,
        places=frozenset({Place.LINKS}),
        explanation=_ADVERT,
        instead=_ON_TOPIC,
    ),
    Rule(
        key="spam.link-names",
        hazard=Hazard.MONEY,
        severity=2,
        effect=Effect.QUARANTINE,
        subject=Subject.SPAM,
        finder=Finder.NAME_LIST,
        places=_PROSE,
        explanation=_ADVERT,
        instead=_ON_TOPIC,
    ),
    Rule(
        key="spam.repeat",
        hazard=Hazard.MONEY,
        severity=1,
        effect=Effect.QUARANTINE,
        subject=Subject.SPAM,
        finder=Finder.REPEAT,
        places=_PROSE,
        explanation=N_("The same words were posted here before."),
        instead=N_("Say what is different here, or lead to the other place with a link."),
    ),
    Rule(
        key="spam.trap",
        hazard=Hazard.MONEY,
        severity=2,
        effect=Effect.QUARANTINE,
        subject=Subject.SPAM,
        finder=Finder.TRAP,
        places=_PROSE,
        explanation=N_("A program seems to have sent this: it filled in a field that people do not see."),
        instead=N_("If you sent it yourself, a moderator will let it appear."),
    ),
    Rule(
        key="spam.block-list",
        hazard=Hazard.MONEY,
        severity=2,
        effect=Effect.QUARANTINE,
        subject=Subject.SPAM,
        places=frozenset({Place.PROSE, Place.LINKS}),
        ignores_case=True,
        explanation=_ADVERT,
        instead=_ON_TOPIC,
        pattern=one_of(
            r"\b(?:viagra|cialis|levitra|tramadol|kamagra)\b",
            r"\b(?:porn|xxx|escort|casino|slot|betting)[\w-]*\.(?:com|net|org|info|biz|xyz|top|club|site|online)\b",
            r"\b(?:fullz|cvv2?) (?:shop|for sale|available)\b",
        ),
    ),
)
