//! Router Renumbering (RFC 2894).
//!
//! ```text
//! 4 sequence number, 8 segment, 9 flags, 10 maximum delay, 12 zero, 16 match part:
//!   operation, length, ordinal, matched, minimum, maximum length, 2 and 4 bytes zero, prefix
//!   and parts to use: lengths to use and to keep, mask, flags, valid and preferred lifetime, flags (4),
//!   prefix
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Show, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

const CODES: &Table = &[(0, ", command"), (1, ", result"), (255, ", sequence number reset")];
const FLAGS: &Table = &[(0x80, "T"), (0x40, "R"), (0x20, "A"), (0x10, "S"), (0x08, "P")];
const OPERATIONS: &Table = &[(1, "add"), (2, "change"), (3, "setglobal")];

/// A lifetime, of which the largest one has no end.
struct Lifetime(u32);

impl Show for Lifetime {
    fn show(self, cx: &mut Context<'_>) {
        match self.0 {
            u32::MAX => out!(cx, "infty,"),
            secs => out!(cx, secs, ","),
        }
    }
}

/// Prints what follows the type: `p` stands at the beginning of the message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    match message(cx, p) {
        Err(Stop::Truncated | Stop::Cut) => cx.truncated(),
        other => other,
    }
}

fn message(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    p.need(16)?;
    let code = p.peek(1)?;
    out!(cx, named(CODES, code).or(", code-#", ""), ", seq=", p.peek_u32(4)?);
    if cx.verbose(1) {
        let flags = p.peek(9)?;
        out!(cx, "[");
        if flags != 0 {
            out!(cx, bits(FLAGS, flags).with("").or(""), ",");
        }
        out!(cx, "seg=", p.peek(8)?, ",maxdelay=", p.peek_u16(10)?);
        let reserved = p.peek_u32(12)?;
        if reserved != 0 {
            out!(cx, "rsvd=0x", hex(reserved, 0));
        }
        out!(cx, "]");
    }
    if code != 0 {
        return Ok(());
    }
    p.skip(16)?;
    p.need(24)?;
    let separator = if cx.verbose(2) { "\n\t" } else { " " };
    let (operation, len, ordinal) = (p.u8()?, p.u8()?, p.u8()?);
    let (matched, minimum, maximum) = (p.u8()?, p.u8()?, p.u8()?);
    p.skip(2)?;
    out!(cx, separator, "match(", named(OPERATIONS, operation).or("#", ""));
    if cx.verbose(1) {
        out!(cx, ",ord=", ordinal, ",min=", minimum, ",max=", maximum);
    }
    out!(cx, ",");
    p.ipv6()?.number(cx.out);
    out!(cx, "/", matched, ")");
    if len % 4 != 3 {
        return Err(Stop::Truncated);
    }
    for _ in 0..len / 4 {
        p.need(32)?;
        out!(cx, separator);
        part(cx, &mut p)?;
    }
    Ok(())
}

fn part(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let (use_len, keep_len, mask, ra_flags) = (p.u8()?, p.u8()?, p.u8()?, p.u8()?);
    let (valid, preferred) = (p.be_u32()?, p.be_u32()?);
    let flags = p.u8()?;
    p.skip(3)?;
    out!(cx, "use(");
    if flags != 0 {
        out!(cx, bits(&[(0x80, "V"), (0x40, "P")], flags).with("").or(""), ",");
    }
    if cx.verbose(1) {
        out!(cx, "mask=0x", hex(mask, 0), ",raflags=0x", hex(ra_flags, 0), ",vltime=", Lifetime(valid));
        out!(cx, "pltime=", Lifetime(preferred));
    }
    p.ipv6()?.number(cx.out);
    out!(cx, "/", use_len, "/", keep_len, ")");
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::{context::tests::printed, net::icmp6};

    #[test]
    fn a_command_matches_and_uses_prefixes() {
        let prefix = 1u128.to_be_bytes();
        let command = [
            &[138, 0, 0, 0, 0, 0, 0, 9, 1, 0x80, 0, 5, 0, 0, 0, 0][..],
            &[1, 7, 2, 48, 0, 64, 0, 0],
            &prefix,
            &[16, 32, 0, 0, 255, 255, 255, 255, 0, 0, 0, 7, 0x80, 0, 0, 0],
            &prefix,
        ]
        .concat();
        let text = "ICMP6, router renumbering, command, seq=9 match(add,::1/48) use(V,::1/16/32), length 72";
        assert_eq!(printed(icmp6::print, 0, &command), text);
        let verbose = printed(icmp6::print, 1, &command);
        assert!(
            verbose.contains("seq=9[T,seg=1,maxdelay=5] match(add,ord=2,min=0,max=64,::1/48)"),
            "{verbose}"
        );
        assert!(
            verbose.ends_with("use(V,mask=0x0,raflags=0x0,vltime=infty,pltime=7,::1/16/32)"),
            "{verbose}"
        );
    }
}
