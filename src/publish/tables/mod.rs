//! The output tables: what each holds, and the results of a run laid out as its rows.
//!
//! Each table is declared in a file of its own; see [`declaration`]. Rows are sorted by the
//! table's key. Text is dictionary-coded in memory, so that a code is copied and not a string.

pub(crate) mod authorities;
pub(crate) mod backtest;
pub(crate) mod backtest_summary;
pub(crate) mod boundaries;
mod carried_figures;
pub(crate) mod columns;
pub(crate) mod comparison;
pub(crate) mod corrections;
pub(crate) mod declaration;
pub(crate) mod direction;
pub(crate) mod evidence;
mod figure_status;
pub(crate) mod finding_profile;
pub(crate) mod indicator_distribution;
pub(crate) mod indicator_inequality;
pub(crate) mod indicator_limits;
pub(crate) mod indicator_profile;
pub(crate) mod indicator_quantiles;
pub(crate) mod indicators;
pub(crate) mod inspection_history;
pub(crate) mod kind;
pub(crate) mod national_summary;
pub(crate) mod neighbour_contributions;
pub(crate) mod neighbour_features;
pub(crate) mod neighbour_model;
pub(crate) mod neighbours;
pub(crate) mod notable;
pub(crate) mod outcome_profile;
pub(crate) mod profile_row;
pub(crate) mod provision_comparison;
pub(crate) mod provision_profile;
pub(crate) mod quarantine;
pub(crate) mod rating_history;
pub(crate) mod rating_levers;
pub(crate) mod rating_robustness;
pub(crate) mod ratings;
pub(crate) mod recurring;
mod results;
pub(crate) mod robustness_sources;
mod schema;
pub(crate) mod series_breaks;
pub(crate) mod setting_profile;
mod slice_grid;
pub(crate) mod triggers;

use self::authorities::AuthorityRows;
use self::backtest::BacktestRows;
pub use self::backtest::{BacktestRow, ProfileSaid};
use self::backtest_summary::PredictorRows;
pub use self::backtest_summary::{Foretelling, PredictorSummary};
use self::boundaries::BoundaryRows;
use self::comparison::ComparisonRows;
use self::direction::DirectionRows;
use self::evidence::EvidenceRows;
use self::finding_profile::FindingRows;
use self::indicator_distribution::{DistributionRows, in_order};
use self::indicator_profile::IndicatorRows;
use self::indicators::CatalogueRows;
use self::national_summary::NationalRows;
use self::neighbour_contributions::ContributionRows;
use self::neighbour_features::FeatureRows;
use self::neighbours::NeighbourRows;
use self::outcome_profile::OutcomeRows;
use self::profile_row::ProfileRowRows;
use self::provision_comparison::ProvisionComparisonRows;
use self::provision_profile::ProvisionRows;
pub use self::rating_history::RatingPoint;
use self::rating_history::RatingPointRows;
use self::rating_levers::LeverRows;
use self::rating_robustness::RobustnessRows;
use self::ratings::RatingRows;
pub use self::results::Results;
use self::robustness_sources::DoubtRows;
pub use self::schema::{Column, ColumnKind, DESCRIPTION, Table, UNIT};
use self::series_breaks::SeriesBreakRows;
use self::setting_profile::{EncodedSettingRows, SettingNames, SettingRows};
use self::triggers::TriggerRows;
use super::TableRows;
use crate::contract::SourceKind;
use crate::tables::{Quarantined, SettingTable};

/// A table that a run has, and its rows, which are made when it is written: some of them are large,
/// and none is in memory before its turn.
pub(crate) type Filled<'a> = (
    &'static Table,
    Box<dyn FnOnce() -> Box<dyn TableRows + 'a> + Send + 'a>,
);

