import probe as probes
import pytest


@pytest.fixture(scope="session")
def probe():
    """One probe for the whole session."""
    if not probes.binary().exists():
        pytest.fail(f"{probes.binary()} does not exist: swift build --product ipmix-probe, or set FERNERY_PROBE")
    process = probes.Probe()
    yield process
    process.close()
