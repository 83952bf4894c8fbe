//! Shares of settings beside comparators.

use serde_json::json;

use super::said;
use crate::council::Ashby;
use crate::workdir::near;

#[test]
fn shares_of_settings_are_placed_as_figures_are() {
    let work = Ashby::default().workdir();
    let mut rows =
        String::from("urn,provision,authority,inspected_on,published_on,grade,status,event\n");
    // Good or better: 2 of 2 in Ashby, 1 of 2 in Birchwick, 0 of 1 in Calder Vale, 3 of 3 in Dunmere.
    for (urn, (authority, grade)) in (1..).zip([
        (301, 1),
        (301, 2),
        (302, 2),
        (302, 3),
        (303, 4),
        (304, 1),
        (304, 1),
        (304, 1),
    ]) {
        rows.push_str(&format!(
            "{urn},childrens_home,{authority},2009-03-01,2009-04-01,{grade},open,full\n"
        ));
    }
    work.write("inspections.csv", rows);
    work.append(
        "pipeline.toml",
        "[[comparators]]\nof = \"all\"\n\
         [[comparators]]\nname = \"north\"\nof = \"within:region\"\nsettings = \"mean\"\n\
         [[comparators]]\nof = \"neighbours\"\n",
    );
    work.run();
    let table = work.table("provision_comparison");
    let of =
        |authority, comparator| table.row(&[("authority", authority), ("comparator", comparator)]);
    let all = of("301", "all");
    near(&all["comparator_good_or_better"], 6.0 / 8.0);
    assert_eq!(
        json!([
            all["comparator_inspected"],
            all["statistic"],
            all["compared_by"]
        ]),
        json!([8, "pooled", "margin"])
    );
    assert_eq!(said(all), json!([4, "pooled", 1, 4, "better"]));
    let north = of("301", "north");
    near(&north["comparator_good_or_better"], 0.5);
    assert_eq!(said(north), json!([3, "mean", 1, 3, "better"]));
    assert_eq!(said(of("303", "north")), json!([3, "mean", 3, 3, "worse"]));
    // The first list of similar areas says what the provision profile says.
    let profile = work.table("provision_profile");
    let row = profile.row(&[("authority", "301"), ("provision", "childrens_home")]);
    let similar = of("301", "neighbours");
    assert_eq!(
        similar["comparator_good_or_better"],
        row["neighbour_good_or_better"]
    );
    assert_eq!(similar["comparator_inspected"], row["neighbour_inspected"]);
    assert_eq!(similar["vs"], row["vs_neighbours"]);
    assert_eq!(of("302", "neighbours")["missing_reason"], "no_members");
}
