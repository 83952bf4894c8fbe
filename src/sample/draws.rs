//! Random streams. Each authority has a stream of its own for each subject, so that neither the
//! order of the work nor the number of threads can reach the figures.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Distribution, Poisson, StandardNormal};

/// What a stream is drawn for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Subject {
    /// Features of an authority.
    Area = 1,
    /// How many settings an authority has.
    SettingNumbers,
    /// The settings and their inspections; one stream a provision type.
    Settings,
    /// Findings about the authority itself.
    Findings,
    /// Readings of indicators; one stream an indicator.
    Observations,
    /// Ratings of earlier years.
    EarlierRatings,
    /// The order in which placed grades are dealt to settings; one stream a provision type.
    Placement,
}

/// The stream of one authority for one subject; `part` tells provision types or indicators apart.
///
/// ChaCha with eight rounds, keyed with the four numbers themselves: equal keys give equal
/// streams on every machine, and no two keys share one.
pub(super) fn stream(seed: u64, subject: Subject, authority: u64, part: u64) -> ChaCha8Rng {
    let mut key = [0u8; 32];
    for (slot, word) in key
        .chunks_exact_mut(8)
        .zip([seed, subject as u64, authority, part])
    {
        slot.copy_from_slice(&word.to_le_bytes());
    }
    ChaCha8Rng::from_seed(key)
}

/// A draw from the standard normal distribution.
pub(super) fn normal(rng: &mut impl Rng) -> f64 {
    StandardNormal.sample(rng)
}

/// A share about `mean`, as widely spread as `consistency` pretended observations leave it
/// (a beta distribution; counts drawn from it are beta-binomial).
pub(super) fn share(rng: &mut impl Rng, mean: f64, consistency: f64) -> f64 {
    let mean = mean.clamp(0.01, 0.99);
    let beta = Beta::new(mean * consistency, (1.0 - mean) * consistency)
        .expect("a mean inside 0 to 1 and a positive consistency give positive shapes");
    beta.sample(rng)
}

/// A count about `mean`; zero when the mean is zero.
pub(super) fn count(rng: &mut impl Rng, mean: f64) -> u32 {
    if mean <= 0.0 {
        return 0;
    }
    let poisson = Poisson::new(mean).expect("a positive finite mean");
    poisson.sample(rng) as u32
}

/// A number of successes among `trials`, each with chance `chance`, by the normal
/// approximation where it is close and by trial where it is not.
pub(super) fn successes(rng: &mut impl Rng, trials: f64, chance: f64) -> f64 {
    let variance = trials * chance * (1.0 - chance);
    if variance < 9.0 && trials < 2_000.0 {
        return (0..trials as u32)
            .filter(|_| rng.random_bool(chance))
            .count() as f64;
    }
    (trials * chance + variance.sqrt() * normal(rng))
        .round()
        .clamp(0.0, trials)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_give_equal_streams_and_other_keys_give_others() {
        let first: u64 = stream(1, Subject::Settings, 2, 3).random();
        assert_eq!(first, stream(1, Subject::Settings, 2, 3).random::<u64>());
        assert_ne!(first, stream(2, Subject::Settings, 2, 3).random::<u64>());
        assert_ne!(first, stream(1, Subject::Findings, 2, 3).random::<u64>());
        assert_ne!(first, stream(1, Subject::Settings, 3, 3).random::<u64>());
        assert_ne!(first, stream(1, Subject::Settings, 2, 4).random::<u64>());
    }

    #[test]
    fn successes_stay_between_none_and_all() {
        let mut rng = stream(7, Subject::Observations, 0, 0);
        for trials in [0.0, 1.0, 12.0, 5_000.0] {
            for chance in [0.0, 0.001, 0.5, 0.999, 1.0] {
                let drawn = successes(&mut rng, trials, chance);
                assert!((0.0..=trials).contains(&drawn), "{drawn} of {trials}");
            }
        }
    }

    #[test]
    fn shares_gather_about_their_mean() {
        let mut rng = stream(7, Subject::Settings, 0, 0);
        let drawn: f64 = (0..4_000).map(|_| share(&mut rng, 0.64, 100.0)).sum();
        assert!((drawn / 4_000.0 - 0.64).abs() < 0.01);
    }
}
