//! Open Shortest Path First, version 2 (RFC 2328) and version 3 (RFC 5340).
//!
//! ```text
//!  0         1      2        4           8      12         14
//! +---------+------+--------+-----------+------+----------+-------------------------------
//! | version | type | length | router id | area | checksum | v2: type of authentication, and
//! |         |      |        |           |      |          | 8 bytes; v3: instance, reserved
//! +---------+------+--------+-----------+------+----------+-------------------------------
//! ```

mod lls;
mod lsa;
mod opaque;
mod traffic;
mod v2;
mod v3;
mod v3_lsa;

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Ipv4, Show, Table, hex, name, named, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table =
    &[(1, "Hello"), (2, "Database Description"), (3, "LS-Request"), (4, "LS-Update"), (5, "LS-Ack")];

/// Prints a packet; which version it is of, the protocol below decides.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    if cx.ip.version == 6 {
        cx.enter("ospf3");
        return v3::print(cx, p);
    }
    cx.enter("ospf2");
    v2::print(cx, p)
}

/// Prints what the headers of both versions' link states have: who tells it, which of its tellings this is, for how
/// many seconds it has been known, and the bytes behind the header.
fn origin(cx: &mut Context<'_>, router: Ipv4, sequence: u32, age: u16, len: usize) {
    let sequence = hex(sequence, 8);
    out!(cx, "\n\t  Advertising Router ", router, ", seq 0x", sequence, ", age ", age, "s, length ", len);
}

/// Prints version, type and length; answers with the type where there is more to print.
fn start(
    cx: &mut Context<'_>,
    p: Cursor<'_>,
    unknown: (&'static str, &'static str),
) -> Result<Option<u8>, Stop> {
    let (version, kind) = (p.peek(0)?, p.peek(1)?);
    out!(cx, "OSPFv", version, ", ", named(TYPES, kind).or(unknown.0, unknown.1), ", length ", p.len());
    Ok(name(TYPES, kind).filter(|_| cx.verbose(1)).map(|_| kind))
}

/// Prints the router and its area, and passes over the checksum.
fn router(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    p.skip(4)?;
    out!(cx, "\n\tRouter-ID ", p.ipv4()?);
    out!(cx, Area(p.ipv4()?));
    p.skip(2)
}

/// The number of an area.
struct Area(Ipv4);

impl Show for Area {
    fn show(self, cx: &mut Context<'_>) {
        match self.0 {
            Ipv4([0, 0, 0, 0]) => out!(cx, ", Backbone Area"),
            area => out!(cx, ", Area ", area),
        }
    }
}

/// Reads and prints the routers that speak for a network, where there are any.
fn designated(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    for before in ["\n\t  Designated Router ", ", Backup Designated Router "] {
        let router = p.ipv4()?;
        if router != Ipv4::default() {
            out!(cx, before, router);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn packet(version: u8, kind: u8, body: &[u8]) -> Vec<u8> {
        let head = [version, kind, 0, 24 + body.len() as u8, 1, 1, 1, 1];
        [&head[..], &[0; 16], body].concat()
    }

    #[test]
    fn a_hello_names_neighbors() {
        let body = [255, 255, 255, 0, 0, 10, 2, 1, 0, 0, 0, 40, 10, 0, 0, 1, 0, 0, 0, 0, 2, 2, 2, 2];
        let hello = packet(2, 1, &body);
        assert_eq!(printed(print, 0, &hello), "OSPFv2, Hello, length 48");
        let expected = "OSPFv2, Hello, length 48\n\tRouter-ID 1.1.1.1, Backbone Area, Authentication Type: none (0)\
             \n\tOptions [External]\n\t  Hello Timer 10s, Dead Timer 40s, Mask 255.255.255.0, Priority 1\
             \n\t  Designated Router 10.0.0.1\n\t  Neighbor List:\n\t    2.2.2.2";
        assert_eq!(printed(print, 1, &hello), expected);
        assert!(printed(print, 1, &hello[..46]).ends_with("Neighbor List: [|ospf2]"));
    }

    #[test]
    fn an_update_carries_states_of_links() {
        let header = [0, 5, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0x80, 0, 0, 1, 0, 0, 0, 36];
        let body =
            [&[0, 0, 0, 1][..], &header, &[1, 0, 0, 1], &[10, 0, 0, 0, 255, 0, 0, 0, 3, 0, 0, 7]].concat();
        let text = printed(print, 1, &packet(2, 4, &body));
        let expected = ", 1 LSA\n\t  LSA #1\n\t  Advertising Router 1.1.1.1, seq 0x80000001, age 5s, length 16\
             \n\t    Router LSA (1), LSA-ID: 1.1.1.1\n\t    Options: [External]\n\t    Router LSA Options: [ABR]\
             \n\t      Stub Network: 10.0.0.0, Mask: 255.0.0.0\n\t\ttopology default (0), metric 7";
        assert!(text.ends_with(expected), "{text}");
    }

    #[test]
    fn a_type_that_is_not_known_is_a_number() {
        assert_eq!(printed(print, 1, &packet(2, 9, &[])), "OSPFv2, unknown LS-type 9, length 24");
    }
}
