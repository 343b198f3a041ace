# Weighted Gini alone with laeken: Rscript laeken.R ROWS RUNS; prints seconds of every run.
suppressMessages(library(laeken))
args <- as.integer(commandArgs(TRUE))
set.seed(1)
n <- args[1]
x <- exp(rnorm(n, 9, 0.8))
w <- runif(n, 1, 3)
for (i in seq_len(args[2])) cat(sprintf("%.4f\n", system.time(gini(x, weights = w))[["elapsed"]]))
