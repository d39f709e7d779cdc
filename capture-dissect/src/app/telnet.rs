//! Telnet commands (RFC 854) and options (IANA, "TELNET OPTIONS"); text is not shown.
//!
//! ```text
//! 255 command
//! 255 251..254 option               WILL, WONT, DO, DONT
//! 255 250 option ... 255 240        negotiation of an option
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, name, out},
    stop::{Outcome, Stop},
};

const IAC: u8 = 255;
const SB: u8 = 250;
const SE: u8 = 240;

const COMMANDS: &Table = &[
    (236, "EOF"),
    (237, "SUSP"),
    (238, "ABORT"),
    (239, "EOR"),
    (240, "SE"),
    (241, "NOP"),
    (242, "DMARK"),
    (243, "BRK"),
    (244, "IP"),
    (245, "AO"),
    (246, "AYT"),
    (247, "EC"),
    (248, "EL"),
    (249, "GA"),
    (251, "WILL"),
    (252, "WONT"),
    (253, "DO"),
    (254, "DONT"),
    (255, "IAC IAC"),
];

const OPTIONS: &Table = &[
    (0, "BINARY"),
    (1, "ECHO"),
    (2, "RCP"),
    (3, "SUPPRESS GO AHEAD"),
    (4, "NAME"),
    (5, "STATUS"),
    (6, "TIMING MARK"),
    (7, "RCTE"),
    (8, "NAOL"),
    (9, "NAOP"),
    (10, "NAOCRD"),
    (11, "NAOHTS"),
    (12, "NAOHTD"),
    (13, "NAOFFD"),
    (14, "NAOVTS"),
    (15, "NAOVTD"),
    (16, "NAOLFD"),
    (17, "EXTEND ASCII"),
    (18, "LOGOUT"),
    (19, "BYTE MACRO"),
    (20, "DATA ENTRY TERMINAL"),
    (21, "SUPDUP"),
    (22, "SUPDUP OUTPUT"),
    (23, "SEND LOCATION"),
    (24, "TERMINAL TYPE"),
    (25, "END OF RECORD"),
    (26, "TACACS UID"),
    (27, "OUTPUT MARKING"),
    (28, "TTYLOC"),
    (29, "3270 REGIME"),
    (30, "X.3 PAD"),
    (31, "NAWS"),
    (32, "TSPEED"),
    (33, "LFLOW"),
    (34, "LINEMODE"),
    (35, "XDISPLOC"),
    (36, "OLD-ENVIRON"),
    (37, "AUTHENTICATION"),
    (38, "ENCRYPT"),
    (39, "NEW-ENVIRON"),
];

const AUTHENTICATION: u8 = 37;
const ENCRYPT: u8 = 38;

const USUAL_VERBS: &Table = &[(0, "IS"), (1, "SEND"), (2, "INFO")];
const AUTHENTICATION_VERBS: &Table = &[(0, "IS"), (1, "SEND"), (2, "REPLY"), (3, "NAME")];
const ENCRYPT_VERBS: &Table = &[
    (0, "IS"),
    (1, "SUPPORT"),
    (2, "REPLY"),
    (3, "START"),
    (4, "END"),
    (5, "REQUEST-START"),
    (6, "REQUEST-END"),
    (7, "END_KEYID"),
    (8, "DEC_KEYID"),
];

/// Types of authentication (RFC 2941 section 2).
const AUTHENTICATIONS: &Table = &[
    (0, "NULL"),
    (1, "KERBEROS_V4"),
    (2, "KERBEROS_V5"),
    (3, "SPX"),
    (4, "MINK"),
    (5, "SRP"),
    (6, "RSA"),
    (7, "SSL"),
    (10, "LOKI"),
    (11, "SSA"),
    (12, "KEA_SJ"),
    (13, "KEA_SJ_INTEG"),
    (14, "DSS"),
    (15, "NTLM"),
];

/// Types of encryption (RFC 2946 section 2).
const ENCRYPTIONS: &Table = &[
    (0, "NULL"),
    (1, "DES_CFB64"),
    (2, "DES_OFB64"),
    (3, "DES3_CFB64"),
    (4, "DES3_OFB64"),
    (6, "CAST5_40_CFB64"),
    (7, "CAST5_40_OFB64"),
    (8, "CAST128_CFB64"),
    (9, "CAST128_OFB64"),
];

