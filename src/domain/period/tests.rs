use proptest::prelude::*;

use super::*;

#[track_caller]
fn reads(label: &str, start: i16, end: i16) {
    assert_eq!(
        Period::parse(label).map(|period| (period.start(), period.end())),
        Ok((start, end)),
        "{label:?}"
    );
}

#[track_caller]
fn refuses(label: &str, why: &str) {
    let message = Period::parse(label).map_err(|error| error.to_string());
    let expected = format!(
        "\"{label}\" is not a period: {why}; expected a year or years such as 2016, 2014-16, \
         2015/16, 2013/14-15/16 or 201516, with or without a note such as (Rev)"
    );
    assert_eq!(message, Err(expected));
}

#[test]
fn every_published_form_is_read() {
    reads("2016", 2016, 2016);
    reads("2014-16", 2014, 2016);
    reads("2015/16", 2015, 2016);
    reads("2013/14-15/16", 2013, 2016);
    reads("2018 (Rev)", 2018, 2018);
    reads("2020 (Final)", 2020, 2020);
    reads("2025 (prov)", 2025, 2025);
    reads("2016-17 (OT)", 2016, 2017);
    reads("201516", 2015, 2016);
    reads("202425", 2024, 2025);
}

#[test]
fn years_of_four_digits_are_read_on_both_sides() {
    reads("2014-2016", 2014, 2016);
    reads("2015/2016", 2015, 2016);
    reads("2013/14-2015/16", 2013, 2016);
    reads("2013/2014-2015/2016", 2013, 2016);
    reads("2008/09", 2008, 2009);
}

#[test]
fn dashes_spaces_and_notes_do_not_matter() {
    reads("2014–16", 2014, 2016);
    reads("2014 — 16", 2014, 2016);
    reads(" 2013/14 \u{2212} 15/16\u{a0}", 2013, 2016);
    reads("2015 / 16", 2015, 2016);
    reads("2018(Rev)", 2018, 2018);
    reads("2016-17 (OT) (Rev)", 2016, 2017);
    reads("\u{a0}2018\u{a0}( Rev )\n", 2018, 2018);
}

#[test]
fn a_century_turns_within_a_period() {
    reads("1999/00", 1999, 2000);
    reads("1998-01", 1998, 2001);
    reads("199900", 1999, 2000);
    reads("1998/99-00/01", 1998, 2001);
    reads("2099/00", 2099, 2100);
}

#[test]
fn a_stray_number_is_not_a_period() {
    for label in [
        "0", "00", "215", "20166", "2016.0", "-2016", "+2016", "20152016", "15/16", "14-16",
    ] {
        refuses(label, "it has none of the known forms");
    }
}

#[test]
fn a_form_with_two_meanings_is_refused_rather_than_guessed() {
    refuses("2015/16-17", "it has none of the known forms");
    refuses("2015-16/17", "it has none of the known forms");
    refuses("2014-15-16", "it has none of the known forms");
    refuses("201506", "it has none of the known forms");
    refuses("2014-6", "it has none of the known forms");
}

#[test]
fn a_period_that_ends_before_it_starts_is_refused() {
    refuses("2016-13", "it ends before it starts");
    refuses("2016/15", "it ends before it starts");
    refuses("2016-2014", "it ends before it starts");
    refuses("2015/16-13/14", "it ends before it starts");
    refuses("2015/16-15/15", "it ends before it starts");
}

#[test]
fn a_span_above_ten_years_is_refused_and_ten_are_read() {
    reads("2006-16", 2006, 2016);
    refuses("2005-16", "it spans more than ten years");
    refuses("2005/06-15/16", "it spans more than ten years");
}

#[test]
fn a_year_that_no_series_reaches_is_refused() {
    reads("1900", 1900, 1900);
    reads("2100", 2100, 2100);
    reads("209900", 2099, 2100);
    for label in ["1899", "2101", "0215", "9999", "1899/00", "2100/01"] {
        refuses(label, "it has a year outside 1900 to 2100");
    }
}

#[test]
fn a_blank_is_called_blank() {
    refuses("", "it is blank");
    refuses("  ", "it is blank");
    refuses("(Rev)", "it has none of the known forms");
}

