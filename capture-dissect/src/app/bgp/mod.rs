//! Border Gateway Protocol (RFC 4271): messages, one behind the other in a segment.
//!
//! ```text
//!  0                 16       18     19
//! +-----------------+--------+------+------
//! | marker: all 0xff| length | type | body
//! +-----------------+--------+------+------
//! ```

mod as_number;
mod attribute;
mod community;
mod family;
mod l2vpn;
mod multicast;
mod multiprotocol;
mod notification;
mod open;
mod prefix;
mod route_distinguisher;
mod route_target;
mod update;

pub(crate) use self::{prefix::Prefix, route_distinguisher::RouteDistinguisher};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, named, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table =
    &[(1, "Open"), (2, "Update"), (3, "Notification"), (4, "Keepalive"), (5, "Route Refresh")];
const HEADER: usize = 19;
const MARKER: [u8; 16] = [0xff; 16];

/// Prints a segment's payload.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("bgp");
    out!(cx, ": BGP");
    if !cx.verbose(1) {
        return Ok(());
    }
    let mut is_clean = true;
    while p.captured() > 0 {
        if p.peek(0)? != 0xff {
            p.skip(1)?;
            is_clean = false;
            continue;
        }
        let Some(marker) = p.bytes().first_chunk::<16>() else { break };
        if *marker != MARKER {
            p.skip(1)?;
            is_clean = false;
            continue;
        }
        p.need(HEADER)?;
        // What stands before a message belongs to one whose start has not been seen.
        if !is_clean {
            cx.truncated()?;
        }
        let (len, kind) = (usize::from(p.peek_u16(16)?), p.peek(18)?);
        if len < HEADER {
            out!(cx, "\nmessage length ", len, " < ", HEADER);
            return cx.invalid();
        }
        if !p.has(len) {
            out!(cx, "\n[|BGP ", named(TYPES, kind).or_text("Unknown Message Type"), "]");
            break;
        }
        message(cx, p.declare(len), kind)?;
        p.skip(len)?;
        is_clean = true;
    }
    Ok(())
}

/// Prints a message of which all was captured. What it says that it holds may lie behind its end: tcpdump
/// only stops at what was not captured.
fn message(cx: &mut Context<'_>, p: Cursor<'_>, kind: u8) -> Outcome {
    let len = p.len();
    out!(cx, "\n\t", named(TYPES, kind).or_text("Unknown"), " Message (", kind, "), length: ", len);
    let body = p.at(HEADER)?;
    let outcome = match kind {
        1 => open::print(cx, body),
        2 => update::print(cx, body),
        3 => notification::print(cx, body),
        4 => Ok(()),
        5 => refresh(cx, p, body),
        _ => {
            out!(cx, "\n\t  no Message ", kind, " decoder");
            cx.unknown_data("\n\t  ", p, len);
            Ok(())
        }
    };
    match outcome {
        Err(Stop::Cut) => cx.truncated(),
        other => other,
    }
}

fn refresh(cx: &mut Context<'_>, whole: Cursor<'_>, mut p: Cursor<'_>) -> Outcome {
    p.need(4)?;
    let (afi, [_, safi]) = (p.be_u16()?, p.array()?);
    out!(cx, "\n\t  ", family::Family(afi), ", ", family::Subsequent(safi));
    if cx.verbose(2) {
        cx.unknown_data("\n\t  ", whole, whole.len());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        [&MARKER[..], &[0, 19 + body.len() as u8, kind], body].concat()
    }

    #[test]
    fn messages_follow_each_other_and_what_is_cut_is_said() {
        let two = [message(4, &[]), message(5, &[0, 1, 0, 1])].concat();
        assert_eq!(printed(print, 0, &two), ": BGP");
        let expected = ": BGP\n\tKeepalive Message (4), length: 19\n\tRoute Refresh Message (5), length: 23\n\t  AFI \
             IPv4 (1), SAFI Unicast (1)";
        assert_eq!(printed(print, 1, &two), expected);
        assert_eq!(
            printed(print, 1, &two[..40]),
            ": BGP\n\tKeepalive Message (4), length: 19\n[|BGP Route Refresh]"
        );
        let odd = [b"ab", &message(4, &[])[..]].concat();
        assert_eq!(printed(print, 1, &odd), ": BGP [|bgp]\n\tKeepalive Message (4), length: 19");
        let short = [&MARKER[..], &[0, 5, 4]].concat();
        assert_eq!(printed(print, 1, &short), ": BGP\nmessage length 5 < 19 (invalid)");
    }

    #[test]
    fn a_session_begins_with_what_a_speaker_can_do() {
        let capabilities = [2, 8, 1, 4, 0, 2, 0, 1, 2, 0];
        let open = [&[4, 0xfd, 0xe8, 0, 90, 10, 0, 0, 1, 10][..], &capabilities].concat();
        let text = printed(print, 1, &message(1, &open));
        let expected = "\n\t  Version 4, my AS 65000, Holdtime 90s, ID 10.0.0.1\n\t  Optional parameters, length: 10\
             \n\t    Option Capabilities Advertisement (2), length: 8\
             \n\t      Multiprotocol Extensions (1), length: 4\n\t\tAFI IPv6 (2), SAFI Unicast (1)\
             \n\t      Route Refresh (2), length: 0";
        assert!(text.ends_with(expected), "{text}");
    }

    #[test]
    fn routes_have_attributes() {
        let attributes = [0x40, 1, 1, 0, 0x40, 2, 6, 2, 2, 0, 7, 0, 8, 0xc0, 8, 4, 0xff, 0xff, 0xff, 1];
        let update = [&[0, 0, 0, 20][..], &attributes, &[8, 10]].concat();
        let text = printed(print, 1, &message(2, &update));
        let expected = "\n\t  Origin (1), length: 1, Flags [T]: IGP\n\t  AS Path (2), length: 6, Flags [T]: 7 8 \
             \n\t  Community (8), length: 4, Flags [OT]:  NO_EXPORT\n\t  Updated routes:\n\t    10.0.0.0/8";
        assert!(text.ends_with(expected), "{text}");
        let end = printed(print, 1, &message(2, &[0; 4]));
        assert!(end.ends_with("length: 23\n\t  End-of-Rib Marker (empty NLRI)"), "{end}");
    }

    #[test]
    fn a_session_ends_with_a_reason() {
        let text = printed(print, 1, &message(3, &[6, 2, 3, b'b', b'y', 0x1b]));
        let expected =
            ", Cease (6), subcode Administrative Shutdown (2), Shutdown Communication (length: 3): \"by^[\"";
        assert!(text.ends_with(expected), "{text}");
    }

    #[test]
    fn a_message_cannot_make_text_without_end() {
        // Each path is said to go on for 255 numbers, which are those of the paths behind it.
        let paths = [0x40, 2, 2, 2, 255].repeat(13_000);
        let body = [&[0, 0][..], &(paths.len() as u16).to_be_bytes(), &paths].concat();
        let message = [&MARKER[..], &(19 + body.len() as u16).to_be_bytes(), &[2], &body].concat();
        assert!(printed(print, 1, &message).len() < 3 << 20);
    }
}
