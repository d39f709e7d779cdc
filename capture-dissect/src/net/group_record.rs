//! Group records, in which IGMPv3 (RFC 3376 section 4.2.4) and MLDv2 (RFC 3810 section 5.2.4) report.
//!
//! ```text
//! +------+------------+------------------+-----------------+---------------------
//! | type | aux length | number of sources| group           | sources, then aux
//! +------+------------+------------------+-----------------+---------------------
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Addr, Table, named, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[(1, "is_in"), (2, "is_ex"), (3, "to_in"), (4, "to_ex"), (5, "allow"), (6, "block")];

/// What the two protocols differ in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Family {
    /// IGMPv3: addresses of IPv4.
    Igmp,
    /// MLDv2: addresses of IPv6.
    Mld,
}

impl Family {
    const fn address_len(self) -> usize {
        match self {
            Self::Igmp => 4,
            Self::Mld => 16,
        }
    }

    fn address(self, p: &mut Cursor<'_>) -> Result<Addr, Stop> {
        match self {
            Self::Igmp => p.ipv4().map(Addr::V4),
            Self::Mld => p.ipv6().map(Addr::V6),
        }
    }
}

/// Prints so many records.
pub(super) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>, count: u16, family: Family) -> Outcome {
    let unknown = match family {
        Family::Igmp => " [v3-report-#",
        Family::Mld => " [v2-report-#",
    };
    let header = 4 + family.address_len();
    for _ in 0..count {
        if p.len() < header {
            out!(cx, " [invalid number of groups]");
            return Ok(());
        }
        out!(cx, " [gaddr ", family.address(&mut p.at(4)?)?);
        out!(cx, " ", named(TYPES, p.peek(0)?).or(unknown, "]"));
        let sources = usize::from(p.peek_u16(2)?);
        let len = header + sources * family.address_len();
        if p.len() < len {
            out!(cx, " [invalid number of sources ", sources, "]");
            return Ok(());
        }
        match cx.verbose(2) {
            true => list(cx, p.at(header)?, sources, family)?,
            false => out!(cx, ", ", sources, " source(s)"),
        }
        p.skip(len)?;
        out!(cx, "]");
    }
    Ok(())
}

/// Prints so many addresses of sources.
pub(super) fn list(cx: &mut Context<'_>, mut p: Cursor<'_>, sources: usize, family: Family) -> Outcome {
    out!(cx, " {");
    for _ in 0..sources {
        out!(cx, " ", family.address(&mut p)?);
    }
    out!(cx, " }");
    Ok(())
}
