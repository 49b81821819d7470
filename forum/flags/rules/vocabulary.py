"""Names for parts of patterns, in angle brackets: what a command looks like, and words that mean the same.

The words are in plain small letters, English and Portuguese, so their rules ignore case.
"""

import re

BEGIN = "<begin>"

# fmt: off
# A line, what a shell begins a command after, a word that runs another command, a word that tells somebody to run it.
_BEGIN = (
    r"(?:^|[;&|({`\"'!] ?|\$\(|= ?|^@|^(?:[\w./-]+ )?(?:-c|/c|-Command|--eval|-e) |^RUN |\b(?:sudo|doas|nohup|nice|time"
    r"|exec|xargs|watch|then|do|else|env|command|busybox|ssh|chroot|winpty|run|type|execute|enter|issue|use|with|via|doing"
    r"|using|rode|digite|roda|usa|execute|comando)(?: (?:-{1,2}[\w-]+|[A-Z_]+=\S*|[\w.-]+@[\w.-]+))* ['\"]?)"
    r"(?:[\w./~-]*/)?"
)
# fmt: off
# To switch off: as advice, as an order, as what helped.
_OFF = (
    r"comment(?:ing)? out|coment(?:e|ar|ando)|ditch(?:ing)?|toggl(?:e|ing) off|disabl(?:e|ing)|turn(?:ing)?(?: it| them)? off|switch(?:ing)?(?: it| them)? off|deactivat(?:e|ing)|shut(?:ting)? (?:off|down)|stop(?:ping|s)?|kill(?:ing)?|skip(?:ping)?|ignor(?:e|ing)|bypass(?:ing)?|suppress(?:ing)?|uninstall(?:ing)?|remov(?:e|ing)"
    r"|drop(?:ping)?|tak(?:e|ing) (?:down|out)|get(?:ting)? rid of|flush(?:ing)?|unload(?:ing)?|circumvent(?:ing)?|omit(?:ting)?|silenc(?:e|ing)|paus(?:e|ing)|delet(?:e|ing)|suspend(?:ing)?|unticking|untick|uncheck(?:ing)?|overrid(?:e|ing)|relax(?:ing)?|lower(?:ing)?|mut(?:e|ing)"
    r"|(?:i|we)(?:'ve| have)? (?:just |simply |always )?(?:disabled|turned off|switched off|removed|uninstalled|skipped|ignored|bypassed|stopped)"
    r"|desativ(?:e|ar|a|ando|em|amos|ei)|deslig(?:ue|ar|a|ando|uem|uei|amos)|desabilit(?:e|ar|a|ando|em|ei)|ignor(?:e|ar|a|ando|em)|pul(?:e|ar|a|ando)|par(?:e|ar|ando)|remov(?:a|er|e|endo|i)|tir(?:e|ar|a|ando|ei)|derrub(?:e|ar|a|ando)"
    r"|suspend(?:a|er|endo)|burl(?:e|ar|ando)|contorn(?:e|ar|ando)|desinstal(?:e|ar|a|ando|ei)|dispens(?:e|ar|ando)|elimin(?:e|ar|ando)|desmarc(?:ar|ando)|desmarque|paus(?:e|ar|ando)|mat(?:e|ar) o|livre-se d\w+"
)
# The same with the thing in the middle or in front: "turn the firewall off", "the firewall should be off".
_PUT = r"turn(?:ing)?|switch(?:ing)?|shut(?:ting)?|set(?:ting)?|keep(?:ing)?|leav(?:e|ing)|put(?:ting)?|toggl(?:e|ing)|flip(?:ping)?|mak(?:e|ing)|hav(?:e|ing)|with|i (?:have|had|turned|switched|set|keep|leave)|deix(?:e|ar|ando|o|a|em)|mant(?:enha|er|endo|enho)|coloc(?:ar|ando|o)|coloque|configur(?:e|ar|ando)|ponha|por|com"
_IS_OFF = r"off|down|disabled|inactive|deactivated|turned off|switched off|(?:to|=|as|value) ?\W?(?:off|false|no|none|disabled|zero|0|never)|desligad[oa]s?|desativad[oa]s?|desabilitad[oa]s?|inativ[oa]s?|(?:como|para|em|=) ?\W?(?:false|falso|off|no|nao|none|0|desligad[oa]|desativad[oa])"
_FILLER = r"(?:[\s'\"`)=]+(?:protection|services?|features?|settings?|options?|checks?|fully|completely|totally|entirely|permanently|always|temporarily|just|simply|all|the time|for now|on the \w+|of the \w+|of your \w+|in the \w+|in your \w+|do \w+|da \w+|no \w+|na \w+|sempre|totalmente|completamente|temporariamente)){0,3}"
_MUST = r"(?:should|must|has to|have to|needs? to|can|may|could|ought to|got to|is best|is better|are best|works? (?:best|better|fine|if)|deve|devem|precisam?|tem que|tem de|pode|podem)(?: (?:just|simply|safely|always|also|first|be|ser|estar|ficar|to be))* (?:be |ser |estar |ficar )?(?:left |kept |turned |switched |mantid[oa]s? |deixad[oa]s? )?"
_GONE = r"(?:off|disabled|deactivated|skipped|ignored|bypassed|removed|uninstalled|stopped|down|inactive|desligad[oa]s?|desativad[oa]s?|desabilitad[oa]s?|ignorad[oa]s?|removid[oa]s?|desinstalad[oa]s?|pulad[oa]s?)"
# What it is not: a rule, a message, a log of it.
_PART = r"(?:[ -](?:rules?|blocks?|logs?|logging|notifications?|exceptions?|pop-?ups?|messages?|emails?|mails?|sounds?|icons?|entry|entries|reminders?|from (?:blocking|stopping|filtering|dropping|eating|interfering)|regras?|registros?|notificacoes|mensagens|lembretes?|avisos? de (?:expira|vencimento|renova)\w*|expir\w+|renewal))"
# Something is switched on again, or somebody else switched it off.
_UNDONE = r"\b(?:back on\b|on again\b|re-?enabl|re-?activat|(?:turn|switch)(?:ing|ed)? (?:it|that|them|this|everything|verification|(?:the|your|this) \w+(?: \w+)?) (?:back )?on\b|\b(?:not|than|instead of|rather than|without|never|don't|do not|nao|sem|em vez de|do que)(?: by)?(?: \w+)? <off-it>|undo\b|revert\b|de novo$|religu|reativ|ligue (?:\w+ ){1,4}(?:de novo|novamente)|volte a (?:ligar|ativar))|<gone> by (?:malware|the|an?|another|some|attackers?|hackers?|vendors?|default)\b|<gone> (?:por|pelo|pela) \w+|\b(?:remov\w+|delet\w+|drop|get rid of|take out|retir\w+|apag\w+)\b[^.]{0,30}<insecure>"
_OFF_IT = r"(?:turn|switch|shut|toggle|flip)(?:ing)? (?:it|that|this|them|everything)(?: \w+)? (?:off|down)|(?:flip|turn|switch|set|slide|toggle|move|put)(?:ting|ping|ing)? (?:the |that |this )?(?:switch|toggle|slider|option|setting|button|checkbox|knob)(?: \w+){0,2}? (?:off|disabled)|(?:untick|uncheck|clear) (?:it|that|the (?:box|tick|option|checkbox))|(?:shut|turn|switch)(?:ting|ing)? (?:it|that|this) (?:off|down)|(?:disabling|killing|removing|uninstalling|ditching) (?:it|that)|(?:turn|switch|shut) off (?:it|that|this)|(?:disable|kill|get rid of|uninstall|deactivate|remove|ditch|stop|skip|bypass) (?:it|that|this|them)(?: thing)?|(?:desativ|deslig|desabilit|desinstal|remov|tir|ignor)(?:e|a|ar|ue|er)(?:-o|-a| ele| ela| isso| esse \w+)"
_ASIDE = r"(?:[\s,]+(?:itself|always|also|then|first|really|just|sempre|tambem|primeiro|completely|(?:on|of|in|for) (?:the |your |this )?\w+|(?:do|da|no|na|dele|dela) \w+|\w+ed|software|program|programa)){0,3}"
_FIREWALL = r"firewalls?|ufw|iptables|firewalld|nftables|windows defender|microsoft defender|defender|packet filter(?:ing)?|port filter(?:ing)?|filtro de pacotes"
_INSECURE = r"(?:\b[\w.-]*(?:verif|validat)[\w.-]*['\"`]* ?[:=] ?['\"`]?(?:false|no|none|0|off)\b|\b(?:trust|accept|allow)[\w.-]*(?:cert|insecure|untrusted)[\w.-]*['\"`]* ?[:=] ?['\"`]?(?:true|yes|1|on)\b|--insecure\b|--no-check-certificate\b|\bverify(?:_ssl)? ?[=:] ?false|\bcert_none\b|\bstrict-ssl[ =]+false|--trusted-host\b|node_tls_reject_unauthorized['\"`]*(?: ?= ?| to )['\"`]*0|\binsecureskipverify\b(?:[ =:]+| to )true|git_ssl_no_verify|http\.sslverify['\"` ]*(?:=|to|as)?['\"` ]*false|\brejectunauthorized['\"`]*(?: ?[:=] ?| to | as | para | como )['\"`]*false|-skipcertificatecheck\b|curlopt_ssl_verify(?:peer|host)|\bsslmode=disable|pythonhttpsverify ?= ?0|--ignore-certificate-errors|\btrustallcerts\b|danger_accept_invalid_certs|\bcurl -k\b|allow_?anonymous true|checkservercertificate['\"` ]*(?:=|to)['\"` ]*(?:false|0|no)|\b[\w.]*(?:verify|validat|ssl_?verif|check_?cert)[\w.]*['\"`]*(?: ?[:=] ?| (?:to|as|para|como|em|at|with|com|set to|definid[oa] como)(?: the value)? )['\"`]*(?:false|no|none|never|zero|0|off|falso|nao)\b|--?(?:no-?verify-?ssl|no-?ssl-?verify|ssl-no-verify|no-?verify|skip-?tls[\w-]*|skip-?ssl[\w-]*|tls-verify=(?:false|0|no)|nogpgcheck|no-gpg-checks?|allow-unauthenticated|allow-insecure[\w-]*)\b|\bgpgcheck(?: ?= ?| (?:to|at|turned to|set to|em|para|como) )(?:0|zero|no)\b|\btrusted ?= ?yes\b|\bstrict-?host-?key-?checking[\s=:\"'`]+(?:(?:to|as|para|como|em) )?['\"`]*(?:no|off)\b|\btls_?reqcert[\s=:]+(?:never|allow)\b|\bsslmode(?: ?= ?| (?:to|em|para|como) )(?:disable|allow)\b|\bpythonhttpsverify\b[\w\s]{0,24}\b0\b|\bssl_?verify_?none\b|\bverify_none\b|\binsecureskipverify\b|\bcurl\b[^.;]{0,24} -k\b|-k\b[^.;]{0,16}\bcurl\b|\b(?:strict-ssl|strictssl)[\s=:]+(?:false|off|no)\b|\brejectunauthorized[\s=:]+(?:false|off|no|0)\b|\bssl(?:_|-)?verify(?:[\s=:]+| to )(?:false|no|off|0)\b)"
_CHECKING = r"(?:verif(?:ication|ying|y|ies)|validat(?:ion|ing|e)|check(?:s|ing)?|authentication|pinning|trust|warnings?|errors?|alerts?)"
_CERTIFICATE = (
    r"(?:(?:ssl|tls|https?|x509|x\.509|server|client|root|self-signed|host ?name|host key|host|peer|ca|chain|signature|gpg|package signature)(?:[/ -](?:ssl|tls|certificates?|certs?|cert|peer|host|key|chain|name))*[ -]<checking>)"
    r"|(?:certificates?|certs?)(?:[ '-](?:s|chain|authority|trust|and|or|host ?name|signature|revocation))*[ -]<checking>"
    r"|<checking>(?: \w+){0,2} (?:of|for|on|about|if|whether|that)?(?: \w+){0,2} ?(?:(?:ssl|tls|https) )?(?:certificates?|certs?|ssl|tls)|strict[ -_]ssl|ssl[_ -]verif\w*|verif\w*[_ -]ssl|tls[_ -]verif\w*|verify[_ -]?peer|sslverify|rejectunauthorized|insecureskipverify|strict ?host ?key ?checking"
    r"|(?:lines?|code|checks?|parts?|functions?|methods?|calls?|steps?|blocks?|linhas?|trechos?|partes?|codigo|funcao) (?:that|which|que) (?:validat|verif|check|valid|chec|confer)\w*(?: \w+){0,4} (?:certificates?|certs?|ssl|tls|host keys?|certificados?)"
    r"|(?:verify|check|validate|verificar|validar|checar|conferir)(?: \w+){0,3} (?:certificates?|certs?|ssl|tls|host keys?|peers?|certificados?)"
    r"|(?:verificac(?:ao|oes)|validac(?:ao|oes)|checage(?:m|ns)|conferencia|autenticacao|avisos?|alertas?|erros?)(?: \w+){0,3} (?:d[eoa]s?|sobre)?(?: \w+){0,2} ?(?:certificados?|ssl|tls|https|chave do host)|(?:verificacao|validacao|checagem) (?:ssl|tls|https)"
)
_GUARD = (
    r"anti-?virus(?: \w+)?|virus (?:scanner|protection|scan)|real-?time (?:protection|scanning)|endpoint protection|malware protection|selinux|apparmor|gatekeeper|smart ?screen|uac|user account control|secure boot|system integrity protection|sip"
    r"|intrusion (?:detection|prevention)|exploit protection|security (?:software|features?|protections?|suite|checks?|settings?|updates?|patches)|automatic updates|two-factor(?: authentication)?|2fa|mfa|multi-factor(?: authentication)?|two-step verification|screen lock|encryption|password protection|tamper protection|play protect|safe browsing"
    r"|protecao (?:em tempo real|contra \w+|do sistema|da conta)|verificacao em duas etapas|autenticacao (?:de|em) (?:dois|duas) \w+|atualizacoes automaticas|atualizacoes de seguranca|criptografia|controle de conta(?: de usuario)?|inicializacao segura|(?:recursos?|software) de seguranca|bloqueio de tela"
)
# fmt: off
_TO_KEEP = (
    r"pass ?(?:word|code|phrase|key)s?|pwd|pin(?: (?:code|number))?|log-?in(?: (?:details|data|credentials|info\w*))?|credentials|user ?name and password|seed(?: (?:phrase|words))?|recovery (?:phrase|words|key|code|seed)|secret (?:phrase|key|words|recovery phrase)|mnemonic(?: phrase)?"
    r"|private keys?|keystore(?: file)?|one-?time (?:code|password|pin)|otp|verification codes?|security codes?|2fa codes?|authenticat(?:ion|or) codes?|(?:six|6)-digit code|sms code|codes? (?:that )?(?:we|i|they)(?:'ve| have| will)? (?:just )?(?:send|sent|text(?:ed)?|mail(?:ed)?)|(?:the |a )?(?:sms|text(?: message)?|message|e-?mail)(?: \w+){0,2} (?:with|containing) (?:the |a |your )?codes?|codes? (?:from|in|on) (?:the|your) (?:text|sms|phone|app|e-?mail|authenticator|message)\w*|mother's maiden name|code (?:that )?(?:you (?:received|got|were sent)|we sent|in the sms)|cvv|card (?:number|details)|credit card(?: number| details)?|bank (?:details|account details|login)|account (?:number|details)|social security number|ssn"
    r"|senhas?|palavra-passe|codigos? (?:de (?:verificacao|seguranca|acesso|confirmacao|6 digitos|seis digitos)|que (?:voce )?(?:\w+ )?(?:recebeu|recebeste|chegou|chegar|aparecer|apareceu|enviamos|mandamos)|do sms|por sms)|frase (?:de recuperacao|secreta|semente)|palavras (?:de recuperacao|secretas)|chave (?:privada|secreta)|dados (?:de (?:acesso|login)|bancarios|do cartao|da conta)|login e senha|usuario e senha|numero do cartao|credenciais|token do banco"
)
_WALLET = r"(?:seed|recovery|secret|mnemonic|wallet)(?: recovery)?(?: (?:phrase|words|key|code))?|private keys?|keystore(?: file)?|(?:12|24|twelve|twenty-four)[ -]words?(?: phrase)?|card (?:number|details)|cvv|bank (?:details|login)|frase (?:de recuperacao|secreta|semente)|chave privada"
_PLAIN_WORD = r"(?:your|ur|the|a|an|all|both|over|back|please|also|just|now|full|current|old|new|account|admin\w*|router|wi-?fi|wallet|e-?mail|user ?name|login|id|address|name|phone|number|and|or|of|for|to|master|root|ssh|bank\w*|online|server|that|this|exact|correct|secret|google|apple|microsoft|facebook|instagram|windows|network|internet|device|camera|first|here|privately)"
_PALAVRA = r"(?:a|o|as|os|sua|seu|suas|seus|tua|teu|aqui|agora|logo|por favor|ai|so|tambem|qual e|e|login|usuario|e-?mail|cpf|conta|nome|numero|dados|d[oae]s?|no|na|banco|wi-?fi|roteador|aplicativo|app|codigo|privado|por|pelo|chat|inbox|id)"
_TO_US = r"me|us|him|her|them|support|admin|our (?:team|technician|agent|support|staff|engineers?|admin)|the (?:support )?(?:team|technician|agent|admin|moderator)|(?:a|an|the|one of our) (?:agent|technician|engineer)s?"
_SEND = r"send(?:ing)?|giv(?:e|ing)|tell(?:ing)?|e?-?mail(?:ing)?|dm|pm|message|messaging|shar(?:e|ing)|provid(?:e|ing)|post(?:ing)?|past(?:e|ing)|forward(?:ing)?|text(?:ing)?|supply(?:ing)?|write|drop|submit(?:ting)?|pass|reply with|respond with|answer with|show|confirm|let (?:me|us) (?:have|know|see)|hand over|read out|type in the (?:chat|comments?)"
_MANDE = r"envi(?:e|a|ar|em)|mand(?:e|a|ar|em)|pass(?:e|a|ar|em)|inform(?:e|a|ar|em)|dig(?:a|am)|dizer|diz|compartilh(?:e|a|ar|em)|forne(?:ca|cam|cer)|post(?:e|a|ar)|col(?:e|a|ar)|encaminh(?:e|a|ar)|escrev(?:a|e|er)|respond(?:a|e|er) (?:aqui )?com|publi(?:que|car)|cont(?:e|a|ar)|confirm(?:e|a|ar)|mostr(?:e|a|ar)|deix(?:e|a|ar)"
_PHONE = r"(?:^|[\s(:,\"'])(?:\+\d{1,3}(?:[ .-]?\(?\d{2,5}\)?){2,4}|(?:\+?1 ?)?\(\d{2,5}\)[ .-]?\d{3,5}[ .-]?\d{3,5}|(?:1[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4}|0 ?\d{2,4}[ .-]?\d{3,6}[ .-]?\d{0,4}|(?:[349]\d{3}|9\d{4})-\d{4}|1[ -]?8\d\d[ -][\dA-Z-]{7,})\b"
_SUPPORT = (
    r"support|help|assist\w*|team|staff|operators?|advis[eo]rs?|representatives?|reps?|humans?|remot(?:e|ely)|fix(?:es|ed|ing)?|repairs?|(?:microsoft|windows|apple|google|amazon|norton|mcafee|dell|epson|canon|quickbooks|paypal|binance|coinbase|geek squad|facebook|netflix|bank)|help ?(?:line|desk)|customer (?:care|service)|toll.?free|technicians?|tech(?:nical)? (?:team|expert|department)|hot ?line|experts?|agents?|specialists?|certified|service (?:line|number|centre|center)|refunds?|24/7|24x7|any ?desk|team ?viewer|remote (?:access|session|assistance|desktop)"
    r"|suporte|atendimento|ajuda|equipe|pessoal|banco|conserta\w*|resolv\w+|operador\w*|central(?: de (?:ajuda|relacionamento))?|assistencia|tecnicos?|sac|ajuda tecnica|acesso remoto|especialistas?|reembolso|atendentes?"
)
_HANDLE = r"\b(?:telegram|insta(?:gram)?|whats ?app|signal|discord|zap)\b[ :,]+@?[\w.]*@?[\w.]+|@[\w.]{3,}(?: \w+)? (?:on|at|no|na|in|em) (?:telegram|insta|whats|discord|zap)\w*|[\w.]+ on telegram\b"
_ALL_OF_IT = r"\b(?:all|any|every|whole|full|entire|each)(?: of)?(?: the| its| your| his)?(?: \w+)? (?:ports?|range|incoming|inbound|traffic|connections?|programs|programas|source|destination|service)\b|\b(?:absolutely )?(?:anything|everything)\b|\btod[oa]s? (?:[ao]s? )?(?:suas? )?(?:portas?|conexoes|trafego|programas)|\btudo\b|\bqualquer (?:porta|conexao|trafego|coisa|origem|destino)|\bintervalo completo|\b1-65535\b|\btds as portas"
_CALL = r"call(?:ing)?|phon(?:e|ing)|dial(?:l?ing)?|speak (?:to|with)|talk (?:to|with)|get (?:in touch|hold)|ring(?:ing)?|whats ?app|telegram|text|contact|reach(?:ing)?|message|lig(?:ue|ar|a|uem|ando)|telefon(?:e|ar)|cham(?:e|ar|a)|disque|discar|fal(?:e|ar) (?:com|no|pelo)|contat(?:e|ar)|entre em contato"
# fmt: on

