"""Weighted Gini, Theil T and its within/between parts by 100 groups with numpy: python3 gini.py ROWS RUNS; prints seconds of every run."""
import sys
import time
import numpy as np

n, runs = int(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(1)
x = np.exp(rng.normal(9, 0.8, n))
w = rng.uniform(1, 3, n)
g = rng.integers(0, 100, n)


def once():
    order = np.argsort(x)
    xs, ws = x[order], w[order]
    c = np.cumsum(ws)
    total, income = c[-1], np.dot(ws, xs)
    gini = (2 * np.dot(ws * xs, c) - np.dot(ws * ws, xs)) / (total * income) - 1
    mean = income / total
    r = x / mean
    theil = np.dot(w, r * np.log(r)) / total
    wg = np.bincount(g, w, 100)
    yg = np.bincount(g, w * x, 100)
    mg = yg / wg
    between = np.sum(yg / income * np.log(mg / mean))
    tg = np.bincount(g, w * x * np.log(x), 100) / yg - np.log(mg)
    within = np.sum(yg / income * tg)
    assert abs(within + between - theil) < 1e-9
    return gini


for _ in range(runs):
    start = time.perf_counter()
    once()
    print(f"{time.perf_counter() - start:.4f}")
