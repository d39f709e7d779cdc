//! Objects of LMP (RFC 4204 section 13).
//!
//! Identifiers are IPv4 or IPv6 addresses or 32 bits, by the type.

use crate::{
    app::lmp::{data_link, names, service},
    context::Context,
    cursor::Cursor,
    net::traffic,
    show::{Float, Show, bits, hex, named, out},
    stop::{Outcome, Stop},
};

/// Where tcpdump looks for the bit that is 0x8000.
const PAYLOAD_TEST: u16 = 8_000;

/// How an object identifies something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Id {
    V4,
    V6,
    Number,
}

impl Id {
    /// By the types of TE links, data links and channels.
    const fn by_type(kind: u8) -> Option<Self> {
        match kind {
            1 => Some(Self::V4),
            2 => Some(Self::V6),
            3 => Some(Self::Number),
            _ => None,
        }
    }

    /// Its bytes.
    pub const fn len(self) -> usize {
        if matches!(self, Self::V6) { 16 } else { 4 }
    }

    /// Prints an identifier, and its first 32 bits in hexadecimal.
    pub fn print(self, cx: &mut Context<'_>, p: &mut Cursor<'_>, title: &'static str) -> Outcome {
        let word = p.peek_u32(0)?;
        out!(cx, "\n\t    ", title, ": ");
        match self {
            Self::V4 => p.ipv4()?.show(cx),
            Self::V6 => p.ipv6()?.show(cx),
            Self::Number => p.be_u32()?.show(cx),
        }
        out!(cx, " (0x", hex(word, 8), ")");
        Ok(())
    }
}

/// Prints an object's contents; answers whether it is known.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>, class: u8, kind: u8) -> Result<bool, Stop> {
    let p = &mut p;
    match (class, kind) {
        (1, 1 | 2) => sized(cx, p, 4, |cx, p| Id::Number.print(cx, p, "Control Channel ID"))?,
        (2, 1 | 2) => sized(cx, p, 4, |cx, p| Id::V4.print(cx, p, "Node ID"))?,
        (3 | 4, 1 | 2) => sized(cx, p, 4, |cx, p| Id::V4.print(cx, p, "IPv4 Link ID"))?,
        (3 | 4, 3 | 4) => sized(cx, p, 16, |cx, p| Id::V6.print(cx, p, "IPv6 Link ID"))?,
        (3 | 4, 5 | 6) => sized(cx, p, 4, |cx, p| Id::Number.print(cx, p, "Link ID"))?,
        (5, 1) => sized(cx, p, 4, |cx, p| Id::Number.print(cx, p, "Message ID"))?,
        (5, 2) => sized(cx, p, 4, |cx, p| Id::Number.print(cx, p, "Message ID Ack"))?,
        (6, 1) => sized(cx, p, 4, configuration)?,
        (7, 1) => sized(cx, p, 8, hello)?,
        (8, 1) => sized(cx, p, 20, verify_begin)?,
        (9, 1) => sized(cx, p, 4, verify_begin_ack)?,
        (10, 1) => sized(cx, p, 4, verify_id)?,
        (11, 1..=3) => te_link(cx, p, kind)?,
        (12, 1..=3) => {
            let Some(id) = Id::by_type(kind) else { return Ok(false) };
            return data_link::print(cx, p, id);
        }
        (13, 1..=3) => channels(cx, p, kind)?,
        (14, 1..=3) => channel_request(cx, p, kind)?,
        (20, 1 | 2) => sized(cx, p, 4, if kind == 1 { verify_error } else { summary_error })?,
        (51, 1..=4) => return service::print(cx, p, kind),
        _ => return Ok(false),
    }
    Ok(true)
}

/// Prints contents that must have a length.
pub(super) fn sized(
    cx: &mut Context<'_>,
    p: &mut Cursor<'_>,
    len: usize,
    print: fn(&mut Context<'_>, &mut Cursor<'_>) -> Outcome,
) -> Outcome {
    if p.len() != len {
        wrong_length(cx);
        return Ok(());
    }
    print(cx, p)
}

