"""Mail that leaves encrypted: it and the password go to the server that was named, proven by a certificate, or wait."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from messaging.smtp import deliver_new
from simulator import clock
from tests.builders import Market
from tests.messaging.test_mail_smtp import Catcher


@dataclass
class Office:
    """A mail server that encrypts, and what it was given before anybody could know whose it is."""

    certificate: Path
    port: int
    catcher: Catcher
    passwords: list[object]


def _certificate(folder: Path) -> Path:
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    begins = clock.wall_now() - timedelta(hours=1)
    built = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), begins, begins + timedelta(days=1)
    )
    built = built.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
    file = folder / "mail.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    return file


@pytest.fixture(params=["smtps", "smtp+starttls"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Office, str]]:
    certificate, scheme = _certificate(tmp_path), request.param
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(certificate)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = Office(certificate, port, Catcher(), [])

    def let_in(*asked: object) -> AuthResult:
        found.passwords.append(asked[-1])
        return AuthResult(success=True)

    how = {"ssl_context": secure} if scheme == "smtps" else {"tls_context": secure}
    controller = Controller(found.catcher, hostname="127.0.0.1", port=port, authenticator=let_in,
                            auth_require_tls=scheme != "smtps", **how)  # fmt: skip
    controller.start()
    yield found, f"{scheme}://me:secret@127.0.0.1:{port}"
    controller.stop()


def test_mail_and_password_wait_where_nobody_vouches_for_the_server(market: Market, office: tuple[Office, str]) -> None:
    server, url = office
    market.place(released=True)
    assert deliver_new(market.home, market.name, url) == 0
    assert (server.catcher.taken, server.passwords) == ([], [])


def test_mail_goes_to_a_server_whose_certificate_is_trusted(
    market: Market, office: tuple[Office, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, url = office
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    market.place(released=True)
    assert deliver_new(market.home, market.name, url) == 3
    assert len(server.catcher.taken) == 3
    assert len(server.passwords) == 1
