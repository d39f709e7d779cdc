//! Information elements of management frames (section 9.4.2): identifier (1 byte), length (1), value.

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Float, Safe, out},
};

const SSID: u8 = 0;
const RATES: u8 = 1;
const DIRECT_SEQUENCE: u8 = 3;
const TRAFFIC_MAP: u8 = 5;
const MAX_SSID: usize = 32;
const MAX_RATES: usize = 16;
/// Bytes of the traffic map before the bits, and of the bits.
const TRAFFIC_MAP_FIELDS: usize = 3;
const MAX_TRAFFIC_MAP: usize = 251;

/// What is shown of a frame's elements: of each kind the first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Elements<'a> {
    /// The network's name.
    ssid: Option<&'a [u8]>,
    /// In units of 500 kbit/s; the highest bit is set of those that everybody must know.
    rates: Option<&'a [u8]>,
    /// The channel.
    channel: Option<u8>,
}

impl<'a> Elements<'a> {
    /// Reads elements up to the end; answers whether all are as they should be.
    pub fn read(&mut self, mut p: Cursor<'a>) -> bool {
        while p.len() > 0 {
            if p.len() < 2 {
                return false;
            }
            let Ok([id, len]) = p.array() else { return false };
            let len = usize::from(len);
            if p.len() < len {
                return false;
            }
            let Ok(value) = p.take(len) else { return false };
            if !self.add(id, value) {
                return false;
            }
        }
        true
    }

    fn add(&mut self, id: u8, value: &'a [u8]) -> bool {
        match id {
            SSID if value.len() > MAX_SSID => return false,
            SSID => _ = self.ssid.get_or_insert(value),
            RATES if value.len() > MAX_RATES => return false,
            RATES if !value.is_empty() => _ = self.rates.get_or_insert(value),
            DIRECT_SEQUENCE => {
                if let [channel] = value {
                    self.channel.get_or_insert(*channel);
                }
            }
            TRAFFIC_MAP if value.len() > TRAFFIC_MAP_FIELDS + MAX_TRAFFIC_MAP => return false,
            _ => {}
        }
        true
    }

    /// Prints ` (name)`.
    pub fn print_ssid(&self, cx: &mut Context<'_>) {
        if let Some(ssid) = self.ssid {
            out!(cx, " (", Safe(crate::show::until_zero(ssid)), ")");
        }
    }

    /// Prints ` [1.0* 2.0 Mbit]`.
    pub fn print_rates(&self, cx: &mut Context<'_>) {
        let Some(rates) = self.rates else { return };
        out!(cx, " [");
        for (at, rate) in rates.iter().enumerate() {
            out!(cx, if at == 0 { "" } else { " " }, Float(f64::from(rate & 0x7f) / 2.0, 1));
            out!(cx, if rate & 0x80 != 0 { "*" } else { "" });
        }
        out!(cx, " Mbit]");
    }

    /// Prints ` CH: 6`.
    pub fn print_channel(&self, cx: &mut Context<'_>) {
        if let Some(channel) = self.channel {
            out!(cx, " CH: ", channel);
        }
    }
}
