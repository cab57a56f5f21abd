"""What each augmentation brings: short trainings that differ in nothing else, in a table."""

from dataclasses import replace

from training.callbacks import Reporter
from training.config import TrainConfig, changed, write_config
from training.fit import Folders, fit

Variants = dict[str, tuple[str, ...]]


def variants(config: TrainConfig, steps: list[str]) -> Variants:
    """Return what is compared: no augmentation, the configuration's own, and that with each further step."""
    own = config.augment.steps
    compared = [(), own, *((*own, step) for step in steps)]
    return {"+".join(names) or "none": names for names in compared}


def ablate(config: TrainConfig, compared: Variants, folders: Folders, reporter: Reporter) -> str:
    """Train every variant from the same start on the same photos for the same number of steps.

    A training that is interrupted goes on, one that is done is not repeated.

    Args:
        config: What to train; its number of steps is that of each variant.
        compared: Augmentation steps by the variant's name.
        folders: `run` is the folder of the runs, one for each variant.
        reporter: Is told of the progress.

    Returns:
        A Markdown table, also written to ``ablation.md`` in that folder.

    Raises:
        ConfigError: An augmentation does not suit the network; nothing was trained.
    """
    # All of them first: what is refused is refused before the others take their time.
    designs = {name: changed(config, "augment", steps=steps) for name, steps in compared.items()}
    folders.run.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, variant in designs.items():
        outcome = fit(variant, write_config(variant), replace(folders, run=folders.run / name), reporter, resume=True)
        if not outcome.finished:
            reporter.say(f"stopped in {name}; the same command goes on")
            break
        rows.append((name, outcome.best_psnr))
    lines = ["| augmentation | validation PSNR (dB) | against none |", "|---|---|---|"]
    lines += [f"| {name} | {psnr:.3f} | {psnr - rows[0][1]:+.3f} |" for name, psnr in rows]
    table = "\n".join(lines) + "\n"
    (folders.run / "ablation.md").write_text(
        f"{config.id}, {config.fit.steps} steps of batch {config.fit.batch}, seed {config.fit.seed}\n\n{table}",
        encoding="utf-8",
    )
    return table