/// Prints the commands with which a segment begins.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("telnet");
    let mut separator = " [telnet ";
    while let Some(command) = next(p)? {
        out!(cx, separator);
        separator = ", ";
        show(cx, p, command)?;
        p.skip(command.len)?;
    }
    if separator == ", " {
        out!(cx, "]");
    }
    Ok(())
}

/// A command: how long it is, and where a negotiation ends.
#[derive(Clone, Copy)]
struct Command {
    len: usize,
    end: usize,
}

/// The command at the beginning, where there is a whole one.
fn next(p: Cursor<'_>) -> Result<Option<Command>, Stop> {
    if p.len() == 0 || p.peek(0)? != IAC || p.len() < 2 {
        return Ok(None);
    }
    let code = p.peek(1)?;
    match code {
        SB => {
            if p.len() < 3 {
                return Ok(None);
            }
            p.peek(2)?;
            negotiation(p)
        }
        251..=254 if p.len() < 3 => Ok(None),
        251..=254 => p.peek(2).map(|_| Some(Command { len: 3, end: 3 })),
        _ => Ok(name(COMMANDS, code).map(|_| Command { len: 2, end: 2 })),
    }
}

/// Looks for the end of a negotiation; one that ends within the marks of its end is taken, too.
fn negotiation(p: Cursor<'_>) -> Result<Option<Command>, Stop> {
    p.peek(3)?;
    for end in 3..p.len() {
        if p.peek(end)? == IAC && (end + 1 >= p.len() || p.peek(end + 1)? == SE) {
            return Ok(Some(Command { len: end + 2, end }));
        }
    }
    Ok(None)
}

fn show(cx: &mut Context<'_>, mut p: Cursor<'_>, command: Command) -> Outcome {
    p.skip(1)?;
    let code = p.u8()?;
    if let Some(text) = name(COMMANDS, code) {
        out!(cx, text);
        if command.len == 3 {
            out!(cx, " ");
            value(cx, OPTIONS, p.u8()?);
        }
        return Ok(());
    }
    out!(cx, "SB ");
    let option = p.u8()?;
    value(cx, OPTIONS, option);
    let (verbs, types): (&'static Table, Option<&'static Table>) = match option {
        AUTHENTICATION => (AUTHENTICATION_VERBS, Some(AUTHENTICATIONS)),
        ENCRYPT => (ENCRYPT_VERBS, Some(ENCRYPTIONS)),
        _ => (USUAL_VERBS, None),
    };
    for (at, byte) in p.take(command.end - 3)?.iter().enumerate() {
        out!(cx, " ");
        match (at, types) {
            (0, _) => value(cx, verbs, *byte),
            (1, Some(types)) => value(cx, types, *byte),
            _ => value(cx, &[], *byte),
        }
    }
    out!(cx, " SE");
    Ok(())
}

/// Prints a value's name, or the value in hexadecimal, zero as `0`.
fn value(cx: &mut Context<'_>, names: &'static Table, value: u8) {
    match (name(names, value), value) {
        (Some(text), _) => out!(cx, text),
        (None, 0) => out!(cx, "0"),
        (None, _) => out!(cx, "0x", hex(value, 0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn commands_before_text() {
        let bytes = b"\xff\xfd\x01\xff\xfa\x18\x01\xff\xf0\xff\xf1login:";
        assert_eq!(printed(print, 0, bytes), " [telnet DO ECHO, SB TERMINAL TYPE SEND SE, NOP]");
        assert_eq!(printed(print, 0, b"login:"), "");
        assert_eq!(printed(print, 0, b"\xff\xfa\x1f\0\x50\0\xff\xf0"), " [telnet SB NAWS IS 0x50 0 SE]");
    }

    #[test]
    fn commands_may_be_cut() {
        assert_eq!(printed(print, 0, b"\xff\xfd"), "");
        assert_eq!(printed(print, 0, b"\xff\xfa\x18"), " [|telnet]");
        assert_eq!(printed(print, 0, b"\xff\xfa\x18\x01\xff"), " [telnet SB TERMINAL TYPE SEND SE [|telnet]");
    }
}