impl Results<'_> {
    /// The tables that this run has. A table whose source the pipeline does not have is left
    /// out; the quarantine is always there.
    pub fn tables(&self) -> Vec<Filled<'_>> {
        let mut tables = Vec::new();
        if let Some(ratings) = &self.rated.ratings {
            let list = &self.tables.authorities;
            tables.push(filled(&ratings::TABLE, move || {
                RatingRows::new(ratings, list)
            }));
        }
        self.add_profiles(&mut tables);
        self.add_neighbours(&mut tables);
        self.add_grounds(&mut tables);
        self.add_lists(&mut tables);
        tables
    }

    /// Adds what the evidence says.
    fn add_profiles<'s>(&'s self, tables: &mut Vec<Filled<'s>>) {
        let (read, profile, rated) = (self.tables, self.profile, self.rated);
        let list = &read.authorities;
        let has_comparators = !profile.comparators.is_empty();
        if let Some(profiles) = &profile.provision {
            let each = profiles.iter().zip(rated.bands.provision.iter().copied());
            tables.push(filled(&provision_profile::TABLE, move || {
                ProvisionRows::new(each, self)
            }));
        }
        if profile.provision.is_some() && has_comparators {
            let each = &profile.provision_comparisons;
            tables.push(filled(&provision_comparison::TABLE, move || {
                ProvisionComparisonRows::new(each, self)
            }));
        }
        if let Some(slices) = &profile.indicators {
            tables.push(filled(&indicator_distribution::TABLE, move || {
                let each = in_order(slices, &read.indicators);
                DistributionRows::new(each, &read.indicators)
            }));
            tables.push(filled(&indicator_profile::TABLE, move || {
                IndicatorRows::new(slices, read)
            }));
        }
        if let Some(slices) = profile.indicators.as_ref().filter(|_| has_comparators) {
            tables.push(filled(&comparison::TABLE, move || {
                ComparisonRows::new(slices, &profile.comparators, read)
            }));
        }
        if let (Some(figures), Some(slices)) = (self.notable, &profile.indicators) {
            tables.push(filled(&notable::TABLE, move || {
                notable::sorted(figures, read, slices)
            }));
        }
        if let Some(slices) = profile.indicators.as_ref().filter(|_| self.may_break()) {
            tables.push(filled(&series_breaks::TABLE, move || {
                let ordered = in_order(slices, &read.indicators).into_iter();
                let broken = ordered.filter_map(|slice| Some((slice, slice.broken.as_deref()?)));
                SeriesBreakRows::new(broken, read)
            }));
        }
        if let Some(slices) = profile.indicators.as_ref().filter(|_| self.may_carry()) {
            tables.push(filled(&carried_figures::TABLE, move || {
                carried_figures::sorted(&in_order(slices, &read.indicators), read)
            }));
        }
        self.further_tables(tables);
        if let Some(profiles) = &profile.outcomes {
            let each = profiles.iter().zip(rated.bands.outcomes.iter().copied());
            tables.push(filled(&outcome_profile::TABLE, move || {
                OutcomeRows::new(each, self)
            }));
        }
        if let Some(profiles) = &profile.findings {
            let each = profiles.iter().map(|profile| &profile.finding);
            tables.push(filled(&finding_profile::TABLE, move || {
                FindingRows::new(each, list)
            }));
        }
    }

    /// Adds the similar areas, and the model that they come from.
    fn add_neighbours<'s>(&'s self, tables: &mut Vec<Filled<'s>>) {
        let (read, profile) = (self.tables, self.profile);
        let list = &read.authorities;
        if let Some(source) = profile.neighbour_source {
            let pairs = profile.neighbours(read);
            tables.push(filled(&neighbours::TABLE, move || {
                NeighbourRows::new(pairs, (list, source))
            }));
        }
        if let Some(model) = &profile.model {
            tables.push(filled(&neighbour_features::TABLE, move || {
                FeatureRows::new(model, list)
            }));
            tables.push(filled(&neighbour_contributions::TABLE, move || {
                ContributionRows::new(model, list)
            }));
            tables.push(filled(&neighbour_model::TABLE, move || {
                neighbour_model::by_name(model)
            }));
        }
    }

    /// Adds what ratings rest on, and what became of rows that they do not rest on.
    fn add_grounds<'s>(&'s self, tables: &mut Vec<Filled<'s>>) {
        let rated = self.rated;
        let list = &self.tables.authorities;
        if !rated.evidence.is_empty() {
            tables.push(filled(&evidence::TABLE, move || {
                EvidenceRows::new(&rated.evidence, &self.tables.authorities)
            }));
        }
        if let Some(levers) = self.levers {
            tables.push(filled(&rating_levers::TABLE, move || {
                LeverRows::new(levers, list)
            }));
        }
        tables.push(quarantine(self.quarantined));
        if let Some(corrections) = self.corrections {
            tables.push(filled(&corrections::TABLE, move || {
                corrections::sorted(corrections)
            }));
        }
        if let Some(standings) = &rated.standings {
            tables.push(filled(&direction::TABLE, move || {
                DirectionRows::new(standings, list)
            }));
        }
        if let Some(tallies) = &rated.national {
            tables.push(filled(&national_summary::TABLE, move || {
                NationalRows::new(tallies, ())
            }));
        }
        if let Some((triggered, rows)) = self.triggers {
            tables.push(filled(&triggers::TABLE, move || {
                TriggerRows::new(triggered, ())
            }));
            tables.push(filled(&profile_row::TABLE, move || {
                ProfileRowRows::new(rows, ())
            }));
        }
    }

    /// Adds the lists behind the figures, and how firm the ratings are.
    fn add_lists<'s>(&'s self, tables: &mut Vec<Filled<'s>>) {
        let read = self.tables;
        let list = &read.authorities;
        if read.settings.is_some() {
            tables.push(match &read.setting_list {
                SettingTable::Encoded(blocks) => {
                    filled(&setting_profile::TABLE, move || EncodedSettingRows(blocks))
                }
                SettingTable::Listed(settings) => filled(&setting_profile::TABLE, move || {
                    let codes = list.all().iter().map(|authority| &*authority.code);
                    let provisions = self.pipeline.rulebook.provisions.iter();
                    let names = SettingNames::new(codes, provisions.map(|of| &*of.key));
                    SettingRows::new(settings, &self.profile.rated, &names)
                }),
            });
        }
        tables.push(filled(&authorities::TABLE, move || {
            AuthorityRows::new(list.all(), list)
        }));
        if let Some(places) = self.outlines {
            tables.push(filled(&boundaries::TABLE, move || {
                BoundaryRows::new(places, list)
            }));
        }
        if self.pipeline.source(SourceKind::Indicators).is_some() {
            tables.push(filled(&indicators::TABLE, move || {
                CatalogueRows::new(read.indicators.all(), ())
            }));
        }
        if let Some(robustness) = self.robustness {
            tables.push(filled(&rating_robustness::TABLE, move || {
                RobustnessRows::new(&robustness.ratings, list)
            }));
            tables.push(filled(&robustness_sources::TABLE, move || {
                DoubtRows::new(&robustness.doubts, list)
            }));
        }
    }
}

