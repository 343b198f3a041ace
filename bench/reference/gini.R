# Weighted Gini, Theil T and its within/between parts by 100 groups with data.table: Rscript gini.R ROWS RUNS; prints seconds of every run.
suppressMessages(library(data.table))
args <- as.integer(commandArgs(TRUE))
set.seed(1)
n <- args[1]
d <- data.table(x = exp(rnorm(n, 9, 0.8)), w = runif(n, 1, 3), g = sample.int(100L, n, TRUE))
once <- function() {
  s <- d[order(x), .(x, w)]
  c <- cumsum(s$w)
  total <- c[n]
  income <- sum(s$w * s$x)
  gini <- (2 * sum(s$w * s$x * c) - sum(s$w^2 * s$x)) / (total * income) - 1
  mean <- income / total
  theil <- d[, sum(w * x / mean * log(x / mean))] / total
  p <- d[, .(w = sum(w), y = sum(w * x), l = sum(w * x * log(x))), by = g]
  p[, m := y / w]
  between <- p[, sum(y / income * log(m / mean))]
  within <- p[, sum(y / income * (l / y - log(m)))]
  stopifnot(abs(within + between - theil) < 1e-9)
  gini
}
for (i in seq_len(args[2])) cat(sprintf("%.4f\n", system.time(once())[["elapsed"]]))
