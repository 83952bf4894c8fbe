//! From degrees to the British National Grid.
//!
//! Source: Ordnance Survey, "A guide to coordinate systems in Great Britain", 2020: the Helmert
//! transformation from ETRS89 (which WGS 84 is within a metre of) to OSGB36 of section 6.6, which
//! is right to some 4 m, and the transverse Mercator projection of annexe C.

/// A figure of the earth by its half axes, in metres.
struct Ellipsoid {
    a: f64,
    b: f64,
}

const WGS84: Ellipsoid = Ellipsoid {
    a: 6_378_137.0,
    b: 6_356_752.314_1,
};

const AIRY: Ellipsoid = Ellipsoid {
    a: 6_377_563.396,
    b: 6_356_256.909,
};

impl Ellipsoid {
    /// The square of its eccentricity.
    fn eccentricity(&self) -> f64 {
        1.0 - (self.b * self.b) / (self.a * self.a)
    }
}

/// Metres east and north of the grid's origin, of a longitude and a latitude by WGS 84 in degrees.
#[must_use]
pub fn national_grid([longitude, latitude]: [f64; 2]) -> [f64; 2] {
    let there = cartesian(longitude.to_radians(), latitude.to_radians());
    let [longitude, latitude] = geographic(helmert(there));
    projected(longitude, latitude)
}

/// A place on the surface of WGS 84 as lengths along the axes of the earth.
fn cartesian(longitude: f64, latitude: f64) -> [f64; 3] {
    let e2 = WGS84.eccentricity();
    let nu = WGS84.a / (1.0 - e2 * latitude.sin().powi(2)).sqrt();
    [
        nu * latitude.cos() * longitude.cos(),
        nu * latitude.cos() * longitude.sin(),
        (1.0 - e2) * nu * latitude.sin(),
    ]
}

/// From the axes of ETRS89 to those of OSGB36.
fn helmert([x, y, z]: [f64; 3]) -> [f64; 3] {
    let seconds = |of: f64| (of / 3600.0).to_radians();
    let (rx, ry, rz) = (seconds(-0.1502), seconds(-0.2470), seconds(-0.8421));
    let scale = 1.0 + 20.4894e-6;
    [
        -446.448 + scale * x - rz * y + ry * z,
        125.157 + rz * x + scale * y - rx * z,
        -542.060 - ry * x + rx * y + scale * z,
    ]
}

/// The longitude and the latitude of a place on the ellipsoid of Airy, in radians.
fn geographic([x, y, z]: [f64; 3]) -> [f64; 2] {
    /// More rounds than it takes to move by less than a millimetre.
    const ROUNDS: usize = 8;
    let e2 = AIRY.eccentricity();
    let p = x.hypot(y);
    let mut latitude = z.atan2(p * (1.0 - e2));
    for _ in 0..ROUNDS {
        let nu = AIRY.a / (1.0 - e2 * latitude.sin().powi(2)).sqrt();
        latitude = (z + e2 * nu * latitude.sin()).atan2(p);
    }
    [y.atan2(x), latitude]
}

/// The transverse Mercator projection of the National Grid, by the names of annexe C.
fn projected(longitude: f64, latitude: f64) -> [f64; 2] {
    const F0: f64 = 0.999_601_271_7;
    const E0: f64 = 400_000.0;
    const N0: f64 = -100_000.0;
    let (phi0, lambda0) = (49f64.to_radians(), (-2f64).to_radians());
    let Ellipsoid { a, b } = AIRY;
    let e2 = AIRY.eccentricity();
    let n = (a - b) / (a + b);
    let (sin, cos, tan) = (latitude.sin(), latitude.cos(), latitude.tan());
    let nu = a * F0 / (1.0 - e2 * sin * sin).sqrt();
    let rho = a * F0 * (1.0 - e2) / (1.0 - e2 * sin * sin).powf(1.5);
    let eta2 = nu / rho - 1.0;
    let (less, more) = (latitude - phi0, latitude + phi0);
    let m = b
        * F0
        * ((1.0 + n + 1.25 * n * n + 1.25 * n.powi(3)) * less
            - (3.0 * n + 3.0 * n * n + 2.625 * n.powi(3)) * less.sin() * more.cos()
            + (1.875 * n * n + 1.875 * n.powi(3)) * (2.0 * less).sin() * (2.0 * more).cos()
            - 35.0 / 24.0 * n.powi(3) * (3.0 * less).sin() * (3.0 * more).cos());
    let (t2, t4) = (tan * tan, tan.powi(4));
    let i = m + N0;
    let ii = nu / 2.0 * sin * cos;
    let iii = nu / 24.0 * sin * cos.powi(3) * (5.0 - t2 + 9.0 * eta2);
    let iiia = nu / 720.0 * sin * cos.powi(5) * (61.0 - 58.0 * t2 + t4);
    let iv = nu * cos;
    let v = nu / 6.0 * cos.powi(3) * (nu / rho - t2);
    let vi = nu / 120.0 * cos.powi(5) * (5.0 - 18.0 * t2 + t4 + 14.0 * eta2 - 58.0 * t2 * eta2);
    let d = longitude - lambda0;
    [
        E0 + iv * d + v * d.powi(3) + vi * d.powi(5),
        i + ii * d * d + iii * d.powi(4) + iiia * d.powi(6),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of annexe C: Caister water tower.
    #[test]
    fn the_survey_s_own_example_comes_out() {
        let degrees = |d: f64, m: f64, s: f64| (d + m / 60.0 + s / 3600.0).to_radians();
        let [east, north] = projected(degrees(1.0, 43.0, 4.5177), degrees(52.0, 39.0, 27.2531));
        assert!((east - 651_409.903).abs() < 0.01, "{east}");
        assert!((north - 313_177.270).abs() < 0.01, "{north}");
    }

    /// The same by PROJ 9.5.1: cart, helmert (position_vector), the inverse of cart, and tmerc.
    #[test]
    fn places_in_every_corner_of_england_come_out_as_another_program_has_them() {
        for (place, [east, north]) in [
            ([-5.5, 50.1], [149_802.182, 28_080.324]),
            ([1.7, 52.6], [650_655.968, 306_675.475]),
            ([-2.0, 55.8], [400_098.394, 656_301.288]),
            ([-0.1, 51.5], [531_979.292, 179_606.910]),
            ([-1.5, 53.8], [433_030.083, 433_859.956]),
            ([-3.0, 54.5], [335_335.468, 512_091.084]),
        ] {
            let [x, y] = national_grid(place);
            assert!(
                (x - east).abs() < 0.01 && (y - north).abs() < 0.01,
                "{place:?}: {x} {y}"
            );
        }
    }
}
