//! Radio channels as radiotap has them: frequency in MHz, flags.

use crate::{
    context::Context,
    show::{Show, out},
};

const TURBO: u32 = 0x0010;
const CCK: u32 = 0x0020;
const OFDM: u32 = 0x0040;
const GHZ_2: u32 = 0x0080;
const GHZ_5: u32 = 0x0100;
const DYNAMIC: u32 = 0x0400;
const GFSK: u32 = 0x0800;
const HALF: u32 = 0x4000;
const QUARTER: u32 = 0x8000;
const HT20: u32 = 0x1_0000;
const HT40_BELOW: u32 = 0x4_0000;
/// Widths of 802.11n, in the order in which they are looked for.
const HT: [(u32, &str); 3] = [(HT20, " ht/20"), (HT40_BELOW, " ht/40-"), (0x2_0000, " ht/40+")];

/// A channel, as `2412 MHz 11g `.
#[derive(Clone, Copy, Debug)]
pub(super) struct Channel {
    pub mhz: u16,
    pub flags: u32,
    /// Whether a scheme of 802.11n is present, too.
    pub is_11n: bool,
}

impl Show for Channel {
    fn show(self, cx: &mut Context<'_>) {
        out!(cx, self.mhz, " MHz");
        match self.is_11n {
            true => out!(cx, " 11n"),
            false => self.modes(cx),
        }
        out!(cx, HT.iter().find(|(bit, _)| self.has(*bit)).map_or("", |(_, name)| name), " ");
    }
}

impl Channel {
    const fn has(self, bits: u32) -> bool {
        self.flags & bits == bits
    }

    fn modes(self, cx: &mut Context<'_>) {
        let width = match () {
            () if self.has(HALF) => "/10Mhz",
            () if self.has(QUARTER) => "/5Mhz",
            () => "",
        };
        if self.has(GHZ_2 | GFSK) {
            out!(cx, " FHSS");
        }
        if self.has(GHZ_5 | OFDM) {
            out!(cx, " 11a", width);
        }
        if self.has(GHZ_2 | OFDM) || self.has(GHZ_2 | DYNAMIC) {
            out!(cx, " 11g", width);
        } else if self.has(GHZ_2 | CCK) {
            out!(cx, " 11b");
        }
        if self.has(TURBO) {
            out!(cx, " Turbo");
        }
    }
}
