//! Chance that can be repeated.

/// A small generator of numbers (Marsaglia, Xorshift RNGs, 2003): a seed tells the whole run.
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// From the seed that `TCXDUMP_SEED` gives, or one of its own, which is told.
    pub fn seeded() -> Self {
        let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_nanos() as usize;
        let seed = given("TCXDUMP_SEED", now);
        println!("seed {seed}");
        Self::new(seed as u64)
    }

    /// Any number of 48 bits.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// Yes, in so many cases of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// A number that the developer's command has given.
pub fn given(name: &str, otherwise: usize) -> usize {
    let text = std::env::var(name).ok();
    text.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}