pub(super) fn wrong_length(cx: &mut Context<'_>) {
    out!(cx, " (not correct for object)");
}

/// Bits per second of a float of IEEE 754 with bytes per second, in millions.
pub(super) fn megabits(bytes_per_second: u32) -> Float {
    Float(f64::from(f32::from_bits(bytes_per_second)) * 8.0 / 1_000_000.0, 3)
}

fn configuration(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    Hello Interval: ", p.be_u16()?, "\n\t    Hello Dead Interval: ", p.be_u16()?);
    Ok(())
}

fn hello(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    Tx Seq: ", p.be_u32()?, ", Rx Seq: ", p.be_u32()?);
    Ok(())
}

fn verify_begin(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    Flags: ", bits(names::VERIFY_FLAGS, p.be_u16()?));
    out!(cx, "\n\t    Verify Interval: ", p.be_u16()?, "\n\t    Data links: ", p.be_u32()?);
    out!(cx, "\n\t    Encoding type: ", named(traffic::ENCODINGS, p.u8()?).or_text("Unknown"));
    p.skip(1)?;
    let mechanism = p.be_u16()?;
    out!(cx, "\n\t    Verify Transport Mechanism: ", mechanism, " (0x", hex(mechanism, 0), ")");
    if mechanism & PAYLOAD_TEST != 0 {
        out!(cx, " (Payload test messages capable)");
    }
    out!(cx, "\n\t    Transmission Rate: ", megabits(p.be_u32()?), " Mbps");
    out!(cx, "\n\t    Wavelength: ", p.be_u32()?);
    Ok(())
}

fn verify_begin_ack(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    Verify Dead Interval: ", p.be_u16()?);
    out!(cx, "\n\t    Verify Transport Response: ", p.be_u16()?);
    Ok(())
}

fn verify_id(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    Verify ID: ", p.be_u32()?);
    Ok(())
}

fn te_link(cx: &mut Context<'_>, p: &mut Cursor<'_>, kind: u8) -> Outcome {
    let Some(id) = Id::by_type(kind) else { return Ok(()) };
    if p.len() != 4 + 2 * id.len() {
        wrong_length(cx);
        return Ok(());
    }
    out!(cx, "\n\t    Flags: [", bits(names::TE_LINK_FLAGS, p.u8()?), "]");
    p.skip(3)?;
    id.print(cx, p, "Local Link-ID")?;
    id.print(cx, p, "Remote Link-ID")
}

fn channels(cx: &mut Context<'_>, p: &mut Cursor<'_>, kind: u8) -> Outcome {
    let Some(id) = Id::by_type(kind) else { return Ok(()) };
    while p.len() >= id.len() + 4 {
        id.print(cx, p, "Interface ID")?;
        let word = p.be_u32()?;
        let (active, direction, state) = (word >> 31, word >> 30 & 1, word & 0x03ff_ffff);
        let allocation = if active == 1 { "Allocated" } else { "Non-allocated" };
        out!(cx, "\n\t\t    Active: ", allocation, " (", active, ")");
        let way = if direction == 1 { "Transmit" } else { "Receive" };
        out!(cx, "\n\t\t    Direction: ", way, " (", direction, ")");
        let state_name = named(names::CHANNEL_STATES, state).or_text("Unknown");
        out!(cx, "\n\t\t    Channel Status: ", state_name, " (", state, ")");
    }
    Ok(())
}

fn channel_request(cx: &mut Context<'_>, p: &mut Cursor<'_>, kind: u8) -> Outcome {
    let Some(id) = Id::by_type(kind) else { return Ok(()) };
    while p.len() >= id.len() {
        id.print(cx, p, "Interface ID")?;
    }
    Ok(())
}

fn verify_error(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    Error Code: ", bits(names::VERIFY_ERRORS, p.be_u32()?));
    Ok(())
}

fn summary_error(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    out!(cx, "\n\t    Error Code: ", bits(names::SUMMARY_ERRORS, p.be_u32()?));
    Ok(())
}
