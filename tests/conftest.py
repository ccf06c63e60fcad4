"""Fixtures every test may use: the development data, and a wall around the network."""

import socket
from pathlib import Path

import pytest
from hypothesis import settings

# Nothing is timed: a busy machine is no failure.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

pytest_plugins = ["tests.chroma_servers", "tests.scripted_server", "tests.surfaces"]
SHARED = Path(__file__).resolve().parents[2] / "shared"
LOOPBACK = ("127.", "localhost", "::1")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--crash-rounds", type=int, default=6, help="kills at random moments (tests/test_crash.py)"
    )
    parser.addoption(
        "--truth-rounds", type=int, default=1, help="times 35 sequences (tests/test_truth.py)"
    )


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the development data (../shared) is not here")
    return SHARED


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets beyond loopback are refused, and no setting of the developer's leaks in."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else address
        if isinstance(host, str) and self.family != socket.AF_UNIX:
            assert host.startswith(LOOPBACK), f"a test tried to reach {host}"
        real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "REVIEWER_STORE", "REVIEWER_MODEL"):
        monkeypatch.delenv(name, raising=False)
