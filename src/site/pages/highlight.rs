//! What the small script needs to highlight a council with its similar areas, or a region.

use serde_json::{Map, Value, json};

use super::compare::script;
use crate::site::content::Content;
use crate::site::folder::File;

/// Every council's region and similar areas, by the names of their pages.
pub(crate) fn file(content: &Content<'_>) -> File {
    let areas: Map<String, Value> = content
        .areas
        .iter()
        .map(|of| {
            let similar = of.similar.iter().map(|of| &content.areas[of.area].page);
            let similar: Vec<&String> = similar.collect();
            (of.page.clone(), json!([of.region, similar]))
        })
        .collect();
    script("assets/areas.js", "areas", &Value::Object(areas))
}
