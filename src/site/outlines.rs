//! The shapes of councils as lines of a map, made once for every page that draws them.

use std::collections::BTreeMap;
use std::fmt::Write;

use rustc_hash::FxHashMap;

use crate::review::BoundaryRow;

/// Metres to a unit of the map: half a pixel where England is as high as a page.
const UNIT: i32 = 500;

/// Units around the map.
const EDGE: i32 = 8;

/// Units that the words below the inset take.
const WORDS: i32 = 76;

/// How much of the map's width the inset takes, so many hundredths, and how many times as large it
/// is drawn at most.
const INSET: (i32, i32) = (32, 8);

/// How many of a region's councils, by how long they are, fill the height of the map at least for it
/// to need an inset.
const TOO_SMALL: f64 = 50.0;

/// A part of the map: left, top, width and height in its units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct View {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// The shapes of a map.
#[derive(Debug)]
pub(super) struct Outlines {
    /// The line of each council as SVG has it; empty where there is no shape. Those of the inset are in
    /// units of their own, so many times as small as the others' as it is larger.
    pub(super) lines: Vec<String>,
    /// What of the plane they fill, with the inset.
    pub(super) view: View,
    /// The region whose councils are too small to be seen, drawn larger beside the others.
    pub(super) inset: Option<Inset>,
}

/// A part of the map drawn once more, and larger.
#[derive(Debug)]
pub(super) struct Inset {
    /// The region.
    pub(super) region: String,
    /// How many times as large.
    pub(super) times: i32,
    /// What of the map it shows.
    pub(super) from: View,
    /// Where it shows it.
    pub(super) to: View,
}

/// The rings of a council in metres or in units of the map, which run down as pages do.
type Rings = Vec<Vec<[i32; 2]>>;

impl Outlines {
    /// The shapes of the areas that `places` numbers, which lie in `regions`; none where the run has
    /// none of them.
    pub(super) fn new(
        rows: Vec<BoundaryRow>,
        regions: &[Option<&str>],
        places: &FxHashMap<String, usize>,
    ) -> Option<Self> {
        let mut rings: Vec<Rings> = regions.iter().map(|_| Rings::new()).collect();
        let mut last = None;
        for row in rows {
            let Some(&area) = places.get(&row.authority) else {
                continue;
            };
            let key = Some((area, row.part, row.ring));
            if last != key {
                rings[area].push(Vec::new());
                last = key;
            }
            rings[area].last_mut()?.push([row.easting, row.northing]);
        }
        let metres = rings;
        let rings: Vec<Rings> = metres.iter().map(|of| in_units(of, 1)).collect();
        let mut view = bounds(rings.iter().flatten().flatten())?;
        let inset = inset(regions, &rings, view);
        if let Some(inset) = &inset {
            view.width = view.width.max(inset.to.x + inset.to.width - view.x);
        }
        let lines = metres.iter().zip(&rings).zip(regions);
        let lines = lines.map(|((metres, rings), region)| match &inset {
            Some(inset) if *region == Some(inset.region.as_str()) => {
                line(&in_units(metres, inset.times))
            }
            _ => line(rings),
        });
        Some(Self {
            lines: lines.collect(),
            view: View {
                x: view.x - EDGE,
                y: view.y - EDGE,
                width: view.width + 2 * EDGE,
                height: view.height + 2 * EDGE,
            },
            inset,
        })
    }
}

/// Rings in metres as rings in units of the map, or in units so many times as small.
fn in_units(rings: &Rings, times: i32) -> Rings {
    let rings = rings.iter().map(|ring| {
        let mut places: Vec<[i32; 2]> = ring
            .iter()
            .map(|[x, y]| [(x * times).div_euclid(UNIT), -(y * times).div_euclid(UNIT)])
            .collect();
        places.dedup();
        places
    });
    rings.filter(|ring| ring.len() > 2).collect()
}

fn bounds<'p>(places: impl Iterator<Item = &'p [i32; 2]>) -> Option<View> {
    let mut edges: Option<[i32; 4]> = None;
    for &[x, y] in places {
        let [left, top, right, bottom] = edges.unwrap_or([x, y, x, y]);
        edges = Some([left.min(x), top.min(y), right.max(x), bottom.max(y)]);
    }
    edges.map(|[left, top, right, bottom]| View {
        x: left,
        y: top,
        width: right - left,
        height: bottom - top,
    })
}

