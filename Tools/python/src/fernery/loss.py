"""The consistency loss for JSD triples."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def jsd_loss(
    logits: torch.Tensor, logits_view1: torch.Tensor, logits_view2: torch.Tensor, *, weight: float = 12.0
) -> torch.Tensor:
    """The Jensen-Shannon divergence of three predictions, times ``weight``: to be added to the clean picture's loss.

    With p, p1, p2 the softmax of the logits (batch, classes) and M their mean, it is
    ``weight * (KL(p || M) + KL(p1 || M) + KL(p2 || M)) / 3``, averaged over the batch, in nats. M is kept above 1e-7, so
    that its logarithm is finite.

    Source: Hendrycks et al., "AugMix", ICLR 2020, arXiv 1912.02781, equation 2; IPMix takes the weight 12.
    """
    from torch.nn import functional

    probabilities = [functional.softmax(values, dim=1) for values in (logits, logits_view1, logits_view2)]
    log_mean = _log_mean(probabilities)
    divergences = [functional.kl_div(log_mean, values, reduction="batchmean") for values in probabilities]
    return weight * (divergences[0] + divergences[1] + divergences[2]) / 3.0


def _log_mean(probabilities: list[torch.Tensor]) -> torch.Tensor:
    """The logarithm of the mean of distributions."""
    mean = (probabilities[0] + probabilities[1] + probabilities[2]) / 3.0
    return mean.clamp(1e-7, 1.0).log()