impl Results<'_> {
    /// Whether the pipeline or the catalogue names any break of a series.
    fn may_break(&self) -> bool {
        let mut catalogue = self.tables.indicators.all().iter();
        !self.pipeline.breaks.is_empty() || catalogue.any(|of| !of.breaks.is_empty())
    }

    /// Whether the pipeline asks for series to be carried back.
    fn may_carry(&self) -> bool {
        !self.pipeline.successions.is_empty()
    }

    /// Adds the further tables about indicators that the pipeline asks for.
    fn further_tables<'a>(&'a self, tables: &mut Vec<Filled<'a>>) {
        let (read, further) = (self.tables, self.further);
        let Some(slices) = &self.profile.indicators else {
            return;
        };
        if let Some(rows) = &further.limits {
            tables.push(filled(&indicator_limits::TABLE, move || {
                indicator_limits::sorted(rows, read, slices)
            }));
        }
        if let Some(rows) = &further.quantiles {
            tables.push(filled(&indicator_quantiles::TABLE, move || {
                indicator_quantiles::sorted(rows, read, slices)
            }));
        }
        if let Some(rows) = &further.inequality {
            let ordered = self.pipeline.statistics.inequality.as_slice();
            tables.push(filled(&indicator_inequality::TABLE, move || {
                indicator_inequality::sorted(rows, read, ordered)
            }));
        }
    }
}