#[test]
fn a_misplaced_paragraph_is_quoted_in_part_and_on_one_line() {
    let message =
        Period::parse(&"Note:\nfigures are rounded. ".repeat(9)).map_err(|error| error.to_string());
    let message = message.expect_err("a paragraph is no period");
    assert!(
        message.starts_with("\"Note: figures are rounded. Note: figures…\" is not"),
        "{message}"
    );
}

#[test]
fn the_greatest_period_of_a_series_is_its_latest() {
    let mut series =
        ["2018 (Rev)", "2015/16", "2013-20", "2016"].map(|label| Period::parse(label).unwrap());
    series.sort();
    assert_eq!(
        series.map(|period| period.to_string()),
        ["2015-2016", "2016", "2018", "2013-2020"]
    );
}

fn any_period() -> impl Strategy<Value = Period> {
    YEARS
        .prop_flat_map(|start| (Just(start), 0..=LONGEST_SPAN.min(YEARS.end() - start)))
        .prop_map(|(start, span)| Period::new(start, start + span).expect("within bounds"))
}

proptest! {
    #[test]
    fn what_is_written_reads_back(period in any_period()) {
        prop_assert_eq!(Period::parse(&period.to_string()), Ok(period));
    }

    #[test]
    fn the_short_forms_read_back(
        period in any_period(),
        join in prop::sample::select(vec!["-", "/", " - ", "–", " / "]),
        note in prop::sample::select(vec!["", " (Rev)", "(prov)", " (OT) "]),
    ) {
        let label = format!("{}{join}{:02}{note}", period.start(), period.end() % 100);
        prop_assert_eq!(Period::parse(&label), Ok(period));
    }

    #[test]
    fn pooled_school_years_read_back(first in 1900_i16..=2090, years in 1_i16..=9) {
        let last = first + years;
        let label = format!(
            "{first}/{:02}-{:02}/{:02}",
            (first + 1) % 100,
            last % 100,
            (last + 1) % 100
        );
        let years = |period: Period| (period.start(), period.end());
        let read = Period::parse(&label).ok();
        prop_assert_eq!(read.map(years), Period::new(first, last + 1).map(years));
    }

    #[test]
    fn six_digits_are_an_academic_year_only_if_the_last_two_follow(
        start in 1900_i16..2100,
        last in 0_i16..100,
    ) {
        let read = Period::parse(&format!("{start}{last:02}")).ok();
        let expected = (last == (start + 1) % 100).then(|| (start, start + 1));
        prop_assert_eq!(read.map(|period| (period.start(), period.end())), expected);
    }

    #[test]
    fn no_text_makes_the_reader_panic(label in any::<String>()) {
        let _ = Period::parse(&label);
    }

    #[test]
    fn no_text_of_digits_and_dashes_makes_the_reader_panic(
        label in "[0-9/() \u{2013}-]{0,16}"
    ) {
        if let Ok(period) = Period::parse(&label) {
            prop_assert!(period.start() <= period.end());
            prop_assert!(period.end() - period.start() <= LONGEST_SPAN);
            prop_assert!(YEARS.contains(&period.start()) && YEARS.contains(&period.end()));
        }
    }
}

#[track_caller]
fn is_part(label: &str, years: (i16, i16), kind: &str, begins: &str) {
    let read = PeriodLabel::parse(label).unwrap_or_else(|error| panic!("{error}"));
    let period = read.period;
    assert_eq!((period.start(), period.end()), years, "{label}");
    assert_eq!(read.kind().to_string(), kind, "{label}");
    assert_eq!(period.begins().to_string(), begins, "{label}");
    assert_eq!(Period::parse(&period.to_string()), Ok(period), "{label}");
}

