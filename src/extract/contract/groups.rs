//! Groups of authorities that others are compared with.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::area_names;
use super::parse;
use super::rows::TypedRows;
use crate::domain::{AuthorityIx, folded};
use crate::extract::map::Batch;
use crate::extract::quarantine::Ledgers;
use crate::tables::{Authorities, Fault, GroupMember, RowDay, Rule};

/// Reads the rows of a batch. A name is that of the day on which a council joined, or of `as_of`.
pub(crate) fn read(
    batch: &Batch<'_>,
    authorities: &Authorities,
    as_of: NaiveDate,
) -> TypedRows<GroupMember> {
    let group = batch.parse("group", parse::text);
    let authority = batch.parse("authority", |scalar| {
        area_names::listed_authority(authorities, scalar)
    });
    let joined_on = batch.parse("joined_on", parse::date);
    let left_on = batch.parse("left_on", parse::date);
    TypedRows::collect(batch, &["group", "authority"], |row| {
        let joined_on = joined_on.optional(row)?.copied();
        let left_on = left_on.optional(row)?.copied();
        if let (Some(joined), Some(left)) = (joined_on, left_on)
            && left <= joined
        {
            return Err(Fault::new(
                Rule::ImpossibleDate,
                format!("left_on {left} is not after joined_on {joined}"),
            ));
        }
        let day = || RowDay::Own(joined_on.unwrap_or(as_of));
        Ok(Some(GroupMember {
            group: group.required(row)?.clone(),
            authority: authority.council(row, authorities, day)?,
            joined_on,
            left_on,
        }))
    })
}

/// The groups, in order of group, authority and day; an authority that is in a group already at
/// that time is rejected. Names that differ in capitals and spaces alone are one group, by the
/// spelling of its first row.
pub(crate) fn checked(mut rows: TypedRows<GroupMember>, ledgers: &Ledgers<'_>) -> Vec<GroupMember> {
    let mut spellings: FxHashMap<String, String> = FxHashMap::default();
    for row in rows.iter() {
        let known = spellings.entry(folded(&row.group));
        known.or_insert_with(|| row.group.clone());
    }
    type Spell = (Option<NaiveDate>, Option<NaiveDate>);
    let mut taken: FxHashMap<(String, AuthorityIx), Vec<Spell>> = FxHashMap::default();
    rows.reject_faulty(ledgers, |row| {
        let spells = taken
            .entry((folded(&row.group), row.authority))
            .or_default();
        let meets = |(joined, left): &Spell| {
            let before = |end: Option<NaiveDate>, start: Option<NaiveDate>| {
                end.zip(start).is_some_and(|(end, start)| end <= start)
            };
            !before(*left, row.joined_on) && !before(row.left_on, *joined)
        };
        if spells.iter().any(meets) {
            return Err(Fault::new(
                Rule::DuplicateKey,
                "an earlier row has the authority in the group at that time; the first is kept",
            ));
        }
        spells.push((row.joined_on, row.left_on));
        Ok(())
    });
    let mut members: Vec<GroupMember> = rows
        .into_values()
        .map(|member| GroupMember {
            group: spellings[&folded(&member.group)].clone(),
            ..member
        })
        .collect();
    members.sort_by(|a, b| {
        (&a.group, a.authority, a.joined_on).cmp(&(&b.group, b.authority, b.joined_on))
    });
    members
}
