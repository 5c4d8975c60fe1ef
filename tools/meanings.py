"""What each field of a catalogue, requirement or need row means, with its unit, for docs/reference. Facts: the rooms catalogue and needs.

A field without an entry here, or an entry without a field, fails when the reference is made.
"""

SOURCED = {
    "as_of": "date on which the row's facts were last checked",
    "source": "where each figure was read: what it is, the page or document, the figure as printed there; at least one",
    "note": "anything a reader of the row should know",
}

MEANINGS: dict[str, dict[str, str]] = {
    "Mission": SOURCED
    | {
        "name": "name of the satellite, by which instruments refer to it",
        "agencies": "who operates it",
        "launch_date": "first day on which it can give products",
        "end_date": "day from which it gives none",
        "status": "`operational` and `extended` give products; `ended` gave them until `end_date`; the others give none",
        "status_as_of": "date of the status",
        "norad": "catalogue number, by which element sets are matched; 0 where it has none yet",
        "cospar": "international designator, such as 2015-028A",
        "orbit": "its orbit, as below",
    },
    "Orbit": {
        "kind": "a sun-synchronous orbit needs `ascending_node`, a geostationary one `longitude_deg`",
        "altitude_km": "as published, km; tells whether an element set is of this mission; sets positions only where no cycle is known",
        "inclination_deg": "as published, degrees",
        "repeat_days": "length of the repeat cycle, days; together with `repeat_orbits`",
        "repeat_orbits": "revolutions in one repeat cycle",
        "ascending_node": "mean local solar time at which it crosses the equator northward, as HH:MM",
        "longitude_deg": "where a geostationary satellite stands, degrees east",
    },
    "Instrument": SOURCED
    | {
        "name": "short name; a row of yours with the name of one of ours takes its place",
        "full_name": "long name",
        "kind": "such as `optical imager` or `synthetic aperture radar`; the pixel of a scanning kind grows towards the edge of the swath",
        "missions": "names of the missions that fly it",
        "data_policy": "who may have its products",
        "modes": "how it looks at the ground, as below",
        "measures": "what its products measure, as below",
    },
    "Mode": {
        "name": "name of the mode, by which measures refer to it",
        "geometry": "`swath` across the track, `side-looking` radar, `track` under an altimeter, `disk` of a geostationary imager, "
        "`grid` of a product of many satellites",
        "swath_km": "full width on the ground, km; of a swath centred on nadir, or a track's footprint",
        "look_min_deg": "least look angle across the track, degrees, right of flight positive; with `look_max_deg` instead of `swath_km`",
        "look_max_deg": "greatest look angle, degrees",
        "incidence_min_deg": "least angle between the line of sight and the vertical at the ground, degrees; of a side-looking mode",
        "incidence_max_deg": "greatest such angle, degrees",
        "side": "side of flight to which a radar looks",
        "cycle_min": "minutes between images of a disk or grid",
        "max_zenith_deg": "greatest zenith angle of the satellite at the ground at which a disk is of use, degrees",
        "max_latitude_deg": "latitude, north and south, up to which a grid reaches, degrees",
        "resolution_m": "size of a pixel at nadir, m",
        "light": "whether it needs daylight",
        "max_solar_zenith_deg": "greatest zenith angle of the Sun at which a `day` mode works, degrees; 80 where not given",
        "acquisition": "`systematic`: every pass; `scenario`: by a published plan; `tasked`: on request",
        "acquisition_note": "the plan, in words",
    },
    "Measure": {
        "variable": "one of [variables.md](variables.md)",
        "modes": "names of the modes that serve it",
        "relevance": "how well the instrument suits the variable",
        "resolution_m": "spacing of the product's grid, m; the coarser of it and the mode's pixel counts",
        "uncertainty": "one standard deviation, in the variable's unit; not given: a requirement on it counts as not met",
        "latency_h": "hours from observation to the open product; not given: a requirement on timeliness counts as not met",
        "product": "the product that people get",
        "note": "anything a reader should know",
        "source": "as for the instrument; at least one",
    },
    "Requirement": {
        "id": "name by which needs refer to it",
        "theme": "what it is for",
        "variable": "one of [variables.md](variables.md)",
        "layer": "where in air, soil or water",
        "application": "what the source says that it is for",
        "uncertainty_sigmas": "whether the source states one or two standard deviations; two are halved when they are compared",
        "confidence": "how sure the source is of it",
        "valid_from": "date from which the source holds",
        "valid_until": "date until which it holds",
        "as_of": "date on which it was read",
        "note": "how the source's figures were read",
        "source": "where each figure was read; at least one",
        "horizontal_resolution": "a length in any unit",
        "vertical_resolution": "kept, not judged yet",
        "uncertainty": "in a unit that converts to the variable's",
        "observing_cycle": "time between observations, in any unit",
        "timeliness": "time from observation to the user, in any unit",
        "stability": "kept, not judged yet",
    },
    "Values": {
        "unit": "as the source prints it, such as `km` or `min`",
        "goal": "the ideal: more brings nothing",
        "breakthrough": "a great step forward",
        "threshold": "the least that is of use",
    },
    "Need": {
        "requirement": "id of a requirement, packaged or of the same file",
        "weight": "how much it counts beside the others, when first actions are put in order",
        "applies": "`coastal`: only where the country has a sea coast",
        "title_en": "the need in plain words",
        "title_zh": "the same in Chinese",
        "why": "why it matters",
        "data_policies": "data policies that are of use to the country",
        "acquisitions": "kinds of acquisition that count; add `tasked` to count what must be requested",
        "agenda": "targets that it serves, each with where that is stated",
    },
    "Source": {
        "what": "what was read",
        "where": "page or document",
        "quoted": "the figure as printed there",
    },
}

GAPS_CSV: dict[str, str] = {
    "country": "ISO3 code",
    "need": "id of the requirement",
    "title": "the need in English",
    "theme": "what it is for",
    "variable": "what is to be observed",
    "level": "the level that this row is about: goal, breakthrough or threshold",
    "area_share_attained": "share of the need's area where this level or a stricter one holds, 0 to 1",
    "people_share_attained": "the same of people",
    "limiting_attributes": "what stands in the way: one attribute, or a smallest pair joined by +; empty: nothing short of three",
    "limit_area_share": "share of the area that is so limited; empty where the level holds everywhere",
    "limit_people_share": "the same of people",
    "cause": "in words",
    "action": "what to do first",
    "sources": "where the requirement and the figures were read",
}

GAPS_GEOJSON: dict[str, str] = {
    "cell": "HEALPix nested index of the cell, WGS84 ellipsoid; also the feature's id",
    "land_km2": "the country's land in the cell, km²",
    "sea_km2": "sea within the coastal band in the cell, km²",
    "people": "people of the cell, see the profile for how they were spread",
    "one property for each need": "its id; goal, breakthrough, threshold, not met, not observed or does not apply",
}
