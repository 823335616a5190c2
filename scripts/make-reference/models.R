#!/usr/bin/Rscript
# Reference values for the models of a trial from R: lm, emmeans, nlme, lme4 with lmerTest and
# pbkrtest, BayesFactor. Run from the repository's root.
suppressPackageStartupMessages({
  library(emmeans); library(nlme); library(lme4); library(lmerTest); library(pbkrtest)
  library(BayesFactor); library(numDeriv)
})
seed <- 7
set.seed(seed)
packages <- c("emmeans", "nlme", "lme4", "lmerTest", "pbkrtest", "BayesFactor", "numDeriv")
head <- paste0("# ", R.version.string, ", ",
               paste(packages, sapply(packages, function(p) as.character(packageVersion(p))), collapse = ", "),
               ", seed ", seed)
save <- function(name, columns, rows) {
  text <- apply(as.matrix(rows), 1, function(row)
    paste(ifelse(is.na(row), "n/a", formatC(row, digits = 17, format = "g")), collapse = " "))
  writeLines(c(head, paste("#", columns), text), file.path("tests/reference/models", name))
}

# --- Linear models: 3 arms of 9, 13 and 15 participants, 2 covariates, 3 endpoints with gaps.
arm <- rep(0:2, c(9, 13, 15)); n <- length(arm)
age <- rnorm(n, 40, 11); sex <- rbinom(n, 1, 0.5)
baseline <- matrix(rnorm(3 * n, 0.3, 0.2), n)
follow <- 0.5 * baseline + 0.1 * (arm == 2) + 0.004 * age + matrix(rnorm(3 * n, 0, 0.15), n) * (1 + (arm == 1))
follow[4, 2] <- baseline[20, 2] <- follow[33, 3] <- NA
score <- rnorm(n, -8, 5) + 10 * (follow[, 1] - baseline[, 1]); score[11] <- NA
save("participants.txt", "arm age sex score baseline1..3 follow1..3", cbind(arm, age, sex, score, baseline, follow))
group <- factor(arm)
rows <- NULL
add <- function(model, column, contrast, s) {
  rows <<- rbind(rows, c(model, column, contrast, s$estimate, s$SE, s$df, s$t.ratio, s$p.value, s$lower.CL, s$upper.CL))
}
contrasts6 <- list(c(1, 0, 0), c(0, 1, 0), c(0, 0, 1), c(-1, 1, 0), c(-1, 0, 1))
for (column in 1:3) {
  b <- baseline[, column]; f <- follow[, column]
  d <- na.omit(data.frame(group, age, sex, b, f, change = f - b))
  fits <- list(lm(change ~ group, d), lm(f ~ group + age + sex + b, d), lm(f ~ group * b + age + sex, d))
  for (model in 1:3) {
    # Moderation: slopes by arm and their differences; else least-squares means.
    grid <- if (model < 3) emmeans(fits[[model]], "group", cov.keep = 0) else emtrends(fits[[3]], "group", var = "b")
    s <- as.data.frame(summary(contrast(grid, contrasts6), infer = TRUE, adjust = "none"))
    for (k in 1:5) add(model, column, k, s[k, ])
  }
}
save("linear.txt", "model (1 change, 2 ANCOVA, 3 moderation) column contrast estimate SE df t p low high", rows)

# Welch for two arms, on the changes of arms 0 and 2.
rows <- t(sapply(1:3, function(column) {
  w <- t.test((follow - baseline)[arm == 2, column], (follow - baseline)[arm == 0, column])
  c(diff(rev(w$estimate)), w$stderr, w$parameter, w$p.value, w$conf.int)
}))
save("welch.txt", "estimate SE df p low high", rows)

# Partial correlations of change with the change of score given age and sex: residuals, or ranks.
rows <- NULL
for (column in 1:3) for (form in 0:1) {
  d <- na.omit(data.frame(y = follow[, column] - baseline[, column], score, age, sex))
  if (form == 1) d <- as.data.frame(lapply(d, rank))
  r <- cor(resid(lm(y ~ age + sex, d)), resid(lm(score ~ age + sex, d)))
  s <- coef(summary(lm(y ~ score + age + sex, d)))["score", ]
  reach <- qnorm(0.975) * sqrt((1 + form * r^2 / 2) / (nrow(d) - 2 - 3))
  rows <- rbind(rows, c(column, form, r, tanh(atanh(r) - reach), tanh(atanh(r) + reach), s[c(1, 3)], nrow(d) - 4, s[4]))
}
save("associations.txt", "column form (1 ranks) r low high slope t df p", rows)

