"""Shipped rules for dangerous advice in sentences, in English and Portuguese.

They look for a verb that switches something off and the thing that is switched off, near each other. Sentences come in
plain letters.
"""

from forum.core.containment import Hazard
from forum.core.text import N_
from forum.flags.rules.rule import Effect, Place, Rule
from forum.flags.rules.shipped import texts
from forum.flags.rules.shipped.patterns import near, one_of

_PROSE = frozenset({Place.PROSE})


def _off(things: str, words: int = 6) -> str:
    """Return the pattern of switching one of the things off, in whatever order it is said."""
    return one_of(
        near("<off>", rf"\b(?:{things})\b", words),
        near("<put>", rf"\b(?:{things})\b<filler>[\s'\"`(=]+<is-off>\b", words),
        rf"\b(?:{things})\b<aside>[\s,'\"`()/-]+<must><gone>\b",
        rf"\b(?:so that|make sure|ensure|check that|certifique-se|garanta|assegure|para que)\b[^.;]{{0,30}}\b(?:{things})\b[\w\s]{{0,12}}\b(?:is|are|stays?|esteja|fique)\b(?: (?:fully|completely|really|totally|totalmente|mesmo))?? <gone>\b",
        rf"\b(?:needs?|requires?|wants?|expects?|precisam?|exigem?|requer\w*|pedem?)\b(?: \w+){{0,3}} (?:{things})\b(?: \w+){{0,2}}? (?:to be )?<gone>\b",
        rf"\b(?:run|running|use|using|operate|work|go|live|surf|stay|rod(?:e|ar|o)|us(?:ar|o)|fi(?:que|car|co)|viv(?:a|er|o))\b(?: \w+){{0,4}} (?:without|sem) (?:an? |any |the |your |o |um |uma |nenhum |qualquer )?(?:{things})\b",
        rf"\b(?:{things})\b[^;]{{0,60}}\b(?:<off-it>)\b",
    )


