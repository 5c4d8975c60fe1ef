"""Bits by which compiled loops and rules speak of attributes. Facts: none. Leaves out what decides them."""

#: Bits of what a source misses.
RESOLUTION, UNCERTAINTY, POLICY, ACQUISITION = 1, 2, 4, 8
#: Bits of a question, beside those four: the product comes in time; observations come often enough.
TIMELY, OFTEN = 16, 32
