//! GeoJSON (RFC 7946): each feature of a `FeatureCollection` is a row, its properties are columns,
//! and its shape stands as GeoJSON in the column `geometry`.

use std::fmt;

use rustc_hash::FxHashMap;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::field::Field;
use super::options::{ReadLimits, ReadOptions};
use super::text::unpacked;
use super::text_batch::TextBatch;
use super::text_rows::{TextRows, check_columns};

/// The column of a feature's shape.
pub(super) const GEOMETRY: &str = "geometry";

/// More properties than any file of shapes has; each is a column of every row.
const PROPERTIES: usize = 1000;

/// A file of features in memory.
#[derive(Debug)]
pub(super) struct Features {
    /// The names of the properties in the order in which they first stand, and `geometry`.
    pub header: Vec<String>,
    rows: Vec<Vec<Option<Box<str>>>>,
    bytes: u64,
    options: ReadOptions,
}

impl Features {
    /// Unpacks and reads `bytes`.
    ///
    /// # Errors
    /// What is no UTF-8, no JSON or no `FeatureCollection`, and more than `limits` lets a file hold.
    pub(super) fn open(
        bytes: Vec<u8>,
        options: &ReadOptions,
        limits: ReadLimits,
    ) -> Result<Self, String> {
        for (key, is_asked) in [
            ("sheet", options.sheet.is_some()),
            ("delimiter", options.delimiter.is_some()),
            ("skip_rows", options.skip_rows.is_some()),
            ("header_row", options.header_row.is_some()),
        ] {
            if is_asked {
                return Err(format!("is GeoJSON, which has no {key}; take the line out"));
            }
        }
        let bytes = unpacked(bytes, limits.unpacked_bytes)?;
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            format!("is not UTF-8 as GeoJSON has to be ({error}); write it as UTF-8")
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut found = Found {
            limit: limits.file_rows,
            ..Found::default()
        };
        let mut reader = serde_json::Deserializer::from_str(text);
        let read = Whole(&mut found).deserialize(&mut reader);
        read.and_then(|()| reader.end()).map_err(|error| {
            found
                .refused
                .take()
                .unwrap_or_else(|| match error.classify() {
                    Category::Data => {
                        format!("is JSON, but no FeatureCollection of GeoJSON ({error}); {REMEDY}")
                    }
                    Category::Syntax | Category::Eof | Category::Io => {
                        format!("is broken JSON ({error}); fetch it again")
                    }
                })
        })?;
        found.is_collection()?;
        let Found {
            mut names, rows, ..
        } = found;
        names.push(GEOMETRY.to_owned());
        check_columns(options, &names)?;
        Ok(Self {
            bytes: rows
                .iter()
                .flatten()
                .flatten()
                .map(|of| of.len() as u64)
                .sum(),
            header: names,
            rows,
            options: options.clone(),
        })
    }

    /// How many features it has.
    pub(super) fn rows(&self) -> u64 {
        self.rows.len() as u64
    }

    /// The size of what is held of it.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Gives the features to `each`, numbered from 1; `wanted` are positions in the header.
    ///
    /// # Errors
    /// What `each` returns.
    pub(super) fn read(
        &self,
        wanted: &[usize],
        each: &mut dyn FnMut(TextBatch) -> Result<(), String>,
    ) -> Result<(), String> {
        let shape = self.header.len() - 1;
        let mut taken = TextRows::new(&self.options, &self.header, wanted);
        for (row, cells) in (1..).zip(&self.rows) {
            // The shape stands first in a row, because later features may have properties more.
            let cell = |at: &usize| {
                let place = if *at == shape { 0 } else { at + 1 };
                let text = cells.get(place).and_then(Option::as_deref);
                Field::of(text.unwrap_or_default())
            };
            // There are no notes below features, however few cells have text.
            taken.push(row, 2, wanted.iter().map(cell));
            if taken.is_full() {
                each(taken.batch(false)?)?;
            }
        }
        each(taken.batch(true)?)
    }
}

