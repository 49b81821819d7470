"""Shipped rules that are read for their meaning: what sentences advise, however they say it, in English and Portuguese.

They stand beside the patterns, which are surer of what they find: these only report. Staff lengthens the lists of
things in the browser.
"""

from forum.core.containment import Hazard
from forum.flags.rules.rule import Effect, Place, Rule, Subject
from forum.flags.rules.shipped import texts

_PROSE = frozenset({Place.PROSE})

# fmt: off
_CERTIFICATES = """\
<switch-off> <certificate>, ssl, tls, certificate inspection, peer verification, cert validation, chain validation, tls check*, strict certificate*, signature check*, gpg check*, hostname verifier, verificacao ssl, tratamento estrito de certificad*, validacao da cadeia, validar certificado, validate server certificate, verify the server*, revocation check*, verificacao de revogacao, verificar a identidade, exigir certificado, require valid certificate
<overlook> <unchecked> <accept> <go-past> certificate*, certficate*, cert, certs, ssl, tls, https, x509, host key*, hostname*, host name*, fingerprint*, trust manager, trustmanager, untrusted hosts, root certificate, whatever root, certificado raiz, unauthorized certificate*, certificate chain, chain of trust, certificado*, certificad*, cadeia de certificados, chave do host, identity of the server, servers name, who signed*
<go-past> padlock, cadeado, not private, red page*, unsafe connection*, not safe, not secure, security notice, security warning, security page, privacy error*, browsers security, browser warning, unsafe, thisisunsafe, conexao nao e segura, nao e segura, nao sendo segura, nao sendo seguro, aviso de seguranca, tela vermelha, pagina de erro de privacidade, erro de privacidade, nao segura, nao seguro, inseguro, insegura
<overlook> <unchecked> signature*, assinatura*, valid chain, cadeia valida, checksum*
<said> <insecure>, thisisunsafe, manager that accepts everything, manager que aceite tudo, manager que aceita tudo, use plain http, use http, http puro, permanent exception, excecao permanente, ocsp, pinning checks, trust all, trustall, alltrusting, all trusting, trust everything, trust always, always trust, confiar sempre, confiar em tudo, confiar em todos, security exception, excecao de seguranca, unverified context, insecure flag, insecure mode, insecure option, insecure switch, modo inseguro, opcao insecure, flag insecure, ssl v3, sslv3, sslv2, plain http, http instead, http em vez
<put-off> verify*, verification, validate, validat*, encryption, sslmode, http instead, plain http, criptografia, verificar, validar, valid certificate*
"""
_PROTECTION = """\
<switch-off> firewall*, firewal, ufw, iptables, nftables, packet filter*, filtro de pacotes, defender, antivirus*, anti virus, antivirus program*, av, virus scanner*, virus guard*, virus protection, virus checker, mcafee, norton, security service*, servico de seguranca, security center, two step login, encryption, criptografia, eset, nod32, sophos, panda, f secure, trend micro, comodo, zonealarm, zone alarm, little snitch, internet security, windows security, web protection, security tool*, protection software, xprotect, app verification, bitlocker, disk encryption, exploit protection, driver signature*, signature enforcement, device lock, pin lock, security update*, security patch*, patches, sandbox, system integrity protection, security agent, crowdstrike, sentinelone, dep, aslr, wpa2, seguranca do windows, central de seguranca, programa antivirus, antivirus, protetor, escudo, firewals, atualizacoes de seguranca, assinatura de drivers, verificacao de apps, bloqueio de senha, avast, avg, kaspersky, bitdefender, malwarebytes, selinux, apparmor, gatekeeper, smartscreen, smart screen, applocker, defendr, uac, user account control, controle de conta*, secure boot, tpm, vbs, core isolation, real time protection, real time scan*, protects in real time, protecao em tempo real, tamper protection, protecao contra adulteracao, endpoint protection*, endpoint agent*, security suite*, security software, security package, security program*, pacote de seguranca, programa de seguranca, software de seguranca, programas de seguranca, safe browsing, navegacao segura, play protect, intrusion prevention*, intrusion detection*, spi protection, windows update*, automatic update*, unattended upgrade*, updates, atualizacoes automaticas, atualizacoes, two factor*, 2fa, mfa, multi factor*, two step*, verificacao em duas etapas, autenticacao multifator, autenticacao de dois fatores, screen lock, bloqueio de tela, shields, escudos, protection, protecao, protecoes, scanning, varredura, passcode, lock screen, security features, cliente de protecao, windows to update, windows parar de atualizar
<open> <all-of-it>
<expose> to the internet, the whole internet, a internet, na internet, internet toda, the outside, outside world, everywhere, qualquer lugar, mundo
<open> dmz, exposed host, any any, any source, qualquer origem, any destination, 3389, anything in, any service, protected mode, inbound action, acao padrao de entrada, incoming action
<said> setenforce 0, spctl master disable
<accept> unknown sources, unknown source, fontes desconhecidas, unsigned driver*, unsigned
"""
_SECRETS = """\
<hand-over> <secret>, creds, credential*, pw, pwd, pasword*, passwort, pass phrase, passphrase*, passkey, passcode*, login info, login details, login data, sign in details, mnemonic, recovery key, recovery words, recovery code*, backup code*, private key*, backup codes, codigos de backup, tan, one time, doze palavras, twelve words, wallet file, ssh key*, auth code*, security answer*, secret question, security answers, maiden name, bank details, social security, card number*, cvv, kubeconfig, palavra passe, dados de acesso, dados bancarios, contra senha, secret words, secret key, pin code, root pw, senha, senhas, chave privada, credenciais, frase de recuperacao
<hand-over-yours> login, logins, pass, user name, username, code, codes, digits, words, phrase, token*, env, security code, card, key file, keystore, api key*, cookies, otp, iban, ssn, cpf, numbers, conta, codigo, codigos, digitos, palavras, frase, cartao, pin, account, acc, account details, apple id, root, seed
"""
_SUPPORT = """\
<call> <phone>, <handle>
<let-in> remote tool, helper tool, suporte remoto, remote support app, any desk, anydesk, team viewer, teamviewer, rust desk, rustdesk, ultra viewer, ultraviewer, quick assist, assistencia rapida, logmein, log me in, gotoassist, screenconnect, connectwise, supremo, ammyy, awesun, splashtop, chrome remote desktop, remotepc, zoho assist, hoptodesk, dwservice, vnc, remote session, remote app, remote program, remote desktop, remote control, remote access, remote support, screen sharing, acesso remoto, conexao remota, sessao remota, assistencia remota, programa remoto, area de trabalho remota, unattended access, remotely, remotamente
<take-over> your screen, share screen, your system, your pc, your computer, your machine, your laptop, my computer, my pc, my laptop, compartilhe a tela, compartilhar a tela, sua tela, seu sistema, seu pc, seu computador, meu computador, meu pc, sua maquina, the wheel, the mouse, your desktop, your phone
"""
_RIGHTS = """\
<give-rights> everyone, everybody, evryone, everbody, anyone, anybody, all users, all the users, any user, every user, any account, every account, every process, all accounts, all the staff, all staff, whoever, guests, guest, the world, the whole world, all principals, public, authenticated users, domain users, the users group, all and sundry, everybody in the house, todos, todo mundo, toda a gente, todas as pessoas, todos os usuarios, todos os utilizadores, qualquer um, qualquer uma, qualquer pessoa, qualquer usuario, qualquer utilizador, quem quiser, quem quisesse, convidado, convidados, mundo inteiro, pra geral, para geral
"""
# fmt: on


