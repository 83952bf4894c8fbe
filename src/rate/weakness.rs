//! What a letter may call a significant weakness: conditions over one type of setting, or one
//! finding, of an authority.

use toml::Spanned;

use super::condition::{Answer, BoundCondition};
use super::evidence::{EvidenceRow, Notes, Words};
use super::profile_row::schema;
use super::{Bands, Effect, reach};
use crate::config::{ConfigError, ProfileColumn, ProfileSubject, ProfileValue, Rulebook};
use crate::domain::{AuthorityIx, Comparison, Grade, Rating, Share, Step};
use crate::profile::{Profile, ProvisionProfile};
use crate::sql::Value;
use crate::tables::{Authorities, Finding};

/// The conditions of a rulebook, checked; one that it does not have asks nothing.
#[derive(Debug, Clone, Default)]
pub struct WeaknessRules {
    settings: Option<BoundCondition>,
    findings: Option<BoundCondition>,
}

/// Checks the conditions against what they are asked of.
///
/// # Errors
/// SQL that does not parse, names a column that is not there, gives no truth value or can never
/// be true.
pub(super) fn bind(rulebook: &Rulebook) -> Result<WeaknessRules, ConfigError> {
    let rule = &rulebook.significant_weakness;
    Ok(WeaknessRules {
        settings: bound(
            rulebook,
            "settings",
            &rule.settings,
            setting_columns(rulebook),
        )?,
        findings: bound(
            rulebook,
            "findings",
            &rule.findings,
            finding_columns(rulebook),
        )?,
    })
}

fn bound(
    rulebook: &Rulebook,
    key: &str,
    sql: &Option<Spanned<String>>,
    columns: Vec<ProfileColumn>,
) -> Result<Option<BoundCondition>, ConfigError> {
    let Some(sql) = sql else { return Ok(None) };
    let at = |message: String| {
        let message = format!("significant_weakness, {key}: {message}");
        rulebook.file.error_at(&sql.span(), message)
    };
    let schema = schema(&columns);
    let condition = BoundCondition::bind(sql.get_ref(), &schema).map_err(at)?;
    match reach::never_holds(condition.sql(), &columns, &schema) {
        Some(reason) => Err(at(format!(
            "nothing can ever be one: {reason}; correct the condition, or take it out"
        ))),
        None => Ok(Some(condition)),
    }
}

/// The columns of a type of setting, under the names of `provision_profile`.
fn setting_columns(rulebook: &Rulebook) -> Vec<ProfileColumn> {
    let keys =
        |keys: &mut dyn Iterator<Item = &String>| ProfileValue::Word(keys.cloned().collect());
    let compared = [Comparison::Better, Comparison::InLine, Comparison::Worse];
    let compared = || ProfileValue::Word(compared.map(|of| of.word().to_owned()).to_vec());
    named([
        (
            "provision",
            keys(&mut rulebook.provisions.iter().map(|of| &of.key)),
        ),
        ("family", keys(&mut rulebook.families.keys())),
        ("settings", ProfileValue::Count),
        ("inspected", ProfileValue::Count),
        ("outstanding", ProfileValue::Count),
        ("good", ProfileValue::Count),
        ("satisfactory", ProfileValue::Count),
        ("inadequate", ProfileValue::Count),
        ("good_or_better", ProfileValue::Share),
        ("inadequate_share", ProfileValue::Share),
        ("vs_neighbours", compared()),
        ("vs_national", compared()),
        ("band", ProfileValue::Level),
    ])
}

/// The columns of a finding, under the names of `finding_profile`.
fn finding_columns(rulebook: &Rulebook) -> Vec<ProfileColumn> {
    let kinds = rulebook.findings.iter().map(|kind| kind.key.clone());
    named([
        ("kind", ProfileValue::Word(kinds.collect())),
        ("aspect", ProfileValue::Text),
        ("grade", ProfileValue::Level),
        ("outcome", ProfileValue::Text),
        ("band", ProfileValue::Level),
    ])
}

fn named<const N: usize>(columns: [(&str, ProfileValue); N]) -> Vec<ProfileColumn> {
    columns
        .into_iter()
        .map(|(name, holds)| ProfileColumn {
            name: name.to_owned(),
            about: ProfileSubject::Authority,
            holds,
        })
        .collect()
}

