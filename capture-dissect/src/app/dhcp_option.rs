//! Options of DHCP (RFC 2132 and those that the IANA registry names).
//!
//! ```text
//! +-----+--------+-------
//! | tag | length | value      tags 0 (padding) and 255 (end) stand alone
//! +-----+--------+-------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, bits, hex, named, out},
    stop::Outcome,
};

/// How a value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Addresses.
    Address,
    /// Pairs of addresses.
    Pairs,
    /// Numbers of 32 bits.
    Long,
    /// Numbers of 32 bits with a sign.
    Signed,
    /// Numbers of 16 bits.
    Short,
    /// Bytes in decimal.
    Bytes,
    /// Text.
    Text,
    /// Yes or no.
    Bool,
    /// Each in its own way, by tag.
    Special,
}
use Form::{Address, Bool, Bytes, Long, Pairs, Short, Signed, Special, Text};

#[rustfmt::skip]
const TAGS: &[(u8, Form, &str)] = &[
    (0, Bytes, "PAD"), (1, Address, "Subnet-Mask"), (2, Signed, "Time-Zone"), (3, Address, "Default-Gateway"),
    (4, Address, "Time-Server"), (5, Address, "IEN-Name-Server"), (6, Address, "Domain-Name-Server"),
    (7, Address, "LOG"), (8, Address, "CS"), (9, Address, "LPR-Server"), (10, Address, "IM"), (11, Address, "RL"),
    (12, Text, "Hostname"), (13, Short, "BS"), (14, Text, "DP"), (15, Text, "Domain-Name"), (16, Address, "SS"),
    (17, Text, "RP"), (18, Text, "EP"), (19, Bool, "IPF"), (20, Bool, "SRT"), (21, Pairs, "PF"), (22, Short, "RSZ"),
    (23, Bytes, "TTL"), (24, Long, "MTU-Timeout"), (25, Short, "MTU-Table"), (26, Short, "MTU"), (27, Bool, "LSN"),
    (28, Address, "BR"), (29, Bool, "MD"), (30, Bool, "MS"), (31, Bool, "Router-Discovery"), (32, Address, "RSA"),
    (33, Pairs, "Static-Route"), (34, Bool, "UT"), (35, Long, "AT"), (36, Bool, "IE"), (37, Bytes, "TT"),
    (38, Long, "KI"), (39, Bool, "KG"), (40, Text, "YD"), (41, Address, "YS"), (42, Address, "NTP"),
    (43, Bytes, "Vendor-Option"), (44, Address, "Netbios-Name-Server"), (45, Address, "WDD"),
    (46, Special, "Netbios-Node"), (47, Text, "Netbios-Scope"), (48, Address, "XFS"), (49, Address, "XDM"),
    (50, Address, "Requested-IP"), (51, Long, "Lease-Time"), (52, Special, "OO"), (53, Special, "DHCP-Message"),
    (54, Address, "Server-ID"), (55, Special, "Parameter-Request"), (56, Text, "MSG"), (57, Short, "MSZ"),
    (58, Long, "RN"), (59, Long, "RB"), (60, Text, "Vendor-Class"), (61, Special, "Client-ID"), (64, Short, "N+D"),
    (65, Address, "N+S"), (66, Text, "TFTP"), (67, Text, "BF"), (68, Address, "MH"), (69, Address, "SMTP"),
    (70, Address, "POP3"), (71, Address, "NNTP"), (72, Address, "WWW"), (73, Address, "FG"), (74, Address, "IRC"),
    (75, Address, "STS"), (76, Address, "STDA"), (77, Special, "User-Class"), (78, Bytes, "SLP-DA"),
    (79, Bytes, "SLP-SCOPE"), (80, Text, "SLP-NA"), (81, Special, "FQDN"), (82, Special, "Agent-Information"), (83, Bytes, "ARMT"),
    (88, Text, "TZSTR"), (89, Bytes, "FQDNS"), (90, Bytes, "AUTH"), (91, Signed, "Last-Transaction-Time"),
    (92, Address, "Associated-IP"), (93, Short, "ARCH"), (94, Bytes, "NDI"), (95, Text, "LDAP"), (97, Bytes, "GUID"),
    (98, Text, "UAP"), (100, Text, "POSIX-TZ"), (101, Text, "TZ-Name"), (112, Address, "NI"), (113, Text, "NITAG"),
    (114, Text, "URL"), (116, Bool, "NOAUTO"), (117, Short, "NSSEARCH"), (118, Address, "SUBNET"),
    (121, Special, "Classless-Static-Route"), (143, Special, "SZTP-Redirect"), (150, Address, "TFTP-Server-Address"),
    (161, Text, "MUD-URL"), (249, Special, "Classless-Static-Route-Microsoft"), (255, Bytes, "END"),
];