RULES = (
    Rule(
        key="advice.firewall-off",
        hazard=Hazard.SECURITY,
        severity=3,
        effect=Effect.WARN,
        places=_PROSE,
        ignores_case=True,
        explanation=texts.OPENS_NETWORK,
        instead=texts.OPEN_ONE,
        pattern=one_of(
            _off("<firewall>"),
            near(
                r"open(?:ing)?(?: up)?|forward(?:ing)?|allow(?:s|ing)?|expos(?:e|es|ing)|unblock(?:ing)?|accept(?:s|ing)?|let(?:s|ting)?(?: in| through)?|permit(?:ting)?",
                r"(?:all|every|any)(?: of)?(?: the| your)? (?:\w+ )?(?:ports?|incoming|inbound|traffic|connections?)\b",
                4,
            ),
            r"\b(?:inbound|incoming|entrada) (?:\w+ )?(?:action|policy|traffic|rules?|connections?|acao|politica|trafego)(?: \w+){0,3}? (?:to|as|para|como) ['\"]?(?:allow|accept|permitir|aceitar)|\b(?:allow|let|permit|permita|libere)\b(?: \w+){0,2} (?:any|every|all|everything|qualquer|todos?|tudo)\b(?: \w+){0,3} (?:through|in|past|no|pelo) (?:the |your |o )?firewall",
            r"\b(?:put|place|move|set|add)\b(?: \w+){1,5} (?:in(?:to)?|to|as)(?: \w+){0,2} dmz\b",
            r"\bexpos(?:e|ing) (?:\w+ ){1,5}(?:directly |straight )?to the (?:whole )?(?:public )?internet\b",
            near(
                r"(?:set|switch|change|configure|put)(?:ting|ing)?",
                r"firewall\b[\w\s,'\"-]{0,25}\b(?:allow (?:all|any|every)\w*|accept (?:all|any|every)\w*|any/any|permissive|let everything)",
                4,
            ),
            r"\b(?:<firewall>) (?:needs to|has to|must|should|can|tem que|precisa|deve) (?:go|come down|disappear|sair|cair|sumir)\b|\bno (?:software )?firewall (?:at all|running|enabled|in the way)\b|\b(?:abr(?:e|a|ir)|liber(?:e|a|ar)) (?:tudo|geral|todas?)\b[^.;]{0,20}\b(?:firewall|roteador|portas?)|\bpar(?:e|ar|a) o servico (?:do|de) firewall\b|\b(?:fir[em]wall) (?:\w+ ){0,3}(?:to|that) (?:allow|accept|let)s? (?:in )?(?:all|any|every)\w*",
            r"\b(?:let|letting) (?:all|every|any)\w* (?:\w+ ){0,2}through the firewall",
            near(
                r"abr(?:a|ir|indo)|liber(?:e|ar|ando)|encaminh(?:e|ar)|redirecion(?:e|ar)|exponha|expor|permit(?:a|ir)",
                r"(?:todas? (?:as |o )?portas?|todo o trafego|qualquer (?:conexao|trafego|porta)|todas as conexoes|tudo n[oa] (?:firewall|roteador))",
                4,
            ),
            r"\b(?:coloque|colocar|bote|ponha|deixe)\b(?: \w+){1,5} (?:na|numa|em uma?) dmz\b",
            r"\bexp(?:onha|or)\b(?: \w+){1,5} (?:direto |diretamente )?(?:na|a|para a) internet\b",
        ),
        unless=r"<undone>|\b<firewall><part>|\b(?:remove|delete|remova|exclua|apague)\b[^.]{0,30}\b(?:rule|entry|exception|regra|excecao)",
    ),
    Rule(
        key="advice.certificates-unchecked",
        hazard=Hazard.SECURITY,
        severity=3,
        effect=Effect.WARN,
        places=_PROSE,
        ignores_case=True,
        explanation=texts.NO_CERTIFICATE,
        instead=texts.MEND_CERTIFICATE,
        pattern=one_of(
            _off("<certificate>", 7),
            near(
                "<off>",
                r"\b(?:ssl|tls|https)\b(?:$|[\s.,;:)]+(?:$|and|for|in|on|to|so|then|completely|entirely|altogether|everywhere|e |para|no|na|em|que))",
                3,
            ),
            near(
                r"(?:accept|trust|allow|permit)(?:ing|s)?",
                r"(?:all|any|every|whatever|each|invalid|untrusted|unknown|bad|expired|mismatched|self-signed)(?: \w+){0,3} ?(?:certificates?|certs?|host keys?|fingerprints?)\b",
                4,
            ),
            r"<insecure>",
            r"\b(?:ignor(?:e|ing)|disregard(?:ing)?|skip(?:ping)?|ignorar|ignora) (?:the |that |any |its |this |o |esse |qualquer )(?:\w+ )?(?:certificate|cert|certificado)s?\b|\baccept(?:ing)? the risks? and (?:continu|proceed|go)\w*|\b(?:aceit(?:e|ar)|assum(?:a|ir)) o risco e (?:continu|prossig)\w*",
            r"\b(?:trust|accept|confi(?:e|ar)|aceit(?:e|ar))(?:ing)?\b(?: \w+){0,3} (?:certificate|cert|certificado)s?(?: \w+){0,3} (?:blindly|unseen|without (?:checking|looking)|de olhos fechados|sem (?:olhar|verificar|conferir))",
            r"\b(?:enabl(?:e|ing)|allow(?:ing)?|us(?:e|ing)|downgrad(?:e|ing) to|fall(?:ing)? back to|switch(?:ing)? to|turn(?:ing)? on|ativ(?:e|ar)|habilit(?:e|ar)|us(?:e|ar))\b(?: \w+){0,2} (?:ssl ?v?[23](?:\.0)?|tls ?v?1\.[01])\b",
            r"\b(?:proceed|continue|prossiga|continue|prosseguir|continuar) (?:to|on to|para|no) (?:the |o |este |esse )?(?:site|website|page|pagina)?(?: \w+){0,2} ?\(?(?:unsafe|insecure|anyway|not secure|inseguro|nao seguro|mesmo assim|assim mesmo)",
            near(
                r"click(?:ing)?|press(?:ing)?|tap(?:ping)?|hit(?:ting)?|say(?:ing)?|choos(?:e|ing)|cliqu?(?:e|ar|ando)|clicar|apert(?:e|ar)|de",
                r"(?:certificate|cert|ssl|tls|https|security)(?: \w+){0,2} (?:warnings?|errors?|prompts?|messages?|dialog|alerts?|pop-?ups?)\b|(?:aviso|alerta|erro|mensagem)(?: \w+){0,2} certificado",
                6,
            ),
            r"\b(?:certificates?|certs?|ssl|tls|certificados?)\b[^.;]{0,50}\b(?:ignor(?:e|a|ar)|skip|dismiss|disregard|bypass|accept|overlook|aceit(?:e|a|ar)) (?:it|that|this|them|isso|ele|ela|assim mesmo|mesmo assim)\b",
            r"\bexce(?:ption|cao)s? (?:for|to|para|de)(?: \w+){0,3} (?:invalid|untrusted|self-signed|expired|bad|broken|wrong|unknown) (?:\w+ )?(?:certificates?|certs?)|\bexcecao (?:\w+ ){0,3}certificados? (?:invalid|vencid|expirad|autoassinad|desconhecid)\w*",
            r"\breturn(?:s|ing)? true (?:from|in|for|inside)(?: \w+){0,5} (?:certificate|cert|ssl|tls|trust|verif)\w*|\b(?:every|any|all|whatever) (?:cert|certificate)s? (?:pass(?:es)?|is accepted|are accepted|gets? through|will (?:pass|be accepted)|works?)|\bqualquer certificado (?:e |seja |sera )?(?:aceito|valido|passa|passe|serve)",
            near(
                r"set(?:ting)?|pass(?:ing)?|chang(?:e|ing)|switch(?:ing)?|flip(?:ping)?|replac(?:e|ing)|turn(?:ing)?|edit|defin(?:e|a|ir)|mude|mudar|troque|trocar|altere|alterar|coloque|colocar|ponha|deixe|deixar|configure|configurar|defina",
                r"['\"`]*(?:<certificate>|verify|verification|validation|verificacao|validacao)['\"`]*(?: ?= ?true)?(?: \w+){0,2} (?:to|as|with|by|for|into|como|para|por|em) ['\"`]*(?:\w+ ?= ?)?(?:false|0|off|no|none|never|nao|falso|desligad[oa]|desativad[oa])\b",
                4,
            ),
            near(
                r"us(?:e|ing)|add(?:ing)?|pass(?:ing)?|append(?:ing)?|with|option|flag|switch|parameter|us(?:e|ar|ando)|adicion(?:e|ar)|acrescent(?:e|ar)|coloque|com|opcao|parametro",
                r"['\"`]*-k\b",
                4,
            ),
            r"\b(?:use|switch(?:ing)?(?: back)? to|go(?:ing)? back to|us(?:e|ing)|chang(?:e|ing)(?: it| the \w+)? to|fall back to)(?: (?:plain|unencrypted|just|simple|ordinary|the))* http (?:instead of|rather than|not|over) https\b|\bhttps to (?:plain )?http\b|\buse(?:m|ar|i)? (?:o )?http (?:em vez de|no lugar de|ao inves de) https\b",
            r"\b(?:para|pra) nao (?:verificar|validar|checar|conferir|exigir|pedir)(?: \w+){0,4} (?:certificados?|ssl|tls)|\b(?:not to|to not|so (?:that )?it (?:does not|doesn't|won't)) (?:verify|check|validate|require)(?: \w+){0,5} (?:certificates?|certs?|ssl|tls)\b",
            r"\b(?:insecure|unverified) (?:mode|option|flag|switch|connections?)\b[^.]{0,30}\b(?:instead|on|works?|solves?|fixes)|\b(?:use|enable|choose|pick|with|turn on|switch to)\b(?: \w+){0,3} (?:insecure|unverified) (?:mode|option|flag|switch|connections?|ssl|tls|https)\b",
            near(
                r"click(?:ing)?|press(?:ing)?|tap(?:ping)?|choos(?:e|ing)|select(?:ing)?|hit(?:ting)?",
                r"(?:proceed|continue|accept|advanced|go on)\b[^.]{0,50}(?:anyway|unsafe|insecure|the risk|not safe|not recommended|regardless|certificate|warning)",
                6,
            ),
            near(
                r"(?:click|push|tap|get|go|power)(?:ing)? (?:past|through|around|beyond)|proceed(?:ing)? (?:past|through|despite)|dismiss(?:ing)?|ignor(?:e|ing)|accept(?:ing)?|overlook(?:ing)?|disregard(?:ing)?",
                r"(?:certificate|ssl|tls|https|browser(?:'s)? security|security|privacy|untrusted)(?: \w+){0,2} (?:warnings?|errors?|alerts?|messages?|exceptions?|page)",
                5,
            ),
            r"\b(?:don'?t|do not|never|no need to|need not|no reason to|stop) (?:bother (?:to |with )?|worry about )?(?:verify|verifying|check|checking|validate|validating)\b(?: \w+){0,5} (?:certificates?|certs?|ssl|tls|host key|fingerprint)",
            near(
                r"make|tell|configure|get|let|force|have|allow|faca|configure|mande|permita",
                r"(?:ignore|accept|trust|skip|ignorar?|aceit(?:ar|e)|confi(?:ar|e))\b(?: \w+){0,6} (?:certificates?|certs?|ssl|tls|host keys?|certificados?)",
                7,
            ),
            r"\bwithout (?:checking|verifying|validating|verification of|validation of|any)(?: \w+){0,4} (?:certificates?|certs?|ssl|tls)(?: checks?| validation| verification)?\b|\bsem (?:verificar|validar|checar|conferir|verificacao|validacao)(?: \w+){0,4} (?:certificados?|ssl|tls)",
            near(
                r"aceit(?:e|ar|ando)|confi(?:e|ar|ando)|permit(?:a|ir|indo)",
                r"(?:qualquer|todos? (?:os)?|quaisquer) ?(?:\w+ ){0,2}certificados?|certificados? (?:invalidos?|nao confiave\w+|autoassinad\w+|expirad\w+|vencid\w+|de qualquer)",
                4,
            ),
            near(
                r"cliqu?(?:e|ar|ando)|clic(?:ar|ando)|escolh(?:a|er)|selecion(?:e|ar)|apert(?:e|ar)",
                r"(?:avancado|prosseguir|continuar|aceitar|ir para)\b[^.]{0,50}(?:mesmo assim|inseguro|nao seguro|risco|certificado|aviso)",
                5,
            ),
            near(
                r"use|usar|ative|ativar|ligue|escolha",
                r"modo (?:inseguro|sem verificacao)|(?:opcao|parametro|flag) -?-?(?:insecure|k)\b",
                4,
            ),
            r"\bnao (?:precisa|e preciso|e necessario|ha necessidade de) (?:verificar|validar|checar|conferir)(?: \w+){0,4} (?:certificados?|ssl|tls)",
        ),
        unless=r"<undone>|\b(?:before|after|only|unless|antes de|depois de|so) (?:you |if you )?(?:\w+ ){0,2}(?:accept|trust|ignor|aceit|confi)\w*|certificat\w+[ -](?:expir\w+|renew\w*|of (?:completion|participation))|avisos? de (?:vencimento|expiracao|renovacao)",
    ),
    Rule(
        key="advice.protection-off",
        hazard=Hazard.SECURITY,
        severity=3,
        effect=Effect.WARN,
        places=_PROSE,
        ignores_case=True,
        explanation=texts.NO_PROTECTION,
        instead=texts.KEEP_PROTECTION,
        pattern=_off("<guard>", 5),
        unless=r"<undone>|\b<guard><part>|\b(?:remove|delete|take out|tire|remova)\b[^.]{0,15}\b(?:virus|malware)\b$",
    ),
    Rule(
        key="advice.rights-for-all",
        hazard=Hazard.SECURITY,
        severity=2,
        effect=Effect.REPORT,
        places=_PROSE,
        ignores_case=True,
        explanation=texts.ANYBODY_WRITES,
        instead=texts.NARROW_RIGHTS,
        pattern=one_of(
            near(
                r"giv(?:e|ing)|grant(?:ing)?|allow(?:ing)?|set(?:ting)?|chang(?:e|ing)|assign",
                r"(?:everyone|everybody|anyone|anybody|all users|world|others)\b[\w\s,'\"-]{0,20}\b(?:full|write|all|complete|read and write|rwx|admin\w*)\b(?: \w+){0,2} ?(?:control|access|permissions?|rights?)?",
                4,
            ),
            r"\b(?:full|write|all) (?:control|access|permissions?|rights?) (?:to|for) (?:everyone|everybody|anyone|all users|the world)\b",
            r"\b(?:permissions?|mode|chmod)(?: \w+){0,6} (?:to |= ?|as )?0?777\b|\bchmod 0?777\b",
            r"\bworld[- ]writ(?:e)?able\b(?: \w+){0,3}$|\bmake\b[^.]{1,40}\b(?:world[- ]writ(?:e)?able|writ(?:e)?able (?:by|for) (?:everyone|everybody|anyone|all))",
            r"\b(?:run|start|log ?in|execute) (?:\w+ ){0,5}(?:everything|always|permanently) as (?:root|admin\w*)\b",
            r"\b(?:de|da|dar|conceda|coloque|libere)\b[^.]{0,40}\b(?:permissao|controle|acesso) total\b[^.]{0,30}\b(?:todos|todo mundo|qualquer)",
            r"\bpermiss(?:ao|oes)(?: \w+){0,5} 0?777\b",
        ),
    ),
    Rule(
        key="advice.weak-password",
        hazard=Hazard.SECURITY,
        severity=2,
        effect=Effect.REPORT,
        places=_PROSE,
        ignores_case=True,
        explanation=N_("A password that is missing, standard or easy to guess is found by programs within minutes."),
        instead=N_("Choose a long password of its own for every device, and keep it in a password manager."),
        pattern=one_of(
            near(
                r"leav(?:e|ing)|keep(?:ing)?|us(?:e|ing)|set(?:ting)?|stick with",
                r"(?:the )?(?:default|factory|blank|empty|same|simple|easy) passwords?\b|passwords? (?:blank|empty|as (?:it is|default)|to (?:admin|123\d*|password)|unchanged)\b",
                4,
            ),
            near(
                r"remov(?:e|ing)|delet(?:e|ing)|disabl(?:e|ing)|turn(?:ing)? off|get rid of|skip(?:ping)?",
                r"(?:the |your |any )?(?:login |admin |root |wifi |wi-fi |user |account )?password (?:requirement|protection|prompt|entirely|altogether|completely|check)\b",
                3,
            ),
            near(
                r"deix(?:e|ar)|mant(?:enha|er)|us(?:e|ar)|coloque",
                r"(?:a )?senha (?:padrao|em branco|vazia|de fabrica|simples|123\d*|admin)\b",
                4,
            ),
        ),
    ),
    Rule(
        key="advice.body-and-fire",
        hazard=Hazard.SAFETY,
        severity=4,
        effect=Effect.WARN,
        places=_PROSE,
        ignores_case=True,
        explanation=N_("This can set something on fire, give an electric shock, or hurt somebody badly."),
        instead=N_("Leave safety parts as they are, unplug the device, and let somebody qualified repair it."),
        pattern=one_of(
            near(
                r"bypass(?:ing)?|bridg(?:e|ing)|jump(?:er)?(?:ing)?|short(?:ing)?|remov(?:e|ing)|defeat(?:ing)?|disabl(?:e|ing)|replac(?:e|ing)|cut(?:ting)?(?: off)?|tap(?:e|ing) (?:over|down)|wrap(?:ping)?|wedg(?:e|ing)",
                r"(?:the |a |that |this |its )?(?:thermal |safety |earth |ground |main |blown |door )?(?:fuses?|safety (?:switch|interlock|valve|catch|guard|cover)|interlock|circuit breaker|breaker|rcd|gfci|ground(?:ing)? (?:pin|wire|prong)|earth (?:pin|wire|prong)|smoke (?:alarm|detector)|thermal cut-?out|pressure (?:relief )?valve|door switch)\b",
                3,
            ),
            near(
                r"punctur(?:e|ing)|pierc(?:e|ing)|open(?:ing)?|heat(?:ing)?|solder(?:ing)? (?:directly )?(?:to|onto)|microwav(?:e|ing)|crush(?:ing)?|short(?:ing)?",
                r"(?:the |a |your )?(?:swollen |bloated |lithium |li-?ion |lipo )(?:\w+ )?(?:batter(?:y|ies)|cells?|packs?)\b",
                4,
            ),
            r"\b(?:mix|combine)(?:ing)?\b[^.]{0,20}\bbleach\b[^.]{0,20}\b(?:ammonia|vinegar|acid|cleaner)\b",
            r"\b(?:work|open|repair|touch)(?:ing)?\b[^.]{0,40}\bwhile (?:it is |it's )?(?:still )?(?:plugged in|powered|live|energi[sz]ed)\b",
            near(
                r"remov(?:a|er)|ignor(?:e|ar)|desativ(?:e|ar)|fac(?:a|er) (?:um )?(?:jumper|ponte|bypass)|burl(?:e|ar)|cort(?:e|ar)|substitu(?:a|ir)",
                r"(?:o |a |no |na |do |da )?(?:fusivel|disjuntor|dr|chave de seguranca|trava de seguranca|pino terra|fio terra|aterramento|detector de fumaca|alarme de incendio|valvula de (?:seguranca|alivio)|termostato de seguranca)\b",
                3,
            ),
            near(
                r"fur(?:e|ar)|abr(?:a|ir)|perfur(?:e|ar)|esquent(?:e|ar)|soldar?",
                r"(?:a |uma |sua )?(?:bateria (?:inchada|estufada|de litio)|celula de litio)\b",
                3,
            ),
        ),
        unless=r"\b(?:replac\w+|substitu\w+) (?:the |a |o |um )?(?:blown |queimado )?(?:fuse|fusivel|breaker|disjuntor)\w*\b(?:$|[ ,.](?:$|by one of|with (?:one of|a new one|the same)|by the same|por (?:um novo|outro (?:igual|do mesmo))))",
    ),
)
