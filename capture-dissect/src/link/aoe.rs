//! ATA over Ethernet ("AoE (ATA over Ethernet)", AoEr11).
//!
//! ```text
//!  0              1       2       4       5         6       10
//! +--------------+-------+-------+-------+---------+-------+----------
//! | version (4), | error | major | minor | command | tag   | arguments
//! | flags (4)    |       | (2)   |       |         | (4)   |
//! +--------------+-------+-------+-------+---------+-------+----------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, bits, hex, named, out, until_zero},
    stop::{Outcome, Stop},
};

const HEADER: usize = 10;
const VERSION: u8 = 1;
const FLAGS: &Table = &[(0x08, "Response"), (ERROR, "Error"), (0x02, "MBZ-1"), (0x01, "MBZ-0")];
const ERROR: u32 = 0x04;
const ERRORS: &Table = &[
    (1, "Unrecognized command code"),
    (2, "Bad argument parameter"),
    (3, "Device unavailable"),
    (4, "Config string present"),
    (5, "Unsupported version"),
    (6, "Target is reserved"),
];
const COMMANDS: &Table = &[
    (0, "Issue ATA Command"),
    (1, "Query Config Information"),
    (2, "MAC Mask List"),
    (3, "Reserve/Release"),
];
const ATA_FLAGS: &Table = &[
    (0x80, "MBZ-7"),
    (0x40, "Ext48"),
    (0x20, "MBZ-5"),
    (0x10, "Device"),
    (0x08, "MBZ-3"),
    (0x04, "MBZ-2"),
    (0x02, "Async"),
    (0x01, "Write"),
];
const CONFIGURATIONS: &Table = &[
    (0, "read config string"),
    (1, "test config string"),
    (2, "test config string prefix"),
    (3, "set config string"),
    (4, "force set config string"),
];
const MAX_STRING: usize = 1024;
const MASKS: &Table = &[(0, "Read Mac Mask List"), (1, "Edit Mac Mask List")];
const MASK_ERRORS: &Table = &[(1, "Unspecified Error"), (2, "Bad DCmd directive"), (3, "Mask list full")];
const DIRECTIVES: &Table =
    &[(0, "No Directive"), (1, "Add mac address to mask list"), (2, "Delete mac address from mask list")];
const DIRECTIVE: usize = 8;
const RESERVATIONS: &Table =
    &[(0, "Read reserve list"), (1, "Set reserve list"), (2, "Force set reserve list")];
const MAC: usize = 6;

/// Prints a request or a response.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("aoe");
    let outcome = message(cx, p);
    cx.also_cut(p, outcome)
}

fn message(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    out!(cx, "AoE length ", len);
    if len < 1 {
        return Err(Stop::Invalid);
    }
    let first = p.u8()?;
    let (version, flags) = (first >> 4, first & 0xf);
    out!(cx, ", Ver ", version);
    if version != VERSION {
        return Ok(());
    }
    if len < HEADER {
        return Err(Stop::Invalid);
    }
    out!(cx, ", Flags: [", bits(FLAGS, flags), "]");
    if !cx.verbose(1) {
        return Ok(());
    }
    let error = p.u8()?;
    if u32::from(flags) & ERROR != 0 {
        out!(cx, "\n\tError: ", named(ERRORS, error).or("Invalid (", ")"));
    }
    out!(cx, "\n\tMajor: 0x", hex(p.be_u16()?, 4));
    out!(cx, ", Minor: 0x", hex(p.u8()?, 2));
    let command = p.u8()?;
    out!(cx, ", Command: ", named(COMMANDS, command).or_hex("Unknown (0x", 2, ")"));
    out!(cx, ", Tag: 0x", hex(p.be_u32()?, 8));
    match command {
        0 => ata(cx, p),
        1 => configuration(cx, p),
        2 => mask(cx, p),
        3 => reservation(cx, p),
        _ => Ok(()),
    }
}

