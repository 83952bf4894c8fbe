"""Witness for `rating_robustness` and `robustness_sources`: draws of the sample by another road.

    python3 tests/witness/robustness.py RUN [--pairs N] [--seed N]

RUN is the folder of a run of the annual rating, with [robustness] and the usual widths added to its
pipeline, on data-samples/england-2009. Everything that is drawn is drawn and rated here anew, in NumPy,
with random numbers of its own: bands, blocks, limiters and moderation as docs/rulebook.md and
docs/firmness.md say. What is not drawn is taken from the run: counts of settings, bands of findings,
limiters about findings, coverage. The shares of the variance are estimated by another formula (Jansen's,
for both). Prints how far the two are apart, in standard errors, and exits 1 where that is more than chance.
Needs duckdb, numpy and scipy.
"""

import argparse
import json
import sys
from pathlib import Path

import duckdb
import numpy as np
from scipy.stats import norm

HERE = Path(__file__).resolve().parents[2]
SAMPLE = HERE / "data-samples" / "england-2009"
SOURCES = ["comparisons", "cut_offs", "halves", "indicators", "neighbours", "sampling", "uninspected", "weights"]
UNIVERSAL = {
    "childminder", "childcare", "nursery_school", "primary_school", "secondary_school", "school_sixth_form",
    "special_school", "pupil_referral_unit", "sixth_form_college", "further_education_college",
}
PRIOR, CUT_OFFS, WEIGHTS, COMPARISONS = 4.0, 0.02, 0.05, 0.2
GOOD = np.array([0.80, 0.65, 0.50])
INADEQUATE = np.array([0.02, 0.05, 0.10])
IN_LINE = np.array([0.80, 0.65, 0.50])
CONFIDENCE, MARGIN, FEW = 0.95, 0.5, 3
Z = norm.ppf(0.975)


def sql(text, **tables):
    for name, path in tables.items():
        text = text.replace(f"${name}", f"'{path}'")
    return duckdb.sql(text).fetchall()


