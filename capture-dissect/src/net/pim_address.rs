//! Addresses in messages of PIM (RFC 7761 section 4.9.1).
//!
//! ```text
//! unicast:  family, encoding                        address
//! group:    family, encoding, flags, bits of a mask, address
//! source:   the same
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Addr, hex, out},
    stop::{Outcome, Stop},
};

/// How addresses are written: with their family, or with a length that the header gave.
#[derive(Clone, Copy)]
pub(super) struct Addresses(pub u8);

impl Addresses {
    /// Prints a host's address.
    pub fn unicast(self, cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
        let is_v6 = self.is_v6(p)?;
        out!(cx, address(p, is_v6)?);
        Ok(())
    }

    /// Prints a group, or several with a mask.
    pub fn group(self, cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
        let flags = self.masked(cx, p)?;
        if flags != 0 {
            out!(cx, "(0x", hex(flags, 2), ")");
        }
        Ok(())
    }

    /// Prints a source, and what kind of tree it is for.
    pub fn source(self, cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
        let flags = self.masked(cx, p)?;
        if flags == 0 {
            return Ok(());
        }
        out!(cx, "(");
        for (bit, letter) in [(4, "S"), (2, "W"), (1, "R")] {
            out!(cx, if flags & bit != 0 { letter } else { "" });
        }
        if flags & 0xf8 != 0 {
            out!(cx, "+0x", hex(flags & 0xf8, 2));
        }
        out!(cx, ")");
        Ok(())
    }

    fn masked(self, cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<u8, Stop> {
        let is_v6 = self.is_v6(p)?;
        let [flags, mask] = p.array()?;
        out!(cx, address(p, is_v6)?);
        if mask != if is_v6 { 128 } else { 32 } {
            out!(cx, "/", mask);
        }
        Ok(flags)
    }

    fn is_v6(self, p: &mut Cursor<'_>) -> Result<bool, Stop> {
        match self.0 {
            0 => match p.array()? {
                [1, 0] => Ok(false),
                [2, 0] => Ok(true),
                _ => Err(Stop::Truncated),
            },
            4 => Ok(false),
            _ => Err(Stop::Truncated),
        }
    }
}

fn address(p: &mut Cursor<'_>, is_v6: bool) -> Result<Addr, Stop> {
    if p.len() < if is_v6 { 16 } else { 4 } {
        return Err(Stop::Truncated);
    }
    if is_v6 { p.ipv6().map(Addr::V6) } else { p.ipv4().map(Addr::V4) }
}