/// What to do about JSON of another kind.
const REMEDY: &str = "write it as GeoJSON, which ogr2ogr and every map program do: {\"type\": \"FeatureCollection\", \"features\": […]}";

/// What has been read of the file.
#[derive(Debug, Default)]
struct Found {
    /// What it says that it is.
    kind: Option<Value>,
    has_features: bool,
    names: Vec<String>,
    places: FxHashMap<String, usize>,
    rows: Vec<Vec<Option<Box<str>>>>,
    limit: u64,
    /// Why it is not read further.
    refused: Option<String>,
}

impl Found {
    fn is_collection(&self) -> Result<(), String> {
        match &self.kind {
            Some(Value::String(kind)) if kind == "FeatureCollection" => {}
            Some(other) => {
                let other: String = other.to_string().chars().take(40).collect();
                return Err(format!(
                    "is JSON, but no FeatureCollection of GeoJSON: its type is {other}; {REMEDY}"
                ));
            }
            None => {
                return Err(format!(
                    "is JSON, but no FeatureCollection of GeoJSON: it has no type; {REMEDY}"
                ));
            }
        }
        if self.has_features {
            Ok(())
        } else {
            Err("is a FeatureCollection of GeoJSON without `features`; fetch it again".to_owned())
        }
    }

    fn add(&mut self, feature: Feature) -> Result<(), String> {
        let number = self.rows.len() as u64 + 1;
        if number > self.limit {
            return Err(format!(
                "has more features than the {} rows that are allowed; if that is right, raise file_rows in [limits]",
                self.limit
            ));
        }
        if feature.kind.as_deref() != Some("Feature") {
            return Err(format!(
                "is no GeoJSON: what stands as feature {number} is not of the type \"Feature\"; fetch it again"
            ));
        }
        let mut row = vec![None; self.names.len() + 1];
        row[0] = feature.geometry.as_ref().and_then(text_of);
        let properties = feature.properties.unwrap_or_default();
        // A property has the better right to its name.
        let id = feature.id.filter(|_| !properties.contains_key("id"));
        let id = id.map(|id| ("id".to_owned(), id));
        for (name, value) in id.into_iter().chain(properties) {
            if name.eq_ignore_ascii_case(GEOMETRY) {
                return Err(format!(
                    "has a property called {name:?} in feature {number}, as the shape is called; give the property another name"
                ));
            }
            let at = self.place(name)?;
            row.resize(row.len().max(at + 2), None);
            row[at + 1] = text_of(&value);
        }
        self.rows.push(row);
        Ok(())
    }

    /// Where the column of a property stands.
    fn place(&mut self, name: String) -> Result<usize, String> {
        if let Some(at) = self.places.get(&name) {
            return Ok(*at);
        }
        let at = self.names.len();
        if at == PROPERTIES {
            return Err(format!(
                "has more than {PROPERTIES} different properties, of which each is a column; leave out those that nobody needs"
            ));
        }
        self.places.insert(name.clone(), at);
        self.names.push(name);
        Ok(at)
    }
}

/// A value as a cell; nothing where it is null.
fn text_of(value: &Value) -> Option<Box<str>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.as_str().into()),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Some(value.to_string().into())
        }
    }
}

/// A feature, of which everything else is passed over.
#[derive(Deserialize)]
struct Feature {
    #[serde(rename = "type")]
    kind: Option<String>,
    id: Option<Value>,
    properties: Option<Map<String, Value>>,
    geometry: Option<Value>,
}

/// The file as a whole.
struct Whole<'a>(&'a mut Found);

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object with type and features")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => self.0.kind = Some(map.next_value()?),
                "features" => {
                    self.0.has_features = true;
                    map.next_value_seed(Each(self.0))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Its features, of which one at a time is in memory as more than text.
struct Each<'a>(&'a mut Found);

impl<'de> DeserializeSeed<'de> for Each<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Each<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(feature) = list.next_element::<Feature>()? {
            if let Err(refused) = self.0.add(feature) {
                self.0.refused = Some(refused);
                return Err(serde::de::Error::custom("not read further"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
