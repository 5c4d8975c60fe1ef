"""SGP4's published verification cases (Vallado et al. 2006: SGP4-VER.TLE, tcppver.out) through our reading and our record."""

from importlib.resources import files

import numpy as np
import pytest
from sgp4.io import compute_checksum

from commonsky.core.errors import InvalidInputError
from commonsky.orbits.propagation import satellite_record
from commonsky.sources.elements.tle import parse_tle

#: Positions are printed to 1e-8 km, velocities to 1e-9 km/s; our epochs are whole microseconds.
POSITION_KM, VELOCITY_KM_S = 2e-7, 1e-9


def published_sets():
    """One element set a case, the checksums that the file spoils on purpose made good, what follows column 69 cut."""
    lines = [line for line in files("sgp4").joinpath("SGP4-VER.TLE").read_text().splitlines() if line[:1] in {"1", "2"}]
    whole = [line[:68].ljust(68) for line in lines]
    (*found,) = parse_tle("\n".join(line + str(compute_checksum(line)) for line in whole), "SGP4-VER.TLE")
    return found


def published_rows():
    """Rows of each case: minutes since epoch, position and velocity in TEME."""
    cases = []
    for line in files("sgp4").joinpath("tcppver.out").read_text().splitlines():
        if "xx" in line:
            cases.append((int(line.split()[0]), []))
        else:
            cases[-1][1].append([float(word) for word in line.split()[:7]])
    return [(number, np.array(rows)) for number, rows in cases]


CASES = [(e, number, rows) for e, (number, rows) in zip(published_sets(), published_rows(), strict=True)]
#: Case 33334 is wrong on purpose: its perturbed eccentricity is out of range at the start.
BROKEN = 33334


@pytest.mark.truth
def test_every_published_row_is_compared():
    assert len(CASES) == 33
    assert sum(len(rows) for _, number, rows in CASES if number != BROKEN) == 666
    assert [e.norad for e, _, _ in CASES] == [number for _, number, _ in CASES]


@pytest.mark.truth
@pytest.mark.parametrize("case", [c for c in CASES if c[1] != BROKEN], ids=lambda c: f"{c[1]}-{len(c[2])}")
def test_positions_and_velocities_are_the_published_ones(case):
    elements, _, rows = case
    record = satellite_record(elements)
    ours = [record.sgp4_tsince(minutes) for minutes in rows[:, 0]]
    assert [error for error, _, _ in ours] == [0] * len(rows)
    assert np.abs(np.array([r for _, r, _ in ours]) - rows[:, 1:4]).max() < POSITION_KM
    assert np.abs(np.array([v for _, _, v in ours]) - rows[:, 4:7]).max() < VELOCITY_KM_S


@pytest.mark.truth
def test_the_case_that_is_wrong_on_purpose_is_refused():
    (elements,) = [e for e, number, _ in CASES if number == BROKEN]
    with pytest.raises(InvalidInputError, match="eccentricity is outside the range"):
        satellite_record(elements)
