"""Least assignment with scipy, 51 arcs a row or a full matrix: python3 assignment.py ROWS RUNS [dense]; prints seconds of every run."""
import sys
import time
import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

n, runs = int(sys.argv[1]), int(sys.argv[2])
dense = sys.argv[3:] == ["dense"]
rng = np.random.default_rng(4)
if dense:
    costs = np.floor(1 + 1000 * rng.random((n, n)))
else:
    rows = np.repeat(np.arange(n), 51)
    columns = rng.integers(0, n, n * 51)
    columns[::51] = np.arange(n)
    pairs = np.unique(rows * n + columns)
    rows, columns = pairs // n, pairs % n
    values = np.floor(1 + 1000 * rng.random(len(pairs)))


def once():
    if dense:
        return linear_sum_assignment(costs)
    return min_weight_full_bipartite_matching(csr_matrix((values, (rows, columns)), shape=(n, n)))


for _ in range(runs):
    start = time.perf_counter()
    once()
    print(f"{time.perf_counter() - start:.4f}")