#[test]
fn the_standard_s_words_say_the_kind_of_a_period() {
    is_part(
        "2023, Calendar year",
        (2023, 2023),
        "calendar year",
        "2023-01-01",
    );
    is_part(
        "202324, Financial year",
        (2023, 2024),
        "financial year",
        "2023-01-01",
    );
    is_part(
        "202324, Academic year",
        (2023, 2024),
        "academic year",
        "2023-01-01",
    );
    is_part("202324, Tax year", (2023, 2024), "tax year", "2023-01-01");
    is_part(
        "2023, Reporting year",
        (2023, 2023),
        "reporting year",
        "2023-01-01",
    );
    is_part(
        "202324, Financial year Q1",
        (2023, 2023),
        "financial quarter",
        "2023-04-01",
    );
    is_part(
        "202324, Financial year Q4",
        (2024, 2024),
        "financial quarter",
        "2024-01-01",
    );
    is_part(
        "2023, Calendar year Q2",
        (2023, 2023),
        "calendar quarter",
        "2023-04-01",
    );
    is_part(
        "202324, Academic year Q2",
        (2023, 2024),
        "academic quarter",
        "2023-11-01",
    );
    is_part(
        "202324, Academic year Q4",
        (2024, 2024),
        "academic quarter",
        "2024-05-01",
    );
    is_part(
        "202021, Part 1 (April to September)",
        (2020, 2020),
        "financial half-year",
        "2020-04-01",
    );
    is_part(
        "202021, Part 2 (October to March)",
        (2020, 2021),
        "financial half-year",
        "2020-10-01",
    );
    is_part("202324, Autumn term", (2023, 2023), "term", "2023-09-01");
    is_part("202324, Summer term", (2024, 2024), "term", "2024-04-01");
    is_part(
        "202324, Autumn and spring term",
        (2023, 2024),
        "two terms",
        "2023-09-01",
    );
    is_part("2024, March", (2024, 2024), "month", "2024-03-01");
    is_part("2020, Week 42", (2020, 2020), "week", "2020-10-14");
}

#[test]
fn parts_of_years_are_read_as_people_write_them() {
    for label in [
        "2023/24 Q1",
        "2023-24 Q1",
        "Q1 2023/24",
        "Quarter 1 2023 - 24",
        "2023–24, q1",
    ] {
        is_part(label, (2023, 2023), "financial quarter", "2023-04-01");
    }
    for label in ["2023 Q2", "2023Q2", "2023-Q2", "Q2 2023"] {
        is_part(label, (2023, 2023), "calendar quarter", "2023-04-01");
    }
    is_part("2023 H2", (2023, 2023), "calendar half-year", "2023-07-01");
    is_part(
        "2023/24 H2 (prov)",
        (2023, 2024),
        "financial half-year",
        "2023-10-01",
    );
    is_part("Autumn term 2023/24", (2023, 2023), "term", "2023-09-01");
    is_part("Mar 2024", (2024, 2024), "month", "2024-03-01");
    is_part("September 2023 (Rev)", (2023, 2023), "month", "2023-09-01");
    is_part("as at 31 March 2024", (2024, 2024), "day", "2024-03-31");
    is_part("31/03/2024", (2024, 2024), "day", "2024-03-31");
    is_part("2024-03-31", (2024, 2024), "day", "2024-03-31");
    is_part(
        "Academic year 2023/24",
        (2023, 2024),
        "academic year",
        "2023-01-01",
    );
    is_part(
        "2013/14-15/16",
        (2013, 2016),
        "span of 3 years",
        "2013-01-01",
    );
    is_part("2014-16", (2014, 2016), "span of 3 years", "2014-01-01");
}

#[test]
fn what_the_standard_does_not_write_so_is_no_period() {
    for label in [
        "2018, Academic year",
        "201718, Calendar year",
        "201718, March",
        "201720, Academic year",
        "2017188, Academic year",
        "1819, Academic year",
        "201718, Autumn turn",
        "2017, Week 54",
        "2017 Q5",
        "March 201718 2017",
        "2014-16 Q1",
        "Part 1 (April to September)",
    ] {
        assert!(Period::parse(label).is_err(), "{label}");
    }
}