/// The region whose councils are the smallest, where they are too small to be seen, drawn at the right
/// of the map's top beside whatever land is there.
fn inset(regions: &[Option<&str>], rings: &[Rings], view: View) -> Option<Inset> {
    let mut surfaces: BTreeMap<&str, (f64, u32)> = BTreeMap::new();
    for (region, rings) in regions.iter().zip(rings) {
        if let Some(region) = region.filter(|_| !rings.is_empty()) {
            let of = surfaces.entry(region).or_default();
            of.0 += rings.iter().map(|ring| surface(ring)).sum::<f64>();
            of.1 += 1;
        }
    }
    let long = |(surface, councils): (f64, u32)| (surface / f64::from(councils)).sqrt();
    let (region, of) = surfaces
        .into_iter()
        .min_by(|a, b| long(a.1).total_cmp(&long(b.1)))?;
    if long(of) > f64::from(view.height) / TOO_SMALL {
        return None;
    }
    let own = regions.iter().zip(rings);
    let own = own.filter(|(of, _)| **of == Some(region));
    let from = bounds(own.flat_map(|(_, rings)| rings.iter().flatten()))?;
    let times = (view.width * INSET.0 / 100 / from.width.max(1)).min(INSET.1);
    // An inset that is hardly larger than the map itself helps nobody.
    if times < 2 {
        return None;
    }
    let (width, height) = (from.width * times, from.height * times);
    let bottom = view.y + height + 2 * EDGE + WORDS;
    let beside = rings.iter().flatten().flatten();
    let right = beside.filter(|[_, y]| *y < bottom).map(|[x, _]| *x).max();
    let free = right.unwrap_or(view.x) + EDGE;
    Some(Inset {
        region: region.to_owned(),
        times,
        from,
        to: View {
            x: free.max(view.x + view.width - width),
            y: view.y + EDGE,
            width,
            height,
        },
    })
}

fn surface(ring: &[[i32; 2]]) -> f64 {
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
    let twice =
        pairs.map(|(a, b)| f64::from(a[0]) * f64::from(b[1]) - f64::from(a[1]) * f64::from(b[0]));
    twice.sum::<f64>().abs() / 2.0
}

/// The rings as the `d` of a path: each place by how far it is from the one before.
fn line(rings: &Rings) -> String {
    let mut line = String::new();
    for ring in rings {
        let mut last = [0, 0];
        for (at, &[x, y]) in ring.iter().enumerate() {
            // Nothing can be wrong with writing to a string.
            let _ = match at {
                0 if y < 0 => write!(line, "M{x}{y}"),
                0 => write!(line, "M{x} {y}"),
                _ => {
                    let (dx, dy) = (x - last[0], y - last[1]);
                    let first = match at {
                        1 => "l",
                        _ if dx < 0 => "",
                        _ => " ",
                    };
                    let between = if dy < 0 { "" } else { " " };
                    write!(line, "{first}{dx}{between}{dy}")
                }
            };
            last = [x, y];
        }
        line.push('z');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(authority: &str, part: i32, west: i32, south: i32, side: i32) -> Vec<BoundaryRow> {
        [(0, 0), (side, 0), (side, side), (0, side)]
            .map(|(x, y)| BoundaryRow {
                authority: authority.to_owned(),
                part,
                ring: 1,
                easting: west + x,
                northing: south + y,
            })
            .into()
    }

    #[test]
    fn shapes_become_lines_and_the_smallest_region_an_inset() {
        let regions = [Some("Shire"), Some("City"), Some("Shire")];
        let places = ["a", "b", "c"].map(str::to_owned).into_iter().zip(0..);
        let places = places.collect();
        let mut rows = square("a", 1, 0, 0, 400_000);
        rows.extend(square("a", 2, 0, 600_000, 1000));
        rows.extend(square("b", 1, 100_000, 50_000, 4000));
        let outlines = Outlines::new(rows, &regions, &places).unwrap();
        assert_eq!(
            outlines.lines[0],
            "M0 0l800 0 0-800-800 0zM0-1200l2 0 0-2-2 0z"
        );
        // The council of the inset has a unit for every 62.5 metres.
        assert_eq!(outlines.lines[1], "M1600-800l64 0 0-64-64 0z");
        assert_eq!(outlines.lines[2], "");
        let inset = outlines.inset.unwrap();
        assert_eq!((inset.region.as_str(), inset.from.width), ("City", 8));
        assert!(inset.to.width == 64 && inset.to.x > 0);
        assert!(Outlines::new(Vec::new(), &regions, &places).is_none());
    }
}
