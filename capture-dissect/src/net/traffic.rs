//! Values of traffic engineering that routing and signalling protocols share (RFC 3471, RFC 3630, RFC 4124,
//! RFC 4203).

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Float, General, Table, out},
    stop::Outcome,
};

/// How a link is protected (RFC 4203 section 1.2).
pub(crate) const PROTECTION: &Table = &[
    (0x01, "Extra Traffic"),
    (0x02, "Unprotected"),
    (0x04, "Shared"),
    (0x08, "Dedicated 1:1"),
    (0x10, "Dedicated 1+1"),
    (0x20, "Enhanced"),
    (0x40, "Reserved"),
    (0x80, "Reserved"),
];

/// What an interface can switch (RFC 3471 section 3.1.1, RFC 4203 section 1.4).
pub(crate) const SWITCHING: &Table = &[
    (1, "Packet-Switch Capable-1"),
    (2, "Packet-Switch Capable-2"),
    (3, "Packet-Switch Capable-3"),
    (4, "Packet-Switch Capable-4"),
    (51, "Layer-2 Switch Capable"),
    (100, "Time-Division-Multiplex"),
    (150, "Lambda-Switch Capable"),
    (200, "Fiber-Switch Capable"),
];

/// How an LSP is encoded (RFC 3471 section 3.1.1).
pub(crate) const ENCODINGS: &Table = &[
    (1, "Packet"),
    (2, "Ethernet V2/DIX"),
    (3, "ANSI/ETSI PDH"),
    (4, "Reserved"),
    (5, "SDH ITU-T G.707/SONET ANSI T1.105"),
    (6, "Reserved"),
    (7, "Digital Wrapper"),
    (8, "Lambda (photonic)"),
    (9, "Fiber"),
    (10, "Reserved"),
    (11, "FiberChannel"),
];

/// How bandwidth is shared between classes (RFC 4124 section 5.1).
pub(crate) const MODELS: &Table =
    &[(0, "Russian dolls"), (1, "Maximum allocation"), (254, "Maximum allocation with E-LSP support")];

/// Prints bandwidths, each behind a text and its number.
pub(crate) fn bandwidths(cx: &mut Context<'_>, mut p: Cursor<'_>, count: usize, before: &str) -> Outcome {
    for number in 0..count {
        out!(cx, before, number, ": ");
        bandwidth(cx, &mut p)?;
    }
    Ok(())
}

/// Prints a bandwidth: bytes a second, as a float of 32 bits.
pub(crate) fn bandwidth(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let bytes = f32::from_bits(p.be_u32()?);
    // In the precision that the value has, as tcpdump reckons.
    out!(cx, Float(f64::from(bytes * 8.0 / 1_000_000.0), 3), " Mbps");
    Ok(())
}

/// A bandwidth in megabits a second, in the form that signalling has.
pub(crate) fn megabits(bytes: u32) -> General {
    General(f64::from(f32::from_bits(bytes) * 8.0 / 1_000_000.0))
}
