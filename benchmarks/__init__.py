"""Benchmarks: creditkit beside other tools, in the same run, as ratios.

``python -m benchmarks [name …]`` runs them. A module here is one benchmark: ``contests(size)`` makes the
contests, ``FULL`` and ``TOY`` are its sizes. Data is synthetic and seeded.
"""
