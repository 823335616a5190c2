#!/usr/bin/Rscript
# The trial of tests/reference/planned/trial.txt by a mixed model for repeated measures (nlme::gls, REML,
# unstructured): difference between arms and its standard error at each follow-up. Run from the
# repository's root, after planned.py.
suppressPackageStartupMessages(library(nlme))
data <- read.table("tests/reference/planned/trial.txt", comment.char = "#",
                   col.names = c("arm", "site", "age", "baseline", "y1", "y2"), na.strings = c("nan", "n/a"))
data$id <- factor(seq_len(nrow(data)))
long <- reshape(data, direction = "long", varying = c("y1", "y2"), v.names = "y", timevar = "visit", idvar = "id")
long <- na.omit(long[order(long$id, long$visit), ])
long$cell <- factor(paste0("v", long$visit, "a", long$arm))
long$v <- factor(long$visit)
fit <- gls(y ~ 0 + cell + site + age + v:baseline, long, method = "REML",
           correlation = corSymm(form = ~ visit | id), weights = varIdent(form = ~ 1 | v),
           control = glsControl(tolerance = 1e-12, msTol = 1e-12, apVar = FALSE))
rows <- sapply(1:2, function(v) {
  contrast <- setNames(rep(0, length(coef(fit))), names(coef(fit)))
  contrast[paste0("cellv", v, "a1")] <- 1
  contrast[paste0("cellv", v, "a0")] <- -1
  c(sum(contrast * coef(fit)), sqrt(drop(contrast %*% vcov(fit) %*% contrast)))
})
writeLines(c(paste0("# scripts/make-reference/planned_mixed.R, ", R.version.string, ", nlme ",
                    packageVersion("nlme")),
             "# per follow-up: difference, standard error",
             apply(t(rows), 1, function(row) paste(formatC(row, digits = 17, format = "g"), collapse = " "))),
           "tests/reference/planned/mixed.txt")
