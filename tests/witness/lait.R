# Second witness: R itself, in whose arithmetic the Department's tool (LAIT) computes.
#
#     python3 tests/witness/lait.py ROOT --export-csv expected.tsv
#     Rscript tests/witness/lait.R ROOT expected.tsv
#
# Recomputes cut points, bands, ranks and neighbour means with R's own quantile, rank and mean,
# and prints one line per column: column, compared, mismatched. Every column must agree bit for
# bit, but for the neighbour mean (R adds up in extended precision): that one to 1e-12 relative.
# Base R only. Exits 1 on a mismatch.

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) != 2) stop("usage: lait.R ROOT EXPECTED")
expected <- read.delim(arguments[2], colClasses = "character", quote = "")
for (column in setdiff(names(expected), c("indicator", "period", "authority", "polarity", "quartile_band")))
  expected[[column]] <- as.numeric(expected[[column]])  # reads hexadecimal figures exactly

# The rows come in order and without gaps, so that a series and period is one column of a matrix.
series <- paste(expected$indicator, expected$period, sep = "\t")
codes <- unique(expected$authority)
stopifnot(all(rle(series)$lengths == length(codes)), all(expected$authority == codes))
value <- matrix(expected$value, nrow = length(codes), dimnames = list(codes, NULL))
polarity <- matrix(expected$polarity, nrow = length(codes))[1, ]
ranked <- !is.na(polarity) & polarity %in% c("high", "low")

cuts <- apply(value, 2, quantile, probs = c(0.25, 0.5, 0.75), type = 7, na.rm = TRUE)
interval <- t(1 + (t(value) > cuts[1, ]) + (t(value) > cuts[2, ]) + (t(value) > cuts[3, ]))
interval[, polarity %in% "high"] <- 5 - interval[, polarity %in% "high"]
interval[, !ranked] <- NA

worse_by <- t(t(value) * ifelse(polarity %in% "high", -1, 1))
place <- apply(worse_by, 2, rank, ties.method = "min", na.last = "keep")
place[, !ranked] <- NA

lists <- read.csv(file.path(arguments[1], "neighbours_april_2021.csv"), colClasses = "character")
near <- sapply(codes, function(code) {
  apply(value[intersect(lists$SN[lists$LA.number == code], codes), , drop = FALSE], 2, mean, na.rm = TRUE)
})

each <- function(row) rep(row, each = length(codes))
found <- list(
  q25 = each(cuts[1, ]), median = each(cuts[2, ]), q75 = each(cuts[3, ]),
  quartile_band = LETTERS[interval], national_rank = c(place),
  ranked_count = each(colSums(!is.na(value)) * ranked), neighbour_mean = c(t(near)))
agrees <- TRUE
for (column in names(found)) {
  a <- expected[[column]]
  b <- found[[column]]
  differs <- is.na(a) != is.na(b)
  both <- !is.na(a) & !is.na(b)
  differs[both] <- if (column != "neighbour_mean") a[both] != b[both] else
    abs(a[both] - b[both]) > 1e-12 * pmax(abs(a[both]), abs(b[both]), 1e-3)
  cat(column, length(a), sum(differs), "\n")
  agrees <- agrees && !any(differs)
}
if (!agrees) quit(status = 1)