class Found:
    """What the run found, and what of it stays as it is."""

    def __init__(self, run):
        table = lambda name: run / f"{name}.parquet"
        self.codes = [row[0] for row in sql("SELECT authority FROM $t ORDER BY 1", t=table("ratings"))]
        self.row = {code: at for at, code in enumerate(self.codes)}
        n = len(self.codes)
        self.settings(table("provision_profile"))
        self.indicators(table)
        self.findings(table("evidence"), n)
        self.judged = np.zeros(n, int)
        for code, rating in sql("SELECT authority, rating FROM $t WHERE reason <> ''", t=SAMPLE / "judgements.parquet"):
            self.judged[self.row[code]] = rating

    def settings(self, path):
        rows = sql(
            "SELECT authority, provision, family, settings, outstanding, good, satisfactory, inadequate FROM $t"
            " ORDER BY authority, provision", t=path)
        self.cell_authority = np.array([self.row[row[0]] for row in rows])
        self.is_home = np.array([row[1] == "childrens_home" for row in rows])
        self.is_social_care = np.array([row[2] == "social_care" for row in rows])
        assert all((row[1] in UNIVERSAL) == (row[2] == "universal") for row in rows)
        self.counts = np.array([row[4:8] for row in rows], float)
        kinds = sorted({row[1] for row in rows})
        kind = np.array([kinds.index(row[1]) for row in rows])
        nation = np.array([self.counts[kind == at].sum(axis=0) for at in range(len(kinds))])
        shares = nation / nation.sum(axis=1, keepdims=True)
        self.alpha = self.counts + PRIOR * shares[kind]
        self.waiting = np.array([row[3] for row in rows]) - self.counts.sum(axis=1).astype(int)

    def indicators(self, table):
        rows = sql(
            "SELECT p.authority, p.indicator, p.value, p.value_low, p.value_high, p.compared_by, i.outcome, i.polarity,"
            " i.kind, i.per, i.minimum, i.maximum, o.numerator, o.denominator"
            " FROM $p p JOIN $i i USING (indicator) LEFT JOIN $o o ON (o.authority, o.indicator, o.period)"
            " = (p.authority, p.indicator, p.period)"
            " AND lower(coalesce(o.breakdown, 'all')) = lower(p.breakdown)"
            " WHERE p.is_latest AND p.is_total AND i.polarity <> 'neutral' AND i.outcome IS NOT NULL",
            p=table("indicator_profile"), i=table("indicators"), o=SAMPLE / "observations.parquet")
        names = sorted({row[1] for row in rows})
        shape = (len(names), len(self.codes))
        blank = lambda: np.full(shape, np.nan)
        self.value, self.low, self.high = blank(), blank(), blank()
        self.numerator, self.denominator = blank(), blank()
        self.wilson, self.byar = np.zeros(shape, bool), np.zeros(shape, bool)
        self.sign, self.per = np.zeros(len(names)), np.ones(len(names))
        self.least, self.most = np.full(len(names), -np.inf), np.full(len(names), np.inf)
        self.outcomes = sorted({row[6] for row in rows})
        self.outcome = np.zeros(len(names), int)
        for code, name, value, low, high, by, outcome, polarity, kind, per, least, most, num, den in rows:
            at, to = names.index(name), self.row[code]
            if value is not None:
                self.value[at, to] = value
            self.outcome[at] = self.outcomes.index(outcome)
            self.sign[at] = 1 if polarity == "high" else -1
            # Sums without denominators are compared by the margin, as what has no interval.
            assert kind not in ("count", "amount") or by in ("margin", None), name
            if kind == "proportion":
                self.least[at], self.most[at], self.per[at] = 0.0, per, per
            if kind == "rate":
                self.least[at], self.per[at] = 0.0, per
            self.least[at] = self.least[at] if least is None else least
            self.most[at] = self.most[at] if most is None else most
            if by in ("wilson", "byar"):
                (self.wilson if by == "wilson" else self.byar)[at, to] = True
                self.low[at, to], self.high[at, to] = low, high
                self.numerator[at, to], self.denominator[at, to] = num, den
            assert by in ("wilson", "byar", "margin", None), by
        lists = sql("SELECT authority, neighbour FROM $t ORDER BY authority, rank", t=table("neighbours"))
        near = [[] for _ in self.codes]
        for code, other in lists:
            near[self.row[code]].append(self.row[other])
        self.near_count = np.array([len(of) for of in near])
        width = self.near_count.max()
        self.near = np.array([of + [-1] * (width - len(of)) for of in near])

    def findings(self, path, n):
        rows = sql("SELECT authority, subject, aspect, level FROM $t WHERE step = 'finding_band' AND level IS NOT NULL", t=path)
        # The weight of a finding: aspects of safeguarding weigh 2.
        heavy = {"safeguarding", "contact_referral_assessment"}
        keys = sorted({(kind, "" if kind == "serious_case_review" else aspect) for _, kind, aspect, _ in rows})
        declared = [
            ("joint_area_review", "safeguarding"), ("joint_area_review", "looked_after_children"),
            ("safeguarding_inspection", "safeguarding"), ("safeguarding_inspection", "looked_after_children"),
            ("unannounced_inspection", "contact_referral_assessment"), ("serious_case_review", ""),
            ("private_fostering", "overall"), ("adoption_service", "overall"), ("fostering_service", "overall"),
        ]
        assert set(keys) <= set(declared), keys
        self.finding_weights = np.array([2.0 if aspect in heavy else 1.0 for _, aspect in declared])
        self.finding_authority = np.array([self.row[row[0]] for row in rows])
        of = lambda kind, aspect: declared.index((kind, "" if kind == "serious_case_review" else aspect))
        self.finding_kind = np.array([of(row[1], row[2]) for row in rows])
        self.finding_band = np.array([row[3] for row in rows], float)
        self.cap = np.full(n, 4)
        about_findings = (
            "priority_action", "safeguarding_inadequate", "looked_after_children_inadequate",
            "serious_case_reviews_inadequate", "own_service_inadequate")
        for code, rule, cap in sql("SELECT authority, rule, cap FROM $t WHERE step = 'limiter' AND fired", t=path):
            if rule in about_findings:
                self.cap[self.row[code]] = min(self.cap[self.row[code]], cap)
        self.covered = np.zeros((n, 3))
        for code, inputs in sql("SELECT authority, inputs FROM $t WHERE step = 'coverage'", t=path):
            inputs = json.loads(inputs)
            names = ("settings_inspected", "findings_expected", "indicators_with_value")
            self.covered[self.row[code]] = [inputs[name] or 0.0 for name in names]


