//! The radiotap header: what a receiver knows of a frame.
//!
//! ```text
//!  0         1         2        4
//! +---------+---------+--------+-----------------+-------------------------------------
//! | version | padding | length | present fields  | fields in the order of their bits,
//! +---------+---------+--------+-----------------+ each aligned to its size
//!                               32 bits, the highest set where 32 more follow
//! ```
//!
//! Numbers are little-endian. Bits 29 and 30 say whose fields those of the next 32 bits are: radiotap's, or a
//! vendor's, which begin with OUI (3 bytes), kind (1), bytes to pass over (2).
//!
//! Source: radiotap.org, "Radiotap".

use super::radiotap_field::{ENDS_WITH_FCS, Fields, IS_PADDED};
use crate::{
    context::Context,
    cursor::Cursor,
    show::out,
    stop::{Outcome, Stop},
};

const NAME: &str = "802.11_radio";
/// Bytes up to the present fields.
const HEAD: usize = 4;
/// Bits of each 32 that are no fields.
const RADIOTAP_NEXT: u32 = 1 << 29;
const VENDOR_NEXT: u32 = 1 << 30;
const MORE: u32 = 1 << 31;
const FIELDS: u32 = 29;

/// Prints a frame behind a radiotap header.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter(NAME);
    let captured = p.captured();
    let Some((present, fields, len)) = header(p) else {
        return cx.cut_in_link_header(captured);
    };
    let mut fields = Fields { p: fields, at: len - fields.captured(), flags: 0, present: 0 };
    if show(cx, present, &mut fields).is_err() {
        cx.truncated()?;
    }
    let fcs = if fields.flags & ENDS_WITH_FCS != 0 { 4 } else { 0 };
    let outcome = super::frame(cx, p.at(len)?, fields.flags & IS_PADDED != 0, fcs);
    cx.link_len += len;
    outcome
}

/// The present fields, the fields, and the bytes of all.
fn header(p: Cursor<'_>) -> Option<(Cursor<'_>, Cursor<'_>, usize)> {
    let len = usize::from(p.at(2).ok()?.le_u16().ok()?);
    if len < HEAD + 4 || !p.has(len) {
        return None;
    }
    let present = p.limit(len).at(HEAD).ok()?;
    let mut fields = present;
    while fields.le_u32().ok()? & MORE != 0 {}
    Some((present, fields, len))
}

fn show(cx: &mut Context<'_>, mut present: Cursor<'_>, fields: &mut Fields<'_>) -> Outcome {
    let mut first_bit = 0;
    let mut is_vendor = false;
    loop {
        let word = present.le_u32()?;
        fields.present = word;
        for bit in (0..FIELDS).filter(|bit| !is_vendor && word >> bit & 1 != 0) {
            let number = first_bit + bit;
            if !fields.print(cx, number)? {
                out!(cx, "[bit ", number, "] ");
                return Ok(());
            }
        }
        match (word & RADIOTAP_NEXT != 0, word & VENDOR_NEXT != 0) {
            (false, false) => first_bit += 32,
            (true, true) => first_bit = 0,
            (true, false) => (first_bit, is_vendor) = (0, false),
            (false, true) => {
                (first_bit, is_vendor) = (0, true);
                match vendor(fields) {
                    Ok(len) if fields.skip(len.into()).is_err() => return Ok(()),
                    Ok(_) => {}
                    Err(_) => cx.truncated()?,
                }
            }
        }
        if word & MORE == 0 {
            return Ok(());
        }
    }
}

/// Reads what is before a vendor's fields: how many bytes these are.
fn vendor(fields: &mut Fields<'_>) -> Result<u16, Stop> {
    let (_oui, _kind) = (fields.array::<3>()?, fields.array::<1>()?);
    fields.aligned().map(u16::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    const ACK: &[u8] = b"\xd4\0\x3a\x01\x02\0\0\0\0\x01";
    const SHOWN: &str = "Acknowledgment RA:02:00:00:00:00:01 ";

    fn shown(present: u32, fields: &[u8]) -> String {
        let len = 8 + fields.len() as u8;
        let packet = [&[0, 0, len, 0], &present.to_le_bytes()[..], fields, ACK].concat();
        printed(print, 0, &packet)
    }

    #[test]
    fn fields_are_aligned() {
        let text = shown(1 << 2 | 1 << 3 | 1 << 5 | 1 << 11, b"\x16\0\x6c\x09\xa0\0\xd0\x01");
        assert_eq!(text, format!("11.0 Mb/s 2412 MHz 11b -48dBm signal antenna 1 {SHOWN}"));
        let text = shown(1 << 19, b"\x3f\x25\x07");
        assert_eq!(text, format!("150.0 Mb/s MCS 7 40 MHz short GI mixed BCC FEC RX-STBC1 {SHOWN}"));
        assert_eq!(shown(1 << 5 | 1 << 11, b"\xd0"), format!("-48dBm signal  [|802.11_radio]{SHOWN}"));
        assert_eq!(shown(1 << 15 | 1 << 16, b"\0\0"), format!("[bit 15] {SHOWN}"));
    }

    #[test]
    fn a_vendors_fields_are_passed_over() {
        let present = [1u32 << 11 | VENDOR_NEXT | MORE, RADIOTAP_NEXT | MORE | 1, 1 << 5];
        let present = present.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>();
        let packet = [&[0, 0, 26, 0], &present[..], b"\x01\0\x11\x22\x01\0\x01\0\x0a\xd1", ACK].concat();
        assert_eq!(printed(print, 0, &packet), format!("antenna 1 -47dBm signal {SHOWN}"));
    }
}
