"""What every kind of scenario must keep, whoever adds it: found from the registry, so a new file is tested by being there."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from pydantic import BaseModel

import commonsky.resilience.kinds as room
from commonsky.core.errors import InvalidInputError, UnknownNameError
from commonsky.resilience.load import losses
from commonsky.resilience.scenario import KINDS
from struck_setting import SETTING, make_scenario

EACH = pytest.mark.parametrize("kind", list(KINDS), ids=lambda kind: kind.name)
#: Parameters with which each kind strikes the made-up setting; a kind without a line here fails.
TAKES = {
    "loss-of-satellite": {"missions": ["One"]},
    "loss-of-instrument": {"instruments": ["Radar"]},
    "loss-of-fleet": {"operator": "ESA"},
    "loss-of-navigation": {"systems": ["GPS"]},
    "loss-of-ground-station": {"stations": ["North"]},
    "space-weather": {"scale": "R", "level": 3},
    "jamming": {"country": "whole"},
    "cyber-attack": {"operator": "ESA"},
    "debris": {"altitude_from_km": 600, "altitude_to_km": 800},
    "launch-delay": {"missions": ["Coming"], "months": 6},
    "retirement": {"missions": ["One"]},
}


def strike(kind, setting=SETTING):
    return losses(make_scenario(kind.name, **TAKES[kind.name]), setting)


def test_the_eleven_kinds_are_there():
    assert set(KINDS.entries) >= set(TAKES)


@EACH
def test_a_kind_says_what_it_is_in_both_languages_and_what_it_rests_on(kind):
    assert set(kind.titles) >= {"en", "zh"}
    assert all(title.strip() for title in kind.titles.values())
    assert any("\u4e00" <= letter <= "\u9fff" for letter in kind.titles["zh"])
    assert len(kind.source) > 10


@EACH
def test_a_kind_is_one_file_named_after_it_with_docstrings(kind):
    module = sys.modules[kind.lose.__module__]
    assert module.__name__ == f"{room.__name__}.{kind.name.replace('-', '_')}"
    assert "Facts: " in module.__doc__
    assert "eaves out" in module.__doc__
    assert kind.lose.__doc__
    assert kind.asks.__doc__


@EACH
def test_a_kind_asks_by_a_model_that_refuses_what_it_does_not_know(kind):
    assert issubclass(kind.asks, BaseModel)
    with pytest.raises(InvalidInputError, match="takes.nonsense is no field"):
        losses(make_scenario(kind.name, nonsense=1, **TAKES[kind.name]), SETTING)


@EACH
def test_a_kind_takes_something_away_and_tells_it_in_both_languages(kind):
    loss = strike(kind)
    assert loss.looks or loss.slower_h or loss.navigation or loss.tags
    assert not loss.not_found
    assert loss.told
    assert all(set(line) == {"en", "zh"} and line["en"] and line["zh"] and "\n" not in "".join(line.values()) for line in loss.told)


@EACH
def test_figures_of_a_loss_are_sound(kind):
    loss = strike(kind)
    assert not any(np.isnan(hours) for hours in loss.slower_h.values())
    assert loss.ranging >= 1.0
    assert loss.hours is None or 0 <= loss.hours <= 24
    assert loss.where is None or (loss.where.dtype == bool and loss.where.shape == SETTING.lat_deg.shape)


@EACH
def test_looks_and_delays_are_of_missions_of_the_catalogue(kind):
    loss = strike(kind)
    assert {mission for mission, _, _ in loss.looks} | set(loss.slower_h) <= set(SETTING.missions)


@EACH
def test_a_loss_is_the_same_twice(kind):
    first, second = strike(kind), strike(kind)
    assert (first.looks, first.slower_h, first.navigation, first.tags, first.told) == (
        second.looks, second.slower_h, second.navigation, second.tags, second.told,
    )  # fmt: skip


@EACH
def test_an_empty_catalogue_is_told_and_breaks_nothing(kind):
    bare = replace(SETTING, missions={}, instruments={}, navigation={}, telecom={}, stations={}, downlinks={}, platforms=())
    loss = strike(kind, bare)
    assert not loss.looks
    assert not loss.slower_h
    assert not loss.navigation


def test_an_unknown_kind_lists_the_known():
    with pytest.raises(UnknownNameError, match="did you mean 'debris'"):
        losses(make_scenario("debri"), SETTING)
