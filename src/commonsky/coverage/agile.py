"""What an agile imager can really take: the turn from one target to the next, and the minutes that it works in an orbit.

An agile mode's passes are access: each target could be asked for. Which of many can be taken in one pass is a matter of the time to
turn between them; here targets are taken in the order of flight, at the instant at which each lies straight across the track. A target
anywhere within the swath is taken, so neighbours need no turn. Facts: the mode's own slew rate, settling time and duty cycle. Leaves out
turns along the track, which let one satellite take more, and the choice that takes the most: the order of flight is a lower bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commonsky.core.errors import InvalidInputError
from commonsky.coverage.sensors import half_look_rad

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from commonsky.catalogue.model import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Slew:
    """What limits one satellite between targets; angles in rad, times in s.

    Args:
        roll: greatest roll to either side.
        half: half of the swath, as a look angle.
        rate: turn a second; infinite where no source states it.
        settle: wait after a turn.
        scene: time that one image takes.
        duty: time of images in one revolution; infinite where no source states it.
    """

    roll: float
    half: float
    rate: float = np.inf
    settle: float = 0.0
    scene: float = 0.0
    duty: float = np.inf


def slew_of(mode: Mode, radius_km: float, *, scene_s: float = 0.0) -> Slew:
    """The limits that a mode states; what it does not state limits nothing.

    Args:
        mode: an agile one.
        radius_km: distance of the satellite from the Earth's centre.
        scene_s: time that one image takes.

    Raises:
        InvalidInputError: if the mode is not agile.
    """
    if mode.geometry != "agile":
        raise InvalidInputError(f"mode {mode.name} is a {mode.geometry}; only an agile one turns from target to target")
    return Slew(
        roll=float(np.radians(mode.roll_max_deg or 0.0)),
        half=half_look_rad(mode.swath_km or 0.0, radius_km),
        rate=np.inf if mode.slew_deg_s is None else float(np.radians(mode.slew_deg_s)),
        settle=mode.settle_s or 0.0,
        scene=scene_s,
        duty=np.inf if mode.duty_min_orbit is None else 60.0 * mode.duty_min_orbit,
    )


def taken(time_s: NDArray[np.float64], look_rad: NDArray[np.float64], slew: Slew, *, period_s: float) -> NDArray[np.bool_]:
    """Which wanted targets one satellite takes, greedy in the order of time, (n,).

    The first reachable target is always taken. From one roll to the next it turns no farther than brings the target into the swath,
    begins when the image before is done, and is at rest when the next begins. Images add up to at most the duty of a revolution, any
    `period_s` long.

    Args:
        time_s, look_rad: (n,), when each target lies straight across the track, and its signed look angle then, in any order.
        slew: what limits the satellite.
        period_s: of one revolution.

    >>> slew = Slew(roll=0.5, half=0.01, rate=0.02, settle=5.0)
    >>> taken(np.array([0.0, 10.0, 30.0]), np.array([0.3, -0.3, -0.1]), slew, period_s=5900.0).tolist()
    [True, False, True]
    """
    done = np.zeros(len(time_s), bool)
    roll, free_s = 0.0, -np.inf
    images: list[tuple[float, float]] = []
    for i in np.lexsort((look_rad, time_s)):
        low, high = max(look_rad[i] - slew.half, -slew.roll), min(look_rad[i] + slew.half, slew.roll)
        if low > high:
            continue  # beyond the greatest roll
        target = min(max(roll, low), high)
        turn = abs(target - roll)
        begin_s, end_s = time_s[i] - slew.scene / 2, time_s[i] + slew.scene / 2
        if turn == 0:
            begin_s = max(begin_s, min(free_s, end_s))  # the strip that is being taken goes on
        elif begin_s < free_s + turn / slew.rate + slew.settle - 1e-9:
            continue
        used_s = sum(length for at, length in images if at > end_s - period_s)
        if used_s + end_s - begin_s > slew.duty * (1 + 1e-9):
            continue
        done[i] = True
        roll, free_s = target, max(free_s, end_s)
        images.append((begin_s, end_s - begin_s))
    return done


def duty_share(mode: Mode, access_min: Sequence[float] | NDArray[np.float64]) -> float:
    """Share of access that the duty cycle allows to be used; 1 where no source states one.

    Args:
        mode: an agile one.
        access_min: minutes in which something wanted can be seen, in each revolution.

    >>> from commonsky.catalogue.model import Mode
    >>> row = dict(name="m", geometry="agile", swath_km=12, roll_max_deg=30, resolution_m=1, light="day", acquisition="tasked")
    >>> duty_share(Mode(**row, duty_min_orbit=10), [5.0, 20.0])
    0.6
    """
    minutes = np.asarray(access_min, float)
    if mode.duty_min_orbit is None or not minutes.sum() > 0:
        return 1.0
    return float(np.minimum(minutes, mode.duty_min_orbit).sum() / minutes.sum())
