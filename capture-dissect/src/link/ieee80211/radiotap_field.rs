//! Fields of a radiotap header, each aligned to its size.

use super::{channel::Channel, mcs};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Float, Table, bits, out},
    stop::Stop,
};

/// Bits of the field of flags that change what a frame is like.
pub(super) const ENDS_WITH_FCS: u8 = 0x10;
pub(super) const IS_PADDED: u8 = 0x20;

const FLAGS: &Table =
    &[(0x01, "cfp "), (0x02, "short preamble "), (0x04, "wep "), (0x08, "fragmented "), (0x40, "bad-fcs ")];

/// Bits of the field with more about the channel, and of that with a scheme of 802.11n.
const CHANNEL: u32 = 18;
const SCHEME: u32 = 19;

/// Rates from here on may be schemes of 802.11n.
const SCHEMES: u8 = 0x80;

/// The fields of a header, and how far they have been read.
pub(super) struct Fields<'a> {
    /// The next field.
    pub p: Cursor<'a>,
    /// Bytes of the header in front of it.
    pub at: usize,
    /// The field of flags.
    pub flags: u8,
    /// The bits of those that are present.
    pub present: u32,
}

impl Fields<'_> {
    /// Reads a number of `N` bytes at a multiple of that, or moves nothing.
    pub fn aligned<const N: usize>(&mut self) -> Result<[u8; N], Stop> {
        let gap = self.at.next_multiple_of(N) - self.at;
        let mut p = self.p.at(gap)?;
        let value = p.array()?;
        (self.p, self.at) = (p, self.at + gap + N);
        Ok(value)
    }

    pub fn skip(&mut self, count: usize) -> Result<(), Stop> {
        self.p.skip(count)?;
        self.at += count;
        Ok(())
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Stop> {
        let value = self.p.array()?;
        self.at += N;
        Ok(value)
    }

    fn u8(&mut self) -> Result<u8, Stop> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn i8(&mut self) -> Result<i8, Stop> {
        self.array().map(i8::from_le_bytes)
    }

    fn u16(&mut self) -> Result<u16, Stop> {
        self.aligned().map(u16::from_le_bytes)
    }

    fn i16(&mut self) -> Result<i16, Stop> {
        self.aligned().map(i16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, Stop> {
        self.aligned().map(u32::from_le_bytes)
    }

    const fn has(&self, bit: u32) -> bool {
        self.present >> bit & 1 != 0
    }

    /// Prints the field of a bit; answers whether it is known how long that is.
    pub fn print(&mut self, cx: &mut Context<'_>, bit: u32) -> Result<bool, Stop> {
        match bit {
            0 => {
                out!(cx, u64::from_le_bytes(self.aligned()?), "us tsft ");
            }
            1 => {
                self.flags = self.u8()?;
                out!(cx, bits(FLAGS, self.flags).with("").or(""));
            }
            2 => match self.u8()? {
                scheme @ SCHEMES..0x90 => out!(cx, "MCS ", scheme - SCHEMES, " "),
                rate => out!(cx, Float(f64::from(rate) / 2.0, 1), " Mb/s "),
            },
            3 => {
                let (mhz, flags) = (self.u16()?, self.u16()?.into());
                // What the larger field says is better.
                if !self.has(CHANNEL) {
                    out!(cx, Channel { mhz, flags, is_11n: self.has(SCHEME) });
                }
            }
            4 => out!(cx, "fhset ", self.u8()?, " fhpat ", self.u8()?, " "),
            5 => out!(cx, self.i8()?, "dBm signal "),
            6 => out!(cx, self.i8()?, "dBm noise "),
            7 => out!(cx, self.u16()?, " sq "),
            8 => out!(cx, -i32::from(self.i16()?), " tx power "),
            9 => out!(cx, -i16::from(self.i8()?), "dB tx attenuation "),
            10 => out!(cx, self.i8()?, "dBm tx power "),
            11 => out!(cx, "antenna ", self.u8()?, " "),
            12 => out!(cx, self.u8()?, "dB signal "),
            13 => out!(cx, self.u8()?, "dB noise "),
            14 => _ = self.u16()?,
            CHANNEL => {
                let (flags, mhz, [_channel, _power]) = (self.u32()?, self.u16()?, self.array()?);
                out!(cx, Channel { mhz, flags, is_11n: self.has(SCHEME) });
            }
            SCHEME => mcs::print_ht(cx, self.array()?),
            20 => {
                self.u32()?;
                self.skip(4)?;
            }
            21 => {
                let known = self.u16()?;
                mcs::print_vht(cx, known, self.array()?);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}