#[test]
fn every_spelling_of_a_period_is_that_period() {
    let same = |labels: &[&str]| {
        let periods: Vec<Period> = labels.iter().map(|of| Period::parse(of).unwrap()).collect();
        assert!(
            periods.windows(2).all(|pair| pair[0] == pair[1]),
            "{labels:?}"
        );
    };
    same(&[
        "2008/09",
        "2008/2009",
        "2008–09",
        "2008 - 09",
        "2008-09",
        "200809",
        "2008-09 (Rev)",
        "2008/09 (Prov)",
        "200809, Financial year",
    ]);
    same(&[
        "2008",
        "2008 (Rev)",
        "2008, Calendar year",
        "2008, Reporting year",
    ]);
    let three = Period::parse("2013/14-15/16").unwrap();
    assert_ne!(Period::parse("2013-16").unwrap(), three);
}

#[test]
fn parts_of_years_are_in_the_order_of_time() {
    let in_order = |labels: &[&str]| {
        let periods: Vec<Period> = labels.iter().map(|of| Period::parse(of).unwrap()).collect();
        assert!(periods.is_sorted(), "{labels:?}");
        assert!(
            periods.is_sorted_by_key(|period| period.order()),
            "{labels:?}"
        );
    };
    in_order(&[
        "2022/23 Q4",
        "2023/24 Q1",
        "2023/24 Q2",
        "2023/24 Q3",
        "2023/24 Q4",
        "2024/25 Q1",
    ]);
    in_order(&["Dec 2022", "Jan 2023", "Feb 2023", "Oct 2023", "Apr 2024"]);
    in_order(&["2022/23 H2", "2023/24 H1", "2023/24 H2", "2024/25 H1"]);
    in_order(&[
        "Summer term 2022/23",
        "Autumn term 2023/24",
        "Spring term 2023/24",
        "Summer term 2023/24",
    ]);
    in_order(&["2020, Week 9", "2020, Week 42", "2021, Week 1"]);
    in_order(&["31 March 2023", "30 September 2023", "31 March 2024"]);
}

#[test]
fn a_year_of_no_kind_goes_with_any_and_two_kinds_do_not() {
    let kind = |label: &str| PeriodLabel::parse(label).unwrap().kind();
    assert!(kind("2023").goes_with(kind("2023/24")));
    assert!(kind("2023/24").goes_with(kind("202324, Academic year")));
    assert!(!kind("202324, Financial year").goes_with(kind("202324, Academic year")));
    assert!(!kind("2023").goes_with(kind("2023 Q1")));
    assert!(!kind("2023").goes_with(kind("2021-23")));
    assert!(!kind("2023/24 Q1").goes_with(kind("2023 Q1")));
}

#[test]
fn a_whole_year_is_shown_without_the_standard_s_word_for_it() {
    let shown = |label: &str| PeriodLabel::parse(label).unwrap().shown;
    assert_eq!(shown("202324, Academic year"), "202324");
    assert_eq!(
        shown("202324, Financial year Q1"),
        "202324, Financial year Q1"
    );
    assert_eq!(shown("Academic year 2023/24"), "Academic year 2023/24");
    assert_eq!(shown("2018 (Rev)"), "2018 (Rev)");
}

#[test]
fn a_period_ends_on_its_last_day_as_far_as_its_label_says() {
    for (label, last) in [
        ("2019", "2019-12-31"),
        ("2018/19", "2019-08-31"),
        ("201819, Financial year", "2019-03-31"),
        ("201819, Academic year", "2019-08-31"),
        ("201819, Tax year", "2019-04-05"),
        ("2017-19", "2019-12-31"),
        ("2016/17-18/19", "2019-08-31"),
        ("2018/19 Q4", "2019-03-31"),
        ("2018/19 H1", "2018-09-30"),
        ("Autumn term 2018/19", "2018-12-31"),
        ("Spring term 2018/19", "2019-04-30"),
        ("Summer term 2018/19", "2019-07-31"),
        ("February 2020", "2020-02-29"),
        ("2019, Week 1", "2019-01-07"),
        ("31 March 2019", "2019-03-31"),
    ] {
        let label_read = PeriodLabel::parse(label).unwrap();
        let ends = label_read.period.ends(label_read.year);
        assert_eq!(ends.to_string(), last, "{label}");
        assert!(ends >= label_read.period.begins(), "{label}");
    }
}
