//! Sampling in the kernel: which of the packets that match are wanted.

use std::hash::{BuildHasher, RandomState};

/// Ways of sampling; a packet is wanted when all of them want it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sampling {
    /// One packet in so many, at random.
    pub packets: Option<u32>,
    /// One conversation in so many, both directions.
    pub flows: Option<u32>,
    /// The beginning of every conversation.
    pub head: Option<Head>,
    /// At most so many packets a second.
    pub rate: Option<u32>,
}

/// How much of every conversation is wanted. SYN, FIN, RST and ICMP always are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Packets that are wanted whole.
    pub packets: u32,
    /// Bytes that are wanted of each packet behind them.
    pub bytes: u32,
}

/// Conversations that `--head` keeps apart; those longest unheard of are forgotten first.
const FLOWS: u32 = 1 << 18;

/// The same as the kernel program takes it (`capture-ebpf/src/config.rs`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `SAMPLE_THRESHOLD`.
    pub sample_threshold: u32,
    /// `FLOW_THRESHOLD`.
    pub flow_threshold: u32,
    /// `HEAD_PACKETS`.
    pub head_packets: u32,
    /// `HEAD_BYTES`.
    pub head_bytes: u32,
    /// `RATE_STEP_NS`.
    pub rate_step_ns: u64,
    /// `SEED`.
    pub seed: u64,
    /// Elements of the map `FLOWS`.
    pub flows: u32,
}

impl Sampling {
    /// Whether some packets that match may not be wanted.
    pub fn is_on(&self) -> bool {
        *self != Self::default()
    }

    /// What the kernel program is to be told.
    pub fn settings(&self) -> Settings {
        let threshold = |one_in: Option<u32>| u32::MAX / one_in.unwrap_or(1).max(1);
        Settings {
            sample_threshold: threshold(self.packets),
            flow_threshold: threshold(self.flows),
            head_packets: self.head.map_or(0, |head| head.packets),
            head_bytes: self.head.map_or(0, |head| head.bytes),
            rate_step_ns: self.rate.map_or(0, |rate| 1_000_000_000 / u64::from(rate.max(1))),
            seed: RandomState::new().hash_one(()),
            flows: if self.head.is_some() { FLOWS } else { 1 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_out_unless_it_is_asked_for() {
        let settings = Sampling::default().settings();
        assert_eq!((settings.sample_threshold, settings.flow_threshold), (u32::MAX, u32::MAX));
        assert_eq!((settings.head_packets, settings.rate_step_ns, settings.flows), (0, 0, 1));
        assert!(!Sampling::default().is_on());
    }

    #[test]
    fn one_in_four_is_a_quarter_of_all_numbers() {
        let sampling = Sampling { packets: Some(4), rate: Some(1000), ..Sampling::default() };
        assert!(sampling.is_on());
        let settings = sampling.settings();
        assert_eq!(settings.sample_threshold, u32::MAX / 4);
        assert_eq!(settings.rate_step_ns, 1_000_000);
    }
}