const MESSAGES: &Table = &[
    (1, "Discover"),
    (2, "Offer"),
    (3, "Request"),
    (4, "Decline"),
    (5, "ACK"),
    (6, "NACK"),
    (7, "Release"),
    (8, "Inform"),
    (10, "LeaseQuery"),
    (11, "LeaseUnassigned"),
    (12, "LeaseUnknown"),
    (13, "LeaseActive"),
];

const OVERLOADS: &Table = &[(1, "file"), (2, "sname"), (3, "file+sname")];
const NETBIOS_NODES: &Table = &[(1, "b-node"), (2, "p-node"), (4, "m-node"), (8, "h-node")];
const HARDWARE: &Table =
    &[(1, "ether"), (6, "ieee802"), (7, "arcnet"), (15, "frelay"), (23, "strip"), (24, "ieee1394")];
const AGENT_OPTIONS: &Table = &[(1, "Circuit-ID"), (2, "Remote-ID"), (6, "Subscriber-ID")];
const FQDN_FLAGS: &Table = &[(1, "S"), (2, "O"), (4, "E"), (8, "N")];

const PAD: u8 = 0;
const END: u8 = 255;

fn tag_name(tag: u8) -> &'static str {
    TAGS.iter().find(|(it, ..)| *it == tag).map_or("Unknown", |(_, _, name)| *name)
}

/// Prints all options, to the end of what was captured.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    while let Ok(tag) = p.u8() {
        match tag {
            PAD if !cx.verbose(3) => continue,
            END if !cx.verbose(3) => return Ok(()),
            _ => {}
        }
        let len = match tag {
            PAD | END => 0,
            _ => usize::from(p.u8()?),
        };
        out!(cx, "\n\t    ", tag_name(tag), " (", tag, "), length ", len, (len > 0).then_some(": "));
        if tag == PAD {
            let more = p.bytes().iter().take_while(|byte| **byte == PAD).count();
            p.pass(more);
            if more > 0 {
                out!(cx, ", occurs ", more + 1);
            }
        }
        p.need(len)?;
        let mut value = p.split(len);
        option(cx, tag, &mut value)?;
        if value.len() > 0 {
            out!(cx, "\n\t  trailing data length ", value.len());
        }
    }
    Ok(())
}

/// Prints the value of an option, and passes over what it understands.
fn option(cx: &mut Context<'_>, tag: u8, p: &mut Cursor<'_>) -> Outcome {
    let len = p.len();
    let form = match TAGS.iter().find(|(it, ..)| *it == tag) {
        Some((_, form, _)) => *form,
        // The length of an unknown value says what it may be.
        None if len & 1 != 0 => Bytes,
        None if len & 2 != 0 => Short,
        None => Long,
    };
    let width = match form {
        Address | Long | Signed => 4,
        Pairs => 8,
        Short => 2,
        Bytes | Bool => 1,
        Text => {
            out!(cx, "\"", Safe(p.take(len)?), "\"");
            return Ok(());
        }
        Special => return special(cx, tag, p),
    };
    if form == Pairs && (len == 0 || !len.is_multiple_of(width)) {
        out!(cx, (len == 0).then_some(" "), "[length != N x 8 bytes]");
        return p.skip(len);
    }
    for at in 0..len / width {
        if at > 0 {
            out!(cx, if form == Bytes { "." } else { "," });
        }
        match form {
            Address => out!(cx, p.ipv4()?),
            Pairs => out!(cx, "(", p.ipv4()?, ":", p.ipv4()?, ")"),
            Signed => out!(cx, p.be_u32()?.cast_signed()),
            Short => out!(cx, p.be_u16()?),
            Bool => match p.u8()? {
                0 => out!(cx, "N"),
                1 => out!(cx, "Y"),
                other => out!(cx, other, "?"),
            },
            Bytes => out!(cx, p.u8()?),
            _ => out!(cx, p.be_u32()?),
        }
    }
    Ok(())
}