/// The quarantine alone, for a run that is stopped before it has worked anything out.
pub fn quarantine(quarantined: &[Quarantined]) -> Filled<'_> {
    filled(&quarantine::TABLE, move || quarantine::sorted(quarantined))
}

/// The ratings of a history, in order of authority and as-of date.
pub fn rating_history(points: &[RatingPoint]) -> Filled<'_> {
    filled(&rating_history::TABLE, move || {
        RatingPointRows::new(points, ())
    })
}

/// The tables of a backtest.
pub fn backtest_tables<'a>(
    rows: &'a [BacktestRow],
    summary: &'a [PredictorSummary],
) -> [Filled<'a>; 2] {
    [
        filled(&backtest::TABLE, move || BacktestRows::new(rows, ())),
        filled(&backtest_summary::TABLE, move || {
            PredictorRows::new(summary, ())
        }),
    ]
}

/// A table and how its rows are made.
fn filled<'a, R: TableRows + 'a>(
    table: &'static Table,
    rows: impl FnOnce() -> R + Send + 'a,
) -> Filled<'a> {
    (table, Box::new(|| Box::new(rows())))
}

/// Every output table, in the order in which they are documented.
#[must_use]
pub fn tables() -> &'static [Table] {
    TABLES
}

/// The output table of this name.
#[must_use]
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