rows <- NULL
for (t in c(-6.5, -2.1, 0, 0.4, 1.9, 3.3, 12)) for (size in list(c(12, 0), c(80, 0), c(9, 15), c(40, 41))) {
  bf <- ttest.tstat(t, size[1], size[2], rscale = sqrt(2) / 2, simple = FALSE)$bf
  rows <- rbind(rows, c(t, size, bf))
}
save("bayes_factors.txt", "t n1 n2 (0: one sample) log BF10, prior scale sqrt(2)/2", rows)

# --- Repeated measures: 34 participants, 4 visits, a fifth missing.
people <- 34; visits <- 4
id <- rep(1:people, each = visits); visit <- rep(0:3, people)
arms <- rep(rep(0:1, c(16, 18)), each = visits)
before <- rep(rnorm(people), each = visits)
errors <- as.vector(t(MASS::mvrnorm(people, rep(0, 4), 0.5 + diag(c(0.5, 0.7, 1, 1.4)))))
y <- 0.4 * before + 0.2 * visit + 0.3 * arms * visit + errors
y[runif(length(y)) < 0.2] <- NA
save("visits.txt", "participant visit arm baseline y", cbind(id - 1, visit, arms, before, y))
seen <- !is.na(y)
cell <- factor(arms * visits + visit)
d <- data.frame(id = factor(id), visit, time = visit + 1, cell, before = before - mean(before[seen]), y)[seen, ]
X <- model.matrix(~ 0 + cell + before, d)
L <- rbind(diag(9)[1:8, ], cbind(-diag(4), diag(4), 0))  # cell means, arm differences per visit

# The same by brute force: whole N x N matrices, derivatives of the likelihood by numDeriv.
V_of <- function(structure, theta) {
  S <- switch(structure,
    cs = theta[1] * diag(visits) + theta[2],
    ar = theta[1] * theta[2]^abs(outer(1:visits, 1:visits, "-")),
    un = { m <- matrix(0, visits, visits); m[upper.tri(m, TRUE)] <- theta; m + t(m) - diag(diag(m)) })
  S[d$time, d$time] * outer(d$id, d$id, "==")
}
reml <- function(theta, structure) {
  V <- V_of(structure, theta); W <- solve(V); A <- t(X) %*% W %*% X
  b <- solve(A, t(X) %*% W %*% d$y); r <- d$y - X %*% b
  -0.5 * as.numeric(determinant(V)$modulus + determinant(A)$modulus + t(r) %*% W %*% r + (nrow(X) - ncol(X)) * log(2 * pi))
}
phi_of <- function(theta, structure) solve(t(X) %*% solve(V_of(structure, theta), X))
brute <- function(structure, theta) {
  q <- length(theta); W <- solve(V_of(structure, theta)); phi <- phi_of(theta, structure)
  P <- W - W %*% X %*% phi %*% t(X) %*% W
  step <- function(k, f) jacobian(function(x) { th <- theta; th[k] <- x; as.vector(f(th)) }, theta[k])
  dV <- lapply(1:q, function(k) matrix(step(k, function(th) V_of(structure, th)), nrow(X)))
  information <- outer(1:q, 1:q, Vectorize(function(k, l) 0.5 * sum(diag(P %*% dV[[k]] %*% P %*% dV[[l]]))))
  w <- solve(information)
  inner <- matrix(0, ncol(X), ncol(X))
  Pk <- lapply(dV, function(D) -t(X) %*% W %*% D %*% W %*% X)
  for (k in 1:q) for (l in 1:q) {
    Q <- t(X) %*% W %*% dV[[k]] %*% W %*% dV[[l]] %*% W %*% X
    second <- 0
    if (structure == "ar" && (k == 2 || l == 2)) {
      lag <- abs(outer(d$time, d$time, "-")) * outer(d$id, d$id, "==")
      same <- outer(d$id, d$id, "==")
      D2 <- if (k == 2 && l == 2) theta[1] * lag * (lag - 1) * theta[2]^(lag - 2) else lag * theta[2]^(lag - 1)
      second <- t(X) %*% W %*% (ifelse(lag > 0, D2, 0) * same) %*% W %*% X
    }
    inner <- inner + w[k, l] * (Q - Pk[[k]] %*% phi %*% Pk[[l]] - 0.25 * second)
  }
  adjusted <- phi + 2 * phi %*% inner %*% phi
  observed <- solve(-hessian(reml, theta, structure = structure))
  t(apply(L, 1, function(c) {
    f <- sum(c * (phi %*% c))
    g <- jacobian(function(th) sum(c * (phi_of(th, structure) %*% c)), theta)
    gk <- sapply(Pk, function(p) -sum(c * (phi %*% p %*% phi %*% c)))
    c(sqrt(f), 2 * f^2 / (g %*% observed %*% t(g)), sqrt(sum(c * (adjusted %*% c))), 2 * f^2 / (gk %*% w %*% gk))
  }))
}

