"""The consistency loss: its formula, and its gradients where shares vanish."""

from __future__ import annotations

import fernery
import numpy as np
import pytest

torch = pytest.importorskip("torch")


def by_formula(logits):
    shares = [np.exp(values) / np.exp(values).sum(1, keepdims=True) for values in logits]
    mean = sum(shares) / 3
    return 12 * sum((values * np.log(values / mean)).sum(1).mean() for values in shares) / 3


def test_the_loss_is_its_formula():
    random = np.random.default_rng(6)
    logits = [random.normal(0, 2, (5, 4)) for _ in range(3)]
    loss = fernery.jsd_loss(*(torch.from_numpy(values) for values in logits))
    assert loss.item() == pytest.approx(by_formula(logits), rel=1e-6)


def test_its_gradient_is_that_of_finite_differences():
    random = np.random.default_rng(6)
    logits = [torch.from_numpy(random.normal(0, 2, (3, 4))).requires_grad_() for _ in range(3)]
    assert torch.autograd.gradcheck(fernery.jsd_loss, logits)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
@pytest.mark.parametrize("gap", [18.0, 104.0, 2000.0, float("inf")])
def test_gradients_are_finite_where_a_share_vanishes(dtype, gap):
    logits = [torch.tensor([[0.0, -gap, 1.0], [0.5, 0.0, -gap]], dtype=dtype).requires_grad_() for _ in range(3)]
    with torch.no_grad():
        logits[1][0, 2], logits[2][1, 0] = 3.0, -2.0  # so that the predictions differ
    fernery.jsd_loss(*logits).backward()
    for values in logits:
        assert torch.isfinite(values.grad).all() and values.grad.abs().max() > 0


@pytest.mark.parametrize("shapes", [[(2, 3), (1, 3), (2, 3)], [(2, 3), (2, 3), (2, 1)], [(3,), (3,), (3,)]])
def test_unequal_shapes_are_refused(shapes):
    with pytest.raises(fernery.UsageError, match=r"must have one shape \(batch, classes\), not \("):
        fernery.jsd_loss(*(torch.zeros(shape) for shape in shapes))
