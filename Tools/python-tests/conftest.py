import probe as probes
import pytest


@pytest.fixture(scope="session")
def probe():
    """One probe for the whole session."""
    process = probes.Probe()
    yield process
    process.close()