_NAMES = {
    "begin": _BEGIN,
    "options": r"(?: -{1,2}[\w-]+(?:[ =](?:\"[^\"]*\"|'[^']*'|[^\s;|&-][^\s;|&]*))?)*",
    "more": r"(?: [^;|&]*)?",
    "end": r"(?:$|[\s;|&)\"'`,.])",
    "off": _OFF,
    "put": _PUT,
    "is-off": _IS_OFF,
    "filler": _FILLER,
    "must": _MUST,
    "gone": _GONE,
    "part": _PART,
    "undone": _UNDONE,
    "off-it": _OFF_IT,
    "aside": _ASIDE,
    "firewall": _FIREWALL,
    "insecure": _INSECURE,
    "checking": _CHECKING,
    "certificate": _CERTIFICATE,
    "guard": _GUARD,
    "secret": _TO_KEEP,
    "wallet-secret": _WALLET,
    "plain-word": _PLAIN_WORD,
    "palavra": _PALAVRA,
    "to-us": _TO_US,
    "send": _SEND,
    "mande": _MANDE,
    "phone": _PHONE,
    "handle": _HANDLE,
    "all-of-it": _ALL_OF_IT,
    "support": _SUPPORT,
    "call": _CALL,
}
# Up to so many words between two others: <near-3>.
_NEAR = r"(?:[\s,'\"()/-]+[\w'.-]+){0,%s}?[\s,'\"()/-]+"
_NAME = re.compile(r"<(?:" + "|".join(_NAMES) + r")>|<near-(?P<words>\d)>")


def named(pattern: str) -> str:
    """Return a pattern with its names written out."""
    while (written := _NAME.sub(_written, pattern)) != pattern:
        pattern = written
    return pattern


def _written(match: re.Match[str]) -> str:
    """Return what a name stands for, as one part."""
    if match["words"]:
        return _NEAR % match["words"]
    return f"(?:{_NAMES[match[0][1:-1]]})"