tight <- glsControl(msTol = 1e-12, tolerance = 1e-10, msMaxIter = 1000, maxIter = 500)
fits <- list(
  cs = gls(y ~ 0 + cell + before, d, corCompSymm(form = ~ time | id), method = "REML", control = tight),
  ar = gls(y ~ 0 + cell + before, d, corAR1(form = ~ time | id), method = "REML", control = tight),
  un = gls(y ~ 0 + cell + before, d, corSymm(form = ~ time | id), weights = varIdent(form = ~ 1 | time),
           method = "REML", control = tight))
theta_of <- function(structure, fit) {
  s2 <- fit$sigma^2
  if (structure == "un") {
    sds <- fit$sigma * coef(fit$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)[as.character(1:4)]
    R <- corMatrix(Initialize(corSymm(coef(fit$modelStruct$corStruct, unconstrained = FALSE), form = ~ time | id),
                              data.frame(id = 1, time = 1:4)))
    S <- R * outer(sds, sds)
    return(S[upper.tri(S, TRUE)])
  }
  r <- coef(fit$modelStruct$corStruct, unconstrained = FALSE)
  if (structure == "cs") c(s2 * (1 - r), s2 * r) else c(s2, r)
}
rows <- NULL; likelihood <- NULL
for (structure in names(fits)) {
  fit <- fits[[structure]]
  # gls stops early; the last digits are found from there.
  theta <- optim(theta_of(structure, fit), reml, structure = structure, method = "BFGS",
                 control = list(fnscale = -1, reltol = 1e-15, maxit = 1000))$par
  for (newton in 1:4) theta <- theta - solve(hessian(reml, theta, structure = structure), t(jacobian(reml, theta, structure = structure)))
  theta <- as.vector(theta)
  W <- solve(V_of(structure, theta)); b <- as.vector(phi_of(theta, structure) %*% t(X) %*% W %*% d$y)
  stopifnot(max(abs(b - coef(fit))) < 1e-4, abs(reml(theta, structure) - logLik(fit)) < 1e-4)
  table <- brute(structure, theta)
  if (structure == "cs") {
    mixed <- lmer(y ~ 0 + cell + before + (1 | id), d, control = lmerControl(optCtrl = list(xtol_abs = 1e-12, ftol_abs = 1e-12)))
    stopifnot(max(abs(b - fixef(mixed))) < 1e-6)
    for (k in 1:nrow(L)) {
      satterthwaite <- contest1D(mixed, L[k, ], ddf = "Satterthwaite")
      roger <- contest1D(mixed, L[k, ], ddf = "Kenward-Roger")
      cat(sprintf("CS %2d: df %.5f %.5f (lmerTest), %.5f %.5f (pbkrtest), SE %.7f %.7f\n", k, table[k, 2], satterthwaite$df,
                  table[k, 4], roger$df, table[k, 3], roger[["Std. Error"]]))
      stopifnot(abs(table[k, 2] - satterthwaite$df) < 2e-2, abs(table[k, 4] - roger$df) < 1e-3,
                abs(table[k, 3] - roger[["Std. Error"]]) < 1e-6)
    }
  }
  number <- match(structure, names(fits))
  rows <- rbind(rows, cbind(number, 1:nrow(L), as.vector(L %*% b), table))
  likelihood <- rbind(likelihood, c(number, reml(theta, structure), theta, rep(NA, 10 - length(theta))))
}
save("mixed.txt", "structure (1 CS, 2 AR, 3 UN) contrast estimate SE df (Satterthwaite) SE df (Kenward-Roger)", rows)
save("mixed_parameters.txt", "structure log-likelihood parameters", likelihood)