static TABLES: &[Table] = &[
    ratings::TABLE,
    provision_profile::TABLE,
    provision_comparison::TABLE,
    indicator_profile::TABLE,
    indicator_distribution::TABLE,
    comparison::TABLE,
    series_breaks::TABLE,
    carried_figures::TABLE,
    outcome_profile::TABLE,
    finding_profile::TABLE,
    neighbours::TABLE,
    neighbour_features::TABLE,
    neighbour_contributions::TABLE,
    neighbour_model::TABLE,
    evidence::TABLE,
    rating_levers::TABLE,
    quarantine::TABLE,
    corrections::TABLE,
    direction::TABLE,
    national_summary::TABLE,
    triggers::TABLE,
    profile_row::TABLE,
    setting_profile::TABLE,
    authorities::TABLE,
    boundaries::TABLE,
    indicators::TABLE,
    inspection_history::TABLE,
    rating_robustness::TABLE,
    robustness_sources::TABLE,
    notable::TABLE,
    indicator_limits::TABLE,
    indicator_quantiles::TABLE,
    indicator_inequality::TABLE,
    rating_history::TABLE,
    backtest::TABLE,
    backtest_summary::TABLE,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_and_their_columns_are_those_of_the_design() {
        let design: &[(&str, &str, &str)] = &[
            (
                "ratings",
                "authority",
                "name, region, year, indicative_rating, awarded_rating, descriptor, band_a, \
                 band_b, band_c, coverage, limiters, moderated, moderation_reason, \
                 previous_rating, direction",
            ),
            (
                "provision_profile",
                "authority, provision",
                "family, settings, inspected, outstanding, good, satisfactory, inadequate, \
                 good_or_better, good_or_better_low, good_or_better_high, inadequate_share, \
                 neighbour_good_or_better, neighbour_inspected, region_good_or_better, \
                 national_good_or_better, vs_neighbours, vs_national, band, wording, band_basis",
            ),
            (
                "provision_comparison",
                "authority, provision, comparator",
                "comparator_good_or_better, comparator_inspected, comparator_count, statistic, rank, \
                 ranked_count, vs, compared_by, missing_reason",
            ),
            (
                "indicator_profile",
                "authority, indicator, breakdown, period",
                "period_start, period_end, is_latest, value, neighbour_mean, neighbour_count, \
                 region_value, national_value, national_source, national_rank, ranked_count, \
                 quartile_band, previous_value, change, trend, vs_neighbours, vs_national, \
                 neighbour_rank, value_low, value_high, compared_by, \
                 neighbour_statistic, status, missing_reason, is_total",
            ),
            (
                "indicator_distribution",
                "indicator, breakdown, period",
                "authorities, minimum, q25, median, q75, maximum, mean, standard_deviation",
            ),
            (
                "comparison",
                "authority, indicator, breakdown, period, comparator",
                "is_latest, comparator_value, comparator_count, statistic, rank, ranked_count, vs, \
                 compared_by, missing_reason",
            ),
            (
                "series_breaks",
                "indicator, breakdown, period",
                "source, reason, authorities",
            ),
            (
                "carried_figures",
                "authority, indicator, breakdown, period",
                "value, carried_by, predecessors, steps, missing_reason",
            ),
            (
                "outcome_profile",
                "authority, outcome",
                "indicators, with_value, in_line_or_better_neighbours, \
                 in_line_or_better_national, share_neighbours, share_national, band",
            ),
            (
                "finding_profile",
                "authority, kind, aspect",
                "outcome, grade, inspected_on, published_on",
            ),
            (
                "neighbours",
                "authority, rank",
                "neighbour, distance, closeness, source",
            ),
            (
                "neighbour_features",
                "authority, feature",
                "value, treatment, transformed, scaled, in_model",
            ),
            (
                "neighbour_contributions",
                "authority, rank, feature",
                "neighbour, distance, closeness, squared_difference, share",
            ),
            (
                "neighbour_model",
                "feature",
                "weight, transformation, parameter, p_before, p_after, origin, length, \
                 closest_feature, closest_correlation, high_correlations",
            ),
            (
                "evidence",
                "authority, step, rule",
                "condition, inputs, fired, effect, subject, aspect, level, cap, mean, decides, \
                 overridden, superseded_by, reason, findings",
            ),
            (
                "rating_levers",
                "authority, direction, rank, lever, subject, amount, from",
                "to, rating",
            ),
            (
                "quarantine",
                "source, row",
                "file, key, rule, reason, record",
            ),
            (
                "corrections",
                "source, file, row, column",
                "key, extracted_on, said, stands_file, stands_row, stands_extracted_on, stands",
            ),
            (
                "direction",
                "authority",
                "previous_year, previous_rating, awarded_rating, direction, neighbour_rank, \
                 neighbour_count, national_rank, national_count, improving, steady, worsening",
            ),
            (
                "national_summary",
                "grouping, name",
                "authorities, performs_excellently, performs_well, performs_adequately, \
                 performs_poorly, not_rated",
            ),
            (
                "triggers",
                "authority, trigger",
                "fired, condition, inputs, before_as_of, reason",
            ),
            ("profile_row", "authority, column", "number, text"),
            (
                "setting_profile",
                "authority, provision, urn",
                "grade, inspected_on",
            ),
            (
                "authorities",
                "authority",
                "name, region, kind, addressee, ons_code, region_ons_code",
            ),
            (
                "boundaries",
                "authority, part, ring, point",
                "easting, northing",
            ),
            (
                "indicators",
                "indicator",
                "title, outcome, polarity, unit, decimals, kind, per, minimum, maximum",
            ),
            (
                "inspection_history",
                "urn",
                "inspected_on, event, published_on, grade, provision, authority, status, \
                 extracts, first_seen, last_seen, setting_first_seen, setting_last_seen",
            ),
            (
                "rating_robustness",
                "authority",
                "name, awarded_rating, draws, holds, most_frequent_rating, is_most_frequent, \
                 performs_excellently, performs_well, performs_adequately, performs_poorly, \
                 not_rated, band_a_low, band_a_high, band_b_low, band_b_high, band_c_low, \
                 band_c_high, variance",
            ),
            (
                "robustness_sources",
                "authority, doubt",
                "drawn, first_order, first_order_error, total, total_error",
            ),
            (
                "notable",
                "authority, indicator, breakdown, period",
                "value, neighbour_count, neighbour_median, z_neighbours, p_neighbours, \
                 q_neighbours, tested_by_neighbours, national_median, z_national, p_national, \
                 q_national, tested_by_national, comparisons, notable, against, way, \
                 place",
            ),
            (
                "indicator_limits",
                "authority, indicator, breakdown, period",
                "value, interval, low_95, high_95, low_998, high_998, neighbour_low_95, \
                 neighbour_high_95, neighbour_low_998, neighbour_high_998, baseline, \
                 funnel_low_95, funnel_high_95, funnel_low_998, funnel_high_998, funnel, \
                 overdispersion, wide_low_95, wide_high_95, wide_low_998, wide_high_998, \
                 wide_funnel, denominator",
            ),
            (
                "indicator_quantiles",
                "authority, indicator, breakdown, period, groups",
                "value, quantile, first, ties",
            ),
            (
                "indicator_inequality",
                "authority, indicator, inequality, period",
                "slope, slope_low, slope_high, relative, relative_low, relative_high, sizes",
            ),
            (
                "rating_history",
                "authority, as_of",
                "name, indicative_rating, awarded_rating, band_a, band_b, band_c, coverage, \
                 limiters, previous_rating, direction, triggers",
            ),
            (
                "backtest",
                "authority, published_on",
                "name, inspected_on, band, as_of, profiled, indicative_rating, \
                 indicative_without, band_a, band_b, band_b_without, band_c, coverage, triggers, \
                 previous_kind, previous_on, previous_band, rival",
            ),
            (
                "backtest_summary",
                "predictor",
                "judgements, lower_two, lowest, tau_b, tau_b_low, tau_b_high, somers_d, \
                 somers_d_low, somers_d_high, auc_lower_two, auc_lower_two_low, \
                 auc_lower_two_high, auc_lowest, auc_lowest_low, auc_lowest_high",
            ),
        ];
        assert_eq!(tables().len(), design.len());
        for (table, (name, key, others)) in tables().iter().zip(design) {
            assert_eq!(table.name, *name);
            assert_eq!(table.key.join(", "), *key, "key of {name}");
            let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            assert_eq!(
                columns.join(", "),
                format!("{key}, {others}"),
                "columns of {name}"
            );
        }
    }

    #[test]
    fn a_key_is_never_missing() {
        for table in tables() {
            for column in table.columns.iter().take(table.key.len()) {
                assert!(!column.nullable, "{}.{}", table.name, column.name);
            }
        }
    }

    #[test]
    fn every_field_carries_its_description_and_unit() {
        for table in tables() {
            assert!(table.about.ends_with('.'), "{}", table.name);
            for field in table.arrow_schema().fields() {
                let place = format!("{}.{}", table.name, field.name());
                let metadata = field.metadata();
                assert!(metadata[DESCRIPTION].ends_with('.'), "{place}");
                assert!(!metadata[UNIT].is_empty(), "{place}");
            }
        }
    }

    #[test]
    fn the_description_of_a_column_says_what_missing_means() {
        for table in tables() {
            for column in table.columns {
                assert_eq!(
                    column.about.contains("missing"),
                    column.nullable,
                    "{}.{}: {}",
                    table.name,
                    column.name,
                    column.about
                );
            }
        }
    }

    #[test]
    fn a_table_is_found_by_name_and_nothing_else_is() {
        assert_eq!(
            table("ratings").map(|table| table.key),
            Some(&["authority"][..])
        );
        assert_eq!(table("Ratings"), None);
    }
}
