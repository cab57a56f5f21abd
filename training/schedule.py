"""What changes over the steps: the learning rate, the memory of the average, the loss of the last part."""

import math

from training.config import FitConfig, TrainConfig


def learning_rate(config: TrainConfig, step: int, end: int, first: int = 0) -> float:
    """Return the learning rate of a step: a linear warm-up, then the schedule down to the final rate.

    Args:
        config: Says the schedule over all steps.
        step: Which one.
        end: The step of the final rate.
        first: Descend to there from where the whole schedule stands at this step.
    """
    fit = config.fit
    if step < fit.warmup_steps:
        return warm_up(fit, step)
    start = max(first, fit.warmup_steps)
    top = _descend(fit, fit.learning_rate, (start - fit.warmup_steps) / max(fit.steps - fit.warmup_steps, 1))
    return _descend(fit, top, (step - start) / max(end - start, 1))


def _descend(fit: FitConfig, top: float, done: float) -> float:
    """Return the learning rate where this share of the way down from the highest one is done."""
    done = min(done, 1.0)
    if fit.schedule == "step":
        return float(max(fit.final_learning_rate, top * fit.decay ** int(done / fit.decay_every)))
    return fit.final_learning_rate + (top - fit.final_learning_rate) * (1 + math.cos(math.pi * done)) / 2


def warm_up(fit: FitConfig, steps: int) -> float:
    """Return the highest rate that an optimiser is ready for after so many steps."""
    return fit.learning_rate * min(1.0, (steps + 1) / max(fit.warmup_steps, 1))


def last_part(fit: FitConfig, first: int, end: int) -> int:
    """Return the step from which on a training from `first` to `end` goes by the loss of its last part."""
    return first + math.ceil((1 - fit.last_share) * (end - first))


def averages_keep(fit: FitConfig, steps: int) -> float:
    """Return how much the running average keeps of itself after so many steps.

    Little at first: the random weights of the start must not linger in it.
    """
    return min(fit.ema, (1 + steps) / (10 + steps))
