"""The consistency loss for JSD triples."""

from __future__ import annotations

from ._kinds import Tensor
from .errors import UsageError

#: Logarithms are kept above it. The exponential of it is 0 in every type, and 0 times it is 0.
_LEAST_LOGARITHM = -1000.0


def jsd_loss(logits: Tensor, logits_view1: Tensor, logits_view2: Tensor, *, weight: float = 12.0) -> Tensor:
    """The Jensen-Shannon divergence of three predictions, times ``weight``: to be added to the clean picture's loss.

    With p, p1, p2 the softmax of the logits (batch, classes) and M their mean, it is
    ``weight * (KL(p || M) + KL(p1 || M) + KL(p2 || M)) / 3``, averaged over the batch, in nats. M is kept above 1e-7,
    so that its logarithm is finite. Gradients are finite for all logits, also where a share is too small for its type.

    Source: Hendrycks et al., "AugMix", ICLR 2020, arXiv 1912.02781, equation 2; IPMix takes the weight 12.

    Raises:
        UsageError: the logits are not three of one shape (batch, classes).
    """
    from torch.nn import functional

    triple = (logits, logits_view1, logits_view2)
    shapes = [tuple(values.shape) for values in triple]
    if len(shapes[0]) != 2 or len(set(shapes)) > 1:
        raise UsageError(f"the logits must have one shape (batch, classes), not {', '.join(map(str, shapes))}")
    # From logarithms and not by `kl_div`, whose p log p has the gradient NaN where p is 0.
    logarithms = [functional.log_softmax(values, dim=1).clamp(min=_LEAST_LOGARITHM) for values in triple]
    shares = [values.exp() for values in logarithms]
    log_mean = ((shares[0] + shares[1] + shares[2]) / 3.0).clamp(1e-7, 1.0).log()
    divergences = [(share * (logarithm - log_mean)).sum(1).mean() for share, logarithm in zip(shares, logarithms)]
    return weight * (divergences[0] + divergences[1] + divergences[2]) / 3.0
