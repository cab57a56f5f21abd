"""What is asked for becomes a recipe, by what was read from the photo where something is left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from recon_desktop.core.card import Flaw
from recon_desktop.core.errors import ModelMismatch, ModelUnknown
from recon_desktop.core.gauge import Damage
from recon_desktop.core.mix import PLAIN, Mix
from recon_desktop.engine.automatic import told, treated
from recon_desktop.engine.catalog import Catalog
from recon_desktop.engine.order import AUTO, Order, Request
from recon_desktop.engine.recipe import Recipe, Step

from .nets import UPSCALERS

NOISY = Damage(noise=20.0, chroma=20.0, coarseness=1.0, level=20.0)
CLEAN = Damage()


def test_it_denoises_first_and_takes_the_models_named(catalog: Catalog) -> None:
    order = Order.of(catalog, "denoise+upscale", scale=4, models=["denoise-luma"], mix=Mix(0.5, 0.5))
    assert order.models == ("denoise-luma", "upscale-luma-x4")
    recipe = order.recipe(catalog)
    assert recipe == Recipe((Step("denoise-luma"), Step("upscale-luma-x4")), Mix(0.5, 0.5))
    assert recipe.scale(catalog) == order.scale == 4
    assert recipe.without_mix.mix == PLAIN
    assert Order.of(catalog, "denoise+upscale", models=["upscale-rgb-x2", "denoise-luma"]).recipe(catalog).steps == (
        Step("denoise-luma"),
        Step("upscale-rgb-x2"),
    )


def test_the_scale_follows_the_model_named(catalog: Catalog) -> None:
    assert Order.of(catalog, "upscale", models=["upscale-luma-x4"]).scale == 4
    assert Order.of(catalog, "improve", models=["upscale-luma-x4"]).scale == 4
    assert Order.of(catalog, "upscale").scale == 2
    assert Order.of(catalog, "improve").scale == 1


def test_what_no_photo_can_change_is_settled(catalog: Catalog) -> None:
    upscaler = catalog.default("upscale", 2).id
    assert Order.of(catalog, "improve", scale=2).models == (AUTO, upscaler)
    assert Order.of(catalog, "improve").models == Order.of(catalog, "denoise").models == (AUTO,)
    assert Order.of(catalog, "upscale", models=[AUTO]).models == (upscaler,)
    for order in (Order("denoise+upscale", (), 2), Order("denoise+upscale", (AUTO, upscaler), 2)):
        assert [step.model for step in order.recipe(catalog).steps] == [catalog.default("denoise").id, upscaler]


@pytest.mark.parametrize(
    ("task", "scale", "given", "offers"),
    [
        ("upscale", 2, ["upscale-luma-x4"], {*UPSCALERS} - {"upscale-luma-x4"}),
        ("improve", 2, ["upscale-luma-x4"], {*UPSCALERS} - {"upscale-luma-x4"}),
        ("upscale", 3, [], {*UPSCALERS}),
        ("upscale", 2, ["denoise-deep"], {*UPSCALERS}),
        ("denoise", None, ["denoise-deep", "denoise-luma"], set()),
    ],
)
def test_models_that_do_not_fit_are_refused(
    catalog: Catalog, task: Request, scale: int | None, given: Sequence[str], offers: set[str]
) -> None:
    with pytest.raises(ModelMismatch) as caught:
        Order.of(catalog, task, scale=scale, models=given)
    assert set(caught.value.offers) == offers
    with pytest.raises(ModelMismatch):
        Order(task, tuple(given), scale or 1).recipe(catalog)
    with pytest.raises(ModelUnknown):
        Order(task, ("nobody",), scale or 1).recipe(catalog)


def test_another_method_takes_the_place_of_the_last_model() -> None:
    chain = Order("denoise+upscale", ("a", "b"), 2)
    assert chain.with_method("c").models == ("a", "c")
    assert Order("denoise").with_method("c").models == ("c",)


@pytest.mark.parametrize("wrong", [-0.1, 255.1, float("nan"), float("inf")])
def test_a_noise_level_out_of_its_range_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match=r"0\.\.255"):
        Order("denoise", noise_level=wrong)


def test_a_stated_noise_level_sets_the_amount_of_a_blind_denoiser(catalog: Catalog) -> None:
    def amount(stated: float | None, damage: Damage | None = NOISY) -> float:
        return Order("denoise", ("denoise-deep",), noise_level=stated).recipe(catalog, damage).steps[0].amount

    read = told(NOISY)
    assert read
    assert [amount(None), amount(read / 4), amount(2 * read)] == [1.0, 0.25, 1.0]
    assert amount(5, None) == amount(5, CLEAN) == 1.0, "of what is not there no part can be taken"


def test_a_conditioned_denoiser_is_told_the_level(catalog: Catalog) -> None:
    def level(stated: float | None, damage: Damage | None) -> float | None:
        return Order("denoise", ("denoise-told",), noise_level=stated).recipe(catalog, damage).steps[0].noise_level

    assert level(None, NOISY) == told(NOISY)
    assert level(30, NOISY) == 30
    assert level(None, None) is None, "the network finds out by itself"
    assert level(None, Damage(readable=False)) is None


def test_of_coarse_noise_more_is_told_than_the_gauge_reads() -> None:
    levels = [told(replace(NOISY, coarseness=coarseness)) or 0.0 for coarseness in (0.0, 0.3, 0.4, 0.45, 0.6, 2.0)]
    assert 20 < levels[0] == levels[1] < levels[2] < levels[3] < levels[4] == levels[5]
    blocks = replace(NOISY, noise=1.0, chroma=0.0)
    assert levels[0] <= (told(blocks) or 0.0) < 1.02 * levels[0], "JPEG has no noise to be coarse"
    assert told(Damage()) == 0.0, "what is clean stays as it is"


def test_to_improve_denoises_only_what_needs_it(catalog: Catalog) -> None:
    def models(order: Order, damage: Damage | None) -> list[str]:
        return [step.model for step in order.recipe(catalog, damage).steps]

    denoiser, upscaler = catalog.default("denoise").id, catalog.default("upscale", 2).id
    assert models(Order(), CLEAN) == models(Order(), None) == []
    assert models(Order(), NOISY) == [denoiser]
    assert models(Order(scale=2), CLEAN) == [upscaler]
    assert models(Order(scale=2), NOISY) == [denoiser, upscaler]
    assert models(Order(models=("denoise-luma",)), CLEAN) == ["denoise-luma"], "what is named runs"
    assert models(Order(noise_level=3.0), CLEAN) == [denoiser], "a person knows of noise"
    assert models(Order(noise_level=0.0), NOISY) == []
    assert models(Order("denoise"), CLEAN) == [denoiser], "it is asked for"


def test_a_decision_tells_what_was_left_open(catalog: Catalog) -> None:
    open_, named, enlarging = Order("denoise"), Order("denoise", ("denoise-luma",)), Order("upscale", scale=2)
    assert [order.decide(catalog, NOISY).automatic for order in (open_, named, enlarging)] == [True, False, False]
    decision = open_.decide(catalog, NOISY)
    assert (decision.damage, decision.treated) == (NOISY, ("noise",))
    assert decision == open_.decide(catalog, NOISY)


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_amounts_lie_in_0_to_1(wrong: float) -> None:
    with pytest.raises(ValueError, match=r"0\.\.1"):
        Step("m", amount=wrong)


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (Damage(noise=3.0, chroma=3.0, level=3.0), ("noise",)),
        (Damage(noise=0.2, chroma=2.0, level=2.0), ("noise",)),
        (Damage(quality=20, level=9.0), ("jpeg",)),
        (Damage(quality=95, level=2.0), ()),
        (Damage(noise=3.0, chroma=3.0, quality=75, level=9.0), ("noise",)),
        (Damage(noise=3.0, chroma=3.0, quality=20, level=9.0), ("jpeg", "noise")),
        (Damage(noise=8.0, chroma=8.0, quality=65, level=9.0), ("noise", "jpeg")),
        (Damage(readable=False), ()),
    ],
)
def test_what_is_worth_taking_out(damage: Damage, expected: tuple[Flaw, ...]) -> None:
    assert treated(damage) == expected
