"""What is pointed out before it goes online, and what merely looks alike."""

import pytest

from forum.flags.secrets import SecretKind, find_secrets

KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----"
# Put together here, so that nobody who looks for keys in code finds these.
GITLAB, CHAT = "glpat-" + "AbCdEfGhIjKlMnOpQrSt", "xoxb-" + "1234567890-abcdef"
CLOUD, PAYMENTS = "AKIA" + "IOSFODNN7EXAMPL2", "sk_live_" + "4eC39HqLyjWDarjtT1"
FOUND: tuple[tuple[str, SecretKind, str], ...] = (
    (f"Here:\n{KEY}\nand so on", SecretKind.KEY, KEY),
    ("-----BEGIN PRIVATE KEY-----\nMIIEv", SecretKind.KEY, "-----BEGIN PRIVATE KEY-----\nMIIEv"),
    ("I use ghp_" + "a1B2" * 9, SecretKind.KEY, "ghp_" + "a1B2" * 9),
    (GITLAB + " works", SecretKind.KEY, GITLAB),
    (CHAT, SecretKind.KEY, CHAT),
    (f"id {CLOUD}.", SecretKind.KEY, CLOUD),
    (PAYMENTS, SecretKind.KEY, PAYMENTS),
    ("AIza" + "Sy0" * 11 + "ab", SecretKind.KEY, "AIza" + "Sy0" * 11 + "ab"),
    ("Bearer eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSMeKKF", SecretKind.KEY, "eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSMeKKF"),
    ("password=hunter22", SecretKind.PASSWORD, "hunter22"),
    ('PASSWORD: "Tr0ub4dor&3"', SecretKind.PASSWORD, "Tr0ub4dor&3"),
    ("'db_password' => 'kK9-lm2!'", SecretKind.PASSWORD, "kK9-lm2!"),
    ("export API_KEY=9f8e7d6c5b4a", SecretKind.PASSWORD, "9f8e7d6c5b4a"),
    ('{"token": "QmVuOnBhc3M"}', SecretKind.PASSWORD, "QmVuOnBhc3M"),
    ("wpa_psk: blauerHund7", SecretKind.PASSWORD, "blauerHund7"),
    ("Senha: gato!azul", SecretKind.PASSWORD, "gato!azul"),
    ("postgres://bob:s3cr-et9@db/forum", SecretKind.PASSWORD, "s3cr-et9"),
    ("My card is 4111 1111 1111 1111.", SecretKind.CARD, "4111 1111 1111 1111"),
    ("5500-0055-5555-5559", SecretKind.CARD, "5500-0055-5555-5559"),
    ("Amex 378282246310005", SecretKind.CARD, "378282246310005"),
    ("DE89 3704 0044 0532 0130 00", SecretKind.ACCOUNT, "DE89 3704 0044 0532 0130 00"),
    ("to GB82WEST12345698765432 please", SecretKind.ACCOUNT, "GB82WEST12345698765432"),
    ("PT50 0002 0123 1234 5678 9015 4", SecretKind.ACCOUNT, "PT50 0002 0123 1234 5678 9015 4"),
    ("Write to maria.silva@firma.pt!", SecretKind.MAIL, "maria.silva@firma.pt"),
    ("<j.doe+forum@mail.co.uk>", SecretKind.MAIL, "j.doe+forum@mail.co.uk"),
    ("Call +49 170 1234567 after six", SecretKind.PHONE, "+49 170 1234567"),
    ("+1 (212) 736-5000", SecretKind.PHONE, "+1 (212) 736-5000"),
    ("(212) 736-5000", SecretKind.PHONE, "(212) 736-5000"),
    ("+351912345678", SecretKind.PHONE, "+351912345678"),
    ("I live at 12 Baker Street, London NW1 6XE", SecretKind.ADDRESS, "12 Baker Street, London NW1 6XE"),
    ("Send it to Lindenstraße 7a, 10969 Berlin", SecretKind.ADDRESS, "Lindenstraße 7a, 10969 Berlin"),
    ("Moro na Rua das Flores, 42", SecretKind.ADDRESS, "Rua das Flores, 42"),
)
HARMLESS: tuple[str, ...] = (
    "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkq\n-----END PUBLIC KEY-----",
    "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl",
    "ghp_short",
    "task-force and risk-assessment-of-everything",
    "The commit is 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "id 550e8400-e29b-41d4-a716-446655440000",
    "I forgot my password: please help",
    "password=<your password>",
    "password=********",
    "password: xxxxxxxx1",
    "PASSWORD=${DB_PASSWORD1}",
    "password = os.environ['DB_PW1']",
    "token = get_token(user1)",
    "api_key: YOUR_API_KEY_1",
    "Set token: required",
    "the token: whatever comes next",
    "https://host:8080/path@2",
    "postgres://user:password@host/db",
    "The serial number is 4111111111111112.",
    "1234567890123456",
    "It took 1605182400000 milliseconds",
    "firmware-4111111111111111-beta",
    "10.0.4111.1111 and 192.168.100.200",
    "DE89 3704 0044 0532 0130 01",
    "Error AB12 CDEF 1234 5678 9012",
    "ada@example.org",
    "someone@router.test",
    "git@github.com:owner/name.git",
    "noreply@acme.com",
    "logo@2x.png",
    "systemctl restart getty@tty1.service",
    "UTC+0100 and +5 dB",
    "+1000 points",
    "version 2.1.0+20261127",
    "Call 112 or 0800",
    "The Main Street 5 lights blink",
    "In the street there were 12 routers",
    "Port 8080, Channel 36",
)


def test_there_are_as_many_look_alikes_as_secrets() -> None:
    assert len(FOUND) >= 30
    assert len(HARMLESS) >= 30


@pytest.mark.parametrize(("text", "kind", "secret"), FOUND)
def test_it_is_found_where_it_stands(text: str, kind: SecretKind, secret: str) -> None:
    assert [(one.kind, text[one.start : one.end]) for one in find_secrets(text)] == [(kind, secret)]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_looks_alike_is_left_alone(text: str) -> None:
    assert [text[one.start : one.end] for one in find_secrets(text)] == []


@pytest.mark.parametrize(
    "piece", ["4 ", "a.", "+1 ", "A1 ", "token:", "@a.", "1 Aa ", "Rua a", "Rua a b ", "-----BEGIN PRIVATE KEY-----"]
)
def test_long_texts_are_read_in_one_go(piece: str) -> None:
    text = (piece * 30_000)[:30_000]
    assert all(one.start < one.end <= len(text) for one in find_secrets(text))