/// An error in a value, which is not looked at any further.
fn error(cx: &mut Context<'_>, p: &mut Cursor<'_>, text: &'static str) -> Outcome {
    out!(cx, "[ERROR: ", text, "]");
    p.skip(p.len())
}

fn special(cx: &mut Context<'_>, tag: u8, p: &mut Cursor<'_>) -> Outcome {
    let len = p.len();
    match (tag, len) {
        (53, 1) => out!(cx, named(MESSAGES, p.u8()?).or("Unknown (", ")")),
        (53, _) => {
            for at in 0..len {
                out!(cx, (at > 0).then_some("."), p.u8()?);
            }
        }
        (55, _) => {
            for at in 0..len {
                let tag = p.u8()?;
                out!(cx, if at % 4 == 0 { "\n\t      " } else { ", " }, tag_name(tag), " (", tag, ")");
            }
        }
        (46 | 52 | 61, 0) => out!(cx, "[ERROR: length < 1 bytes]"),
        (46, _) => out!(cx, named(NETBIOS_NODES, p.u8()?)),
        (52, _) => out!(cx, named(OVERLOADS, p.u8()?)),
        (61, _) => client_id(cx, p)?,
        (77, 0..2) => return error(cx, p, "length < 2 bytes"),
        (77, _) => return user_class(cx, p),
        (81, 0..3) => return error(cx, p, "length < 3 bytes"),
        (81, _) => return full_name(cx, p),
        (82, _) => return agent(cx, p),
        (121 | 249, 0..5) => return error(cx, p, "length < 5 bytes"),
        (121 | 249, _) => return routes(cx, p),
        _ => return redirect(cx, p),
    }
    Ok(())
}

fn client_id(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let kind = p.u8()?;
    let id = p.take(p.len())?;
    if kind == 0 {
        out!(cx, "\"", Safe(id), "\"");
        return Ok(());
    }
    out!(cx, named(HARDWARE, kind).or("hardware-type ", ","), " ");
    for (at, byte) in id.iter().enumerate() {
        out!(cx, (at > 0).then_some(":"), hex(*byte, 2));
    }
    Ok(())
}

/// RFC 4702: flags, two result codes, the name.
fn full_name(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let (flags, a, b) = (p.u8()?, p.u8()?, p.u8()?);
    if flags & 0xf0 != 0 {
        out!(cx, "[ERROR: MBZ nibble 0x", hex(flags >> 4, 0), " != 0] ");
    }
    if flags & 0x0f != 0 {
        out!(cx, "[", bits(FQDN_FLAGS, flags).with(""), "] ");
    }
    if (a, b) != (0, 0) {
        out!(cx, a, "/", b, " ");
    }
    out!(cx, "\"", Safe(p.take(p.len())?), "\"");
    Ok(())
}

/// RFC 3046: options that a relay adds.
fn agent(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    while p.len() >= 2 {
        let (kind, len) = (p.u8()?, usize::from(p.u8()?));
        out!(
            cx,
            "\n\t      ",
            named(AGENT_OPTIONS, kind).or_text("Unknown"),
            " SubOption ",
            kind,
            ", length ",
            len
        );
        out!(cx, ": ");
        if len > p.len() {
            out!(cx, "length goes past end of option");
            return p.skip(p.len());
        }
        let value = p.split(len);
        match kind {
            1 | 2 | 6 => out!(cx, Safe(value.bytes())),
            _ => cx.unknown_data("\n\t\t", value, len),
        }
    }
    Ok(())
}