/// Flags (1 byte), error or feature (1), sectors (1), command or status (1), LBA (6), reserved (2), data.
fn ata(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 12 {
        return Err(Stop::Invalid);
    }
    out!(cx, "\n\tAFlags: [", bits(ATA_FLAGS, p.u8()?), "]");
    out!(cx, ", Err/Feature: ", p.u8()?);
    out!(cx, ", Sector Count: ", p.u8()?);
    out!(cx, ", Cmd/Status: ", p.u8()?);
    for number in 0..6u8 {
        out!(cx, if number == 0 { "\n\tlba" } else { ", lba" }, number, ": ", p.u8()?);
    }
    p.skip(2)?;
    if p.len() > 0 {
        out!(cx, "\n\tData: ", p.len(), " bytes");
    }
    Ok(())
}

/// Buffers (2 bytes), firmware (2), sectors (1), version and command (4 bits each), length (2), string.
fn configuration(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 8 {
        return Err(Stop::Invalid);
    }
    out!(cx, "\n\tBuffer Count: ", p.be_u16()?);
    out!(cx, ", Firmware Version: ", p.be_u16()?);
    out!(cx, ", Sector Count: ", p.u8()?);
    let kinds = p.u8()?;
    out!(cx, ", AoE: ", kinds >> 4);
    // As tcpdump has it.
    out!(cx, ", CCmd: ", named(CONFIGURATIONS, kinds & 0xf).or_text("Unknown (0x02x)"));
    let len = usize::from(p.be_u16()?);
    if len > MAX_STRING || len > p.len() {
        return Err(Stop::Invalid);
    }
    if len > 0 {
        out!(cx, "\n\tConfig String (length ", len, "): ");
        let string = p.limit(len).bytes();
        out!(cx, Safe(until_zero(string)));
        if !string.contains(&0) {
            p.at(len)?;
        }
    }
    p.at(p.len()).map(|_| ())
}

/// Reserved (1 byte), command (1), error (1), count (1), directives: reserved (1), directive (1), address (6).
fn mask(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 4 {
        return Err(Stop::Invalid);
    }
    p.skip(1)?;
    out!(cx, "\n\tMCmd: ", named(MASKS, p.u8()?).or_hex("Unknown (0x", 2, ")"));
    out!(cx, ", MError: ", named(MASK_ERRORS, p.u8()?).or_hex("Unknown (0x", 2, ")"));
    let count = p.u8()?;
    out!(cx, ", Dir Count: ", count);
    if usize::from(count) * DIRECTIVE > p.len() {
        return Err(Stop::Invalid);
    }
    for _ in 0..count {
        p.skip(1)?;
        out!(cx, "\n\t DCmd: ", named(DIRECTIVES, p.u8()?).or_hex("Unknown (0x", 2, ")"));
        out!(cx, ", Ethernet Address: ", p.mac()?);
    }
    p.at(p.len()).map(|_| ())
}

/// Command (1 byte), count (1), addresses (6 each).
fn reservation(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    if p.len() < 2 {
        return Err(Stop::Invalid);
    }
    out!(cx, "\n\tRCmd: ", named(RESERVATIONS, p.u8()?).or_hex("Unknown (0x", 2, ")"));
    let count = p.u8()?;
    out!(cx, ", NMacs: ", count);
    if usize::from(count) * MAC > p.len() {
        return Err(Stop::Invalid);
    }
    for number in 0..count {
        out!(cx, "\n\tEthernet Address ", number, ": ", p.mac()?);
    }
    p.at(p.len()).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_command_has_arguments() {
        let message = b"\x10\0\0\x01\x02\x03\0\0\0\x05\x01\x01\x02\0\0\0\0\x01";
        assert_eq!(printed(print, 0, message), "AoE length 18, Ver 1, Flags: [none]");
        let text = "AoE length 18, Ver 1, Flags: [none]\n\tMajor: 0x0001, Minor: 0x02, Command: Reserve/Release, \
                    Tag: 0x00000005\n\tRCmd: Set reserve list, NMacs: 1\n\tEthernet Address 0: 02:00:00:00:00:01";
        assert_eq!(printed(print, 1, message), text);
        assert!(printed(print, 1, &message[..17]).ends_with(", NMacs: 1 (invalid)"));
        assert_eq!(printed(print, 0, b"\x10"), "AoE length 1, Ver 1 (invalid)");
    }
}