impl WeaknessRules {
    /// Asks every type of which settings were inspected, and every finding that counts.
    ///
    /// # Errors
    /// The first authority of which a condition cannot be worked out, and why.
    pub(super) fn ask(
        &self,
        profile: &Profile,
        bands: &Bands,
        rulebook: &Rulebook,
        authorities: &Authorities,
        notes: &mut Notes,
    ) -> Result<(), String> {
        let failed = |authority: AuthorityIx, error: String| {
            let name = &authorities.get(authority).name;
            format!("significant_weakness: of {name}: {error}")
        };
        if let Some(condition) = &self.settings {
            let columns = condition.columns();
            let profiles = profile.provision.as_deref().unwrap_or_default();
            let asked = notes.of_each(profiles, |place, of, notes| {
                if of.count.inspected() == 0 {
                    return Ok(());
                }
                let band = bands.provision[place].map(|band| band.rating);
                let answer = condition
                    .ask(|at| setting_value(&columns[at], of, band, rulebook))
                    .map_err(|error| failed(of.authority, error))?;
                let key = &rulebook.provisions[of.provision].key;
                notes.push(|words| asked(of.authority, (key, None), condition, answer, words));
                Ok(())
            });
            asked.into_iter().collect::<Result<(), String>>()?;
        }
        if let Some(condition) = &self.findings {
            let columns = condition.columns();
            let profiles = profile.findings.as_deref().unwrap_or_default();
            let asked = notes.of_each(profiles, |place, of, notes| {
                if of.superseded {
                    return Ok(());
                }
                let finding = &of.finding;
                let answer = condition
                    .ask(|at| finding_value(&columns[at], finding, bands.findings[place]))
                    .map_err(|error| failed(finding.authority, error))?;
                let about = (finding.kind.as_str(), Some(finding.aspect.as_str()));
                notes.push(|words| asked(finding.authority, about, condition, answer, words));
                Ok(())
            });
            asked.into_iter().collect::<Result<(), String>>()?;
        }
        Ok(())
    }
}

/// The question about a subject, and an aspect of it where it is a finding.
fn asked(
    authority: AuthorityIx,
    (subject, aspect): (&str, Option<&str>),
    condition: &BoundCondition,
    answer: Answer,
    words: &mut Words,
) -> EvidenceRow {
    let rule = match aspect {
        Some(aspect) => format!("finding {subject} {aspect}"),
        None => format!("settings {subject}"),
    };
    EvidenceRow {
        authority,
        asked: 0,
        step: Step::Weakness,
        rule: words.word(&rule),
        subject: Some(words.word(subject)),
        aspect: aspect.map(|aspect| words.word(aspect)),
        condition: words.word(condition.sql()),
        inputs: answer.inputs,
        fired: answer.fired,
        effect: Effect::Weakness(answer.fired),
    }
}

/// A column of a type of setting.
fn setting_value<'a>(
    name: &str,
    of: &ProvisionProfile,
    band: Option<Rating>,
    rulebook: &'a Rulebook,
) -> Value<'a> {
    let known = &rulebook.provisions[of.provision];
    let share =
        |share: Option<Share>| share.map_or(Value::Null, |share| Value::Number(share.fraction()));
    let word = |comparison: Option<Comparison>| {
        comparison.map_or(Value::Null, |comparison| text(comparison.word()))
    };
    match name {
        "provision" => text(&known.key),
        "family" => text(&known.family),
        "settings" => whole(of.count.settings),
        "inspected" => whole(of.count.inspected()),
        "outstanding" => whole(of.count.at(Grade::Outstanding)),
        "good" => whole(of.count.at(Grade::Good)),
        "satisfactory" => whole(of.count.at(Grade::Satisfactory)),
        "inadequate" => whole(of.count.at(Grade::Inadequate)),
        "good_or_better" => share(of.good_or_better),
        "inadequate_share" => share(of.inadequate),
        "vs_neighbours" => word(of.vs_neighbours),
        "vs_national" => word(of.vs_national),
        "band" => level(band),
        _ => Value::Null,
    }
}

/// A column of a finding.
fn finding_value<'a>(name: &str, finding: &'a Finding, band: Option<Rating>) -> Value<'a> {
    match name {
        "kind" => text(&finding.kind),
        "aspect" => text(&finding.aspect),
        "grade" => finding
            .grade
            .map_or(Value::Null, |grade| whole(grade.level().into())),
        "outcome" => finding.outcome.as_deref().map_or(Value::Null, text),
        "band" => level(band),
        _ => Value::Null,
    }
}

fn text(text: &str) -> Value<'_> {
    Value::Text(text.into())
}

fn whole(number: u32) -> Value<'static> {
    Value::Integer(number.into())
}

fn level(band: Option<Rating>) -> Value<'static> {
    band.map_or(Value::Null, |band| whole(band.level().into()))
}