class Witness:
    def __init__(self, found):
        self.found = found

    # -- draws --------------------------------------------------------------------------------

    def draw(self, rng):
        f = self.found
        near = rng.integers(0, f.near_count + 1)
        drawn = {
            "sampling": rng.standard_gamma(f.alpha),
            "uninspected": rng.random(f.waiting.sum()),
            "indicators": rng.standard_normal(f.value.shape),
            "neighbours": near,
            "comparisons": rng.uniform(1 - COMPARISONS, 1 + COMPARISONS, 2),
            "cut_offs": [self.moved(GOOD, 1.0, 0.0, rng), self.moved(INADEQUATE, 0.0, 1.0, rng),
                         self.moved(IN_LINE, 1.0, 0.0, rng)],
            "weights": [self.weights(of, rng) for of in
                        (np.array([1.0, 2.0, 1.0]), np.array([1.0, 2.0]), f.finding_weights, np.ones(5))],
            "halves": rng.random() < 0.5,
        }
        return drawn

    @staticmethod
    def moved(cut_offs, top, lowest, rng):
        all_of = np.concatenate([[top], cut_offs, [lowest]])
        gaps = np.abs(np.diff(all_of)) / 2
        most = np.minimum(CUT_OFFS, np.minimum(gaps[:-1], gaps[1:]))
        return cut_offs + most * rng.uniform(-1, 1, len(cut_offs))

    @staticmethod
    def weights(of, rng):
        concentration = 1 / (4 * WEIGHTS**2) - 1
        return rng.dirichlet(concentration * of / of.sum()) * of.sum()

    # -- rating -------------------------------------------------------------------------------

    def rate(self, of):
        """The awarded level of every authority (0: none) and the means of its blocks."""
        f = self.found
        n = len(f.codes)
        wide, factor_margin = of["comparisons"][1], of["comparisons"][0]
        good_cut, inadequate_cut, line_cut = of["cut_offs"]
        blocks, families, findings, outcomes = of["weights"]

        shares = of["sampling"] / of["sampling"].sum(axis=1, keepdims=True)
        waiting_cell = np.repeat(np.arange(len(f.waiting)), f.waiting)
        ends = np.cumsum(shares, axis=1)[waiting_cell][:, :3]
        grade = (of["uninspected"][:, None] >= ends).sum(axis=1)
        more = np.zeros_like(f.counts)
        np.add.at(more, (waiting_cell, grade), 1)
        inspected = f.counts.sum(axis=1)
        every = inspected + more.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            good = (inspected * (shares[:, 0] + shares[:, 1]) + more[:, 0] + more[:, 1]) / every
            inadequate = (inspected * shares[:, 3] + more[:, 3]) / every
        band = np.ones(len(every))
        for level, g, i in zip((2, 3, 4), good_cut[::-1], inadequate_cut[::-1]):
            band = np.where((good >= g - 1e-9) & (inadequate <= i + 1e-9), level, band)
        counts = f.counts + more
        worst = np.where(counts[:, 3] > 0, 1, np.where(counts[:, 2] > 0, 2, np.where(counts[:, 1] > 0, 3, 4)))
        band = np.where(every < FEW, worst, band)
        has = every > 0
        weight = np.where(f.is_social_care, families[1], families[0]) * has
        a = self.mean(f.cell_authority, band, weight, n)

        b = self.mean(f.finding_authority, f.finding_band, findings[f.finding_kind], n)

        value, low, high = self.intervals(of["indicators"], wide)
        comparator = self.neighbour_means(value, of["neighbours"])
        margin = MARGIN * factor_margin * np.nanstd(value, axis=1, ddof=1)[:, None]
        by_interval = f.wilson | f.byar
        above = np.where(by_interval, comparator < low, value - comparator > margin)
        below = np.where(by_interval, comparator > high, comparator - value > margin)
        compared = ~np.isnan(value) & ~np.isnan(comparator)
        worse = np.where(f.sign[:, None] > 0, below, above)
        c_band = np.zeros((len(f.outcomes), n))
        for at in range(len(f.outcomes)):
            own = f.outcome == at
            count = compared[own].sum(axis=0)
            with np.errstate(invalid="ignore"):
                share = (compared[own] & ~worse[own]).sum(axis=0) / count
            level = np.ones(n)
            for to, cut in zip((2, 3, 4), line_cut[::-1]):
                level = np.where(share >= cut - 1e-9, to, level)
            c_band[at] = np.where(count > 0, level, 0)
        # All outcomes weigh 1, so that their order in the rulebook does not matter.
        with np.errstate(invalid="ignore"):
            c = (c_band * outcomes[:, None]).sum(axis=0) / ((c_band > 0) * outcomes[:, None]).sum(axis=0)

        means = np.stack([a, b, c], axis=1)
        present = ~np.isnan(means)
        mean = np.nansum(means * blocks, axis=1) / (present * blocks).sum(axis=1)
        rating = np.floor(mean + 0.5 + 1e-9) if of["halves"] else np.ceil(mean - 0.5 - 1e-9)
        rating = np.clip(rating, 1, 4)
        cap = f.cap.copy()
        for name in ("staying_safe", "enjoying_achieving"):
            cap = np.where(c_band[f.outcomes.index(name)] == 1, np.minimum(cap, 2), cap)
        home = np.zeros(n)
        home[f.cell_authority[f.is_home & has]] = inadequate[f.is_home & has]
        cap = np.where(home > 0.10, np.minimum(cap, 3), cap)
        rating = np.minimum(rating, cap)
        coverage = (f.covered * blocks).sum(axis=1) / blocks.sum()
        judged = (f.judged > 0) & (np.abs(f.judged - rating) <= 1)
        rating = np.where(judged, f.judged, rating)
        return np.where(coverage < 0.5, 0, rating).astype(int), means

    @staticmethod
    def mean(authority, band, weight, n):
        sums, weights = np.zeros(n), np.zeros(n)
        np.add.at(sums, authority, np.where(weight > 0, band * weight, 0))
        np.add.at(weights, authority, weight)
        with np.errstate(invalid="ignore"):
            return sums / weights

    def intervals(self, normal, wide):
        f = self.found
        spread = np.where(normal < 0, f.value - f.low, f.high - f.value) / Z
        value = np.where(f.wilson | f.byar, f.value + normal * spread, f.value)
        value = np.clip(value, f.least[:, None], f.most[:, None])
        z = Z * wide
        n = f.denominator
        p = value / f.per[:, None]
        x = p * n
        with np.errstate(invalid="ignore", divide="ignore"):
            centre = (p + z * z / (2 * n)) / (1 + z * z / n)
            half = z / (1 + z * z / n) * np.sqrt(np.maximum(p * (1 - p), 0) / n + z * z / (4 * n * n))
            low, high = (centre - half) * f.per[:, None], (centre + half) * f.per[:, None]
            byar_low = np.where(x > 0, x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3, 0)
            byar_high = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
            per = f.per[:, None] / n
            low = np.where(f.byar, np.maximum(byar_low, 0) * per, low)
            high = np.where(f.byar, byar_high * per, high)
        return value, low, high

    def neighbour_means(self, value, left_out):
        f = self.found
        near = f.near.copy()
        own = np.arange(len(near))
        gone = left_out < f.near_count
        near[own[gone], left_out[gone]] = -1
        padded = np.concatenate([value, np.full((len(value), 1), np.nan)], axis=1)
        of = padded[:, near]
        count = (~np.isnan(of)).sum(axis=2)
        with np.errstate(invalid="ignore"):
            return np.nansum(of, axis=2) / count


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("run", type=Path)
    arguments.add_argument("--pairs", type=int, default=1500)
    arguments.add_argument("--seed", type=int, default=20091209)
    given = arguments.parse_args()
    witness = Witness(Found(given.run))
    codes, n = witness.found.codes, len(witness.found.codes)
    rng = np.random.default_rng(given.seed)
    levels = np.zeros((n, 5))
    means = []
    sums = {name: np.zeros((4, n)) for name in SOURCES}
    total = np.zeros((2, n))
    for _ in range(given.pairs):
        a, b = witness.draw(rng), witness.draw(rng)
        (of_a, means_a), (of_b, means_b) = witness.rate(a), witness.rate(b)
        for of in (of_a, of_b):
            levels[np.arange(n), of] += 1
            total += [of, of**2]
        means += [means_a, means_b]
        for name in SOURCES:
            mixed, _ = witness.rate({**a, name: b[name]})
            first, last = (of_b - mixed) ** 2 / 2, (of_a - mixed) ** 2 / 2
            sums[name] += [first, first**2, last, last**2]
    draws = 2 * given.pairs
    variance = total[1] / draws - (total[0] / draws) ** 2

    table = lambda name: given.run / f"{name}.parquet"
    rows = sql(
        "SELECT draws, not_rated, performs_poorly, performs_adequately, performs_well, performs_excellently,"
        " band_a_low, band_a_high, band_b_low, band_b_high, band_c_low, band_c_high FROM $t ORDER BY authority",
        t=table("rating_robustness"))
    program = np.array([row[1:6] for row in rows])
    of_program = rows[0][0]
    own = levels / draws
    pooled = (own * draws + program * of_program) / (draws + of_program)
    error = np.sqrt(pooled * (1 - pooled) * (1 / draws + 1 / of_program))
    failed = False

    def report(what, z, most):
        nonlocal failed
        square = float(np.mean(z**2))
        worst = float(np.max(np.abs(z)))
        bad = worst > most or square > 1.5
        failed |= bad
        print(f"{what}: {len(z)} compared, mean square {square:.2f}, largest {worst:.2f} standard errors"
              f"{'  NOT BY CHANCE' if bad else ''}")

    known = (error > 0) & (pooled * min(draws, of_program) >= 10)
    report("shares of the ratings", ((own - program)[known] / error[known]), 5.0)
    rare = ~known
    print(f"  rare ratings: the shares differ by {np.abs(own - program)[rare].max():.4f} at most")
    failed |= bool(np.abs(own - program)[rare].max() > 0.02)

    means = np.sort(np.array(means), axis=0)
    # How many draws lie below each end, which is a twentieth, and its error.
    for block, name in enumerate("abc"):
        for at, part in ((0, 0.05), (1, 0.95)):
            ends = np.array([row[6 + 2 * block + at] for row in rows], float)
            # Means stand in lumps where nothing in a block is drawn apart from its weights.
            below = (means[:, :, block] < ends - 0.0006).mean(axis=0)
            within = (means[:, :, block] <= ends + 0.0006).mean(axis=0)
            error = np.sqrt(0.05 * 0.95 * (1 / draws + 1 / of_program))
            off = np.maximum(0, np.maximum(below - part, part - within)) / error
            report(f"block {name}, {'lower' if at == 0 else 'upper'} end", off[~np.isnan(ends)], 5.0)

    sources = sql(
        "SELECT authority, doubt, first_order, first_order_error, total, total_error FROM $t", t=table("robustness_sources"))
    apart = {"first order": [], "total": []}
    for code, name, first, first_error, all_of, all_error in sources:
        at = codes.index(code)
        if first is None or variance[at] < 0.02:
            continue
        v = variance[at]
        mean = sums[name][:, at] / given.pairs
        own_first, own_total = 1 - mean[0] / v, mean[2] / v
        own_first_error = np.sqrt((mean[1] - mean[0] ** 2) / given.pairs) / v
        own_total_error = np.sqrt((mean[3] - mean[2] ** 2) / given.pairs) / v
        apart["first order"].append((own_first - first) / max(1e-9, np.hypot(own_first_error, first_error)))
        if own_total + all_of > 0.01:
            apart["total"].append((own_total - all_of) / max(1e-9, np.hypot(own_total_error, all_error)))
    for what, z in apart.items():
        report(f"shares of the variance, {what}", np.array(z), 6.0)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
