//! The user network interface (OIF UNI 1.0): length (2), type (1), address family (1), value.

use super::super::address_family::AFIS;
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::Stop,
};

const SUBOBJECTS: &Table = &[
    (1, "Source TNA address"),
    (2, "Destination TNA address"),
    (3, "Diversity"),
    (4, "Egress label"),
    (5, "Service level"),
];
const HEADER: usize = 4;

/// Prints all subobjects; answers whether all of them are known.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Result<bool, Stop> {
    let mut are_known = true;
    while p.len() >= HEADER {
        let whole = p;
        let (len, [kind, family]) = (usize::from(p.be_u16()?), p.array()?);
        out!(
            cx,
            "\n\t    Subobject Type: ",
            named(SUBOBJECTS, kind).or_text("Unknown"),
            " (",
            kind,
            "), AF: "
        );
        out!(cx, named(AFIS, family).or_text("Unknown"), " (", family, "), length: ", len);
        if len < HEADER || len > whole.len() {
            return Err(Stop::Invalid);
        }
        are_known &= subobject(cx, kind, family, p.limit(len - HEADER))?;
        p = whole;
        p.skip(len)?;
    }
    Ok(are_known)
}

fn subobject(cx: &mut Context<'_>, kind: u8, family: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    match (kind, family) {
        (1 | 2, 1) => out!(cx, "\n\t      UNI IPv4 TNA address: ", p.ipv4()?),
        (1 | 2, 2) => out!(cx, "\n\t      UNI IPv6 TNA address: ", p.ipv6()?),
        (1 | 2, _) => {}
        (4, _) => {
            let word = p.be_u32()?;
            out!(cx, "\n\t      U-bit: ", hex(word >> 31, 0), ", Label type: ", hex(word & 0xff, 0));
            out!(cx, ", Logical port id: ", p.be_u32()?, ", Label: ", p.be_u32()?);
        }
        (5, _) => out!(cx, "\n\t      Service level: ", p.u8()?),
        _ => return Ok(false),
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn an_address() {
        let all = |cx: &mut Context<'_>, p: Cursor<'_>| print(cx, p).map(|_| ());
        let text = printed(all, 0, b"\0\x08\x01\x01\x0a\0\0\x01");
        let expected = "\n\t    Subobject Type: Source TNA address (1), AF: IPv4 (1), length: 8\
             \n\t      UNI IPv4 TNA address: 10.0.0.1";
        assert_eq!(text, expected);
    }
}