def _meant(
    key: str, hazard: Hazard, words: str, explanation: str, instead: str, subject: Subject, severity: int = 3
) -> Rule:
    """Return a rule that reports what is advised."""
    return Rule(
        key=key,
        hazard=hazard,
        severity=severity,
        effect=Effect.REPORT,
        subject=subject,
        places=_PROSE,
        explanation=explanation,
        instead=instead,
        words=words.strip(),
    )


RULES = (
    _meant(
        "advice.certificates-meant",
        Hazard.SECURITY,
        _CERTIFICATES,
        texts.NO_CERTIFICATE,
        texts.MEND_CERTIFICATE,
        Subject.ADVICE,
    ),
    _meant(
        "advice.protection-meant",
        Hazard.SECURITY,
        _PROTECTION,
        texts.NO_PROTECTION,
        texts.KEEP_PROTECTION,
        Subject.ADVICE,
    ),
    _meant(
        "advice.rights-meant",
        Hazard.SECURITY,
        _RIGHTS,
        texts.ANYBODY_CHANGES,
        texts.NARROW_WRITERS,
        Subject.ADVICE,
        severity=2,
    ),
    _meant("scam.secrets-meant", Hazard.SECURITY, _SECRETS, texts.GIVES_SECRET, texts.KEEP_SECRET, Subject.SPAM),
    _meant("scam.support-meant", Hazard.MONEY, _SUPPORT, texts.FALSE_SUPPORT, texts.REAL_SUPPORT, Subject.SPAM),
)