/// RFC 3442: the width of a mask, as many bytes of the network as it covers, the router.
fn routes(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let mut is_first = true;
    while p.len() > 0 {
        out!(cx, (!is_first).then_some(","));
        is_first = false;
        let width = p.u8()?;
        if width > 32 {
            out!(cx, "[ERROR: Mask width (", width, ") > 32]");
            return p.skip(p.len());
        }
        let octets = usize::from(width).div_ceil(8);
        if p.len() < octets + 4 {
            out!(cx, "[ERROR: Remaining length (", p.len(), ") < ", octets + 4, " bytes]");
            return p.skip(p.len());
        }
        out!(cx, "(");
        if width == 0 {
            out!(cx, "default");
        } else {
            for at in 0..4 {
                out!(cx, (at > 0).then_some("."), if at < octets { p.u8()? } else { 0 });
            }
            out!(cx, "/", width);
        }
        out!(cx, ":", p.ipv4()?, ")");
    }
    Ok(())
}

/// RFC 3004: texts, each behind its length.
fn user_class(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let mut number = 1;
    while p.len() > 0 {
        let len = usize::from(p.u8()?);
        out!(cx, "\n\t      instance#", number, ": ");
        if len == 0 {
            return error(cx, p, "suboption length must be non-zero");
        }
        if p.len() < len {
            return error(cx, p, "invalid option");
        }
        out!(cx, "\"", Safe(p.take(len)?), "\", length ", len);
        number += 1;
    }
    Ok(())
}

/// RFC 8572 section 8.3: addresses of servers, each behind its length.
fn redirect(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    while p.len() >= 2 {
        let len = usize::from(p.be_u16()?);
        out!(cx, "\n\t\t    length ", len, ": ");
        if p.len() < len {
            out!(cx, "length goes past end of option");
            return p.skip(p.len());
        }
        out!(cx, "\"", Safe(p.take(len)?), "\"");
    }
    if p.len() == 0 { Ok(()) } else { error(cx, p, "length < 2 bytes") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn values_are_shown_in_the_form_of_their_tag() {
        assert_eq!(
            printed(print, 1, &[1, 4, 255, 255, 255, 0]),
            "\n\t    Subnet-Mask (1), length 4: 255.255.255.0"
        );
        assert_eq!(printed(print, 1, &[2, 4, 255, 255, 255, 255]), "\n\t    Time-Zone (2), length 4: -1");
        assert_eq!(printed(print, 1, &[19, 2, 1, 9]), "\n\t    IPF (19), length 2: Y,9?");
        assert_eq!(printed(print, 1, &[200, 2, 1, 0]), "\n\t    Unknown (200), length 2: 256");
        assert_eq!(printed(print, 1, &[61, 3, 1, 2, 3]), "\n\t    Client-ID (61), length 3: ether 02:03");
        assert_eq!(printed(print, 1, b"\x51\x05\x01\0\0ab"), "\n\t    FQDN (81), length 5: [S] \"ab\"");
        assert_eq!(
            printed(print, 1, &[121, 8, 24, 10, 0, 1, 10, 0, 0, 1]),
            "\n\t    Classless-Static-Route (121), length 8: (10.0.1.0/24:10.0.0.1)"
        );
        assert_eq!(
            printed(print, 1, &[1, 5, 1, 2, 3, 4, 5]),
            "\n\t    Subnet-Mask (1), length 5: 1.2.3.4\n\t  trailing data length 1"
        );
    }

    #[test]
    fn padding_and_end_are_only_shown_when_asked_for() {
        assert_eq!(printed(print, 2, &[0, 0, 255, 1]), "");
        let text = "\n\t    PAD (0), length 0, occurs 2\n\t    END (255), length 0";
        assert_eq!(printed(print, 3, &[0, 0, 255]), text);
    }
}
