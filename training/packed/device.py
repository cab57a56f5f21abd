"""Many steps of a training in one call of an accelerator: crops, flips, gradients and averages stay on it."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import keras

from training.checkpoints import Part
from training.conditions import ERROR, TOLD_SHARE, UNKNOWN
from training.config import TrainConfig
from training.losses import LOSSES
from training.packed.squares import is_turned

MOST = 1024
"""Steps of one call at most."""

Variables = list[jax.Array]
Pool = tuple[jax.Array, jax.Array]


class State(NamedTuple):
    """What changes from step to step, as arrays of the accelerator.

    Attributes:
        trainable: Weights.
        frozen: What is no weight: the averages of batch normalisation.
        optimizer: Variables of the optimiser.
        averages: Running averages of `trainable` and `frozen`.
    """

    trainable: Variables
    frozen: Variables
    optimizer: Variables
    averages: tuple[Variables, Variables]


Advance = Callable[..., tuple[State, jax.Array]]


def taken_from(part: Part, averaged: keras.Model) -> State:
    """Return the state of a network, its optimiser and its running average, as copies."""

    def copied(variables: Iterable[Any]) -> Variables:
        return [jnp.array(variable.value) for variable in variables]

    return State(
        copied(part.model.trainable_variables),
        copied(part.model.non_trainable_variables),
        copied(part.optimizer.variables),
        (copied(averaged.trainable_variables), copied(averaged.non_trainable_variables)),
    )


def put_back(state: State, part: Part, averaged: keras.Model) -> None:
    """Give the networks and the optimiser the values of a state."""
    for variables, values in (
        (part.model.trainable_variables, state.trainable),
        (part.model.non_trainable_variables, state.frozen),
        (part.optimizer.variables, state.optimizer),
        (averaged.trainable_variables, state.averages[0]),
        (averaged.non_trainable_variables, state.averages[1]),
    ):
        for variable, value in zip(variables, values, strict=True):
            variable.assign(jnp.array(value))  # a copy: the state's own arrays are given away in the next call


def compiled(part: Part, config: TrainConfig, loss: str) -> Advance:
    """Return a function that trains for some steps.

    It takes the state (given away), the pool of patches, a key of chance, the first step, the number of steps up to
    `MOST`, and for each step its learning rate and how much the average keeps, ``(MOST,)``; it returns the new state
    and the mean loss.
    """
    model, optimizer = part.model, part.optimizer
    rate_place = next(n for n, variable in enumerate(optimizer.variables) if variable is optimizer.learning_rate)

    def loss_of(
        trainable: Variables, frozen: Variables, inputs: Any, targets: jax.Array
    ) -> tuple[jax.Array, Variables]:
        results, frozen = model.stateless_call(trainable, frozen, inputs, training=True)
        return LOSSES[loss](targets, results), frozen

    def step(state: State, pool: Pool, key: jax.Array, rate: jax.Array, keep: jax.Array) -> tuple[State, jax.Array]:
        inputs, targets = _batch(pool, config, key)
        (value, frozen), gradients = jax.value_and_grad(loss_of, has_aux=True)(
            state.trainable, state.frozen, inputs, targets
        )
        variables = list(state.optimizer)
        variables[rate_place] = rate
        trainable, variables = optimizer.stateless_apply(variables, gradients, state.trainable)
        averages = jax.tree.map(
            lambda average, new: (keep * average + (1 - keep) * new).astype(average.dtype),
            state.averages,
            (trainable, frozen),
        )
        return State(trainable, frozen, variables, averages), value

    def advance(
        state: State,
        pool: Pool,
        key: jax.Array,
        first: jax.Array,
        count: jax.Array,
        rates: jax.Array,
        keeps: jax.Array,
    ) -> tuple[State, jax.Array]:
        def one(number: jax.Array, carried: tuple[State, jax.Array]) -> tuple[State, jax.Array]:
            state, total = carried
            state, value = step(state, pool, jax.random.fold_in(key, first + number), rates[number], keeps[number])
            return state, total + value

        state, total = jax.lax.fori_loop(0, count, one, (state, jnp.float32(0)))
        return state, total / jnp.maximum(count, 1)

    jitted: Advance = jax.jit(advance, donate_argnums=0)
    return jitted


def _refreshed(pool: Pool, places: jax.Array, patches: tuple[Any, Any]) -> Pool:
    return pool[0].at[places].set(patches[0]), pool[1].at[places].set(patches[1])


refreshed: Callable[[Pool, jax.Array, tuple[Any, Any]], Pool] = jax.jit(_refreshed)
"""Gives the pool with other patches in some places."""


def _batch(pool: Pool, config: TrainConfig, key: jax.Array) -> tuple[Any, jax.Array]:
    """Draw a batch: any patch, any place in it, any of the eight symmetries; and what the network is told of each."""
    side, scale = config.data.patch, config.network_scale
    which, where, turn, told, known = jax.random.split(key, 5)
    count, room = config.fit.batch, pool[0].shape[1] - side + 1
    numbers = jax.random.randint(which, (count,), 0, pool[0].shape[0])
    corners = jax.random.randint(where, (count, 2), 0, room)
    turns = jax.random.randint(turn, (count,), 0, 8 if is_turned(config) else 1)
    sources = _cut(pool[0], numbers, corners, side, turns)
    targets = _cut(pool[1], numbers, corners * scale, side * scale, turns)
    if not config.conditions:
        return sources, targets
    levels = jnp.sqrt(jnp.mean(jnp.square(sources - targets), axis=(1, 2, 3), keepdims=True))
    levels *= jnp.exp(ERROR * jax.random.normal(told, levels.shape))
    unknown = jax.random.uniform(known, levels.shape) >= TOLD_SHARE
    return [sources, jnp.where(unknown, UNKNOWN, levels)], targets


def _cut(patches: jax.Array, numbers: jax.Array, corners: jax.Array, side: int, turns: jax.Array) -> jax.Array:
    def one(number: jax.Array, corner: jax.Array, turn: jax.Array) -> jax.Array:
        begin = (number, corner[0], corner[1], 0)
        patch = jax.lax.dynamic_slice(patches, begin, (1, side, side, patches.shape[-1]))[0]
        patch = jnp.where(turn & 1, patch[:, ::-1], patch)
        patch = jnp.where(turn & 2, patch[::-1], patch)
        return jnp.where(turn & 4, patch.transpose(1, 0, 2), patch)

    return jax.vmap(one)(numbers, corners, turns)
