//! Internet Group Management Protocol, versions 1 to 3 (RFC 1112, RFC 2236, RFC 3376), and mtrace.
//!
//! ```text
//!  0      1           2          4
//! +------+-----------+----------+-------+----------------------------------------------
//! | type | maximum   | checksum | group | query of version 3: flags, interval, number of
//! |      | response  |          |       | sources (2), sources
//! +------+-----------+----------+-------+----------------------------------------------
//!  report of version 3: 6 number of records; a record: type, words of auxiliary data, number of
//!  sources (2), group, sources
//! ```

use crate::{
    checksum::Sum,
    context::Context,
    cursor::Cursor,
    net::{
        dvmrp,
        group_record::{self, Family},
        pim_v1,
    },
    show::{Float, Span, hex, out},
    stop::Outcome,
};

/// A maximum response time of ten seconds is usual, and not shown.
const USUAL_RESPONSE: u8 = 100;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("igmp");
    if cx.options.quiet > 0 {
        out!(cx, "igmp");
        return Ok(());
    }
    let len = p.len();
    match p.peek(0)? {
        0x11 => {
            out!(cx, "igmp query");
            query(cx, p)?;
        }
        0x12 => report(cx, p, "igmp v1 report ")?,
        0x13 => {
            out!(cx, "igmp dvmrp");
            cx.call(dvmrp::print, p)?;
        }
        0x14 => {
            out!(cx, "igmp pimv1");
            pim_v1::print(cx, p)?;
        }
        0x16 => report(cx, p, "igmp v2 report ")?,
        0x17 => out!(cx, "igmp leave ", p.at(4)?.ipv4()?),
        0x1e => trace(cx, p, "mresp ")?,
        0x1f => trace(cx, p, "mtrace ")?,
        0x22 => {
            out!(cx, "igmp v3 report");
            report_3(cx, p)?;
        }
        other => out!(cx, "igmp-", other),
    }
    if cx.verbose(1)
        && let Some(bytes) = p.bytes().get(..len)
        && let Ok(checksum) = p.peek_u16(2)
        && Sum::default().add(bytes).finish() != 0
    {
        out!(cx, " bad igmp cksum ", hex(checksum, 0), "!");
    }
    Ok(())
}

fn report(cx: &mut Context<'_>, p: Cursor<'_>, name: &'static str) -> Outcome {
    out!(cx, name, p.at(4)?.ipv4()?);
    if p.len() != 8 {
        out!(cx, " [len ", p.len(), "]");
    }
    Ok(())
}

fn query(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let len = p.len();
    if len >= 12 {
        return query_3(cx, p);
    }
    match p.peek(1)? {
        0 => out!(cx, " v1"),
        USUAL_RESPONSE => out!(cx, " v2"),
        other => out!(cx, " v2 [max resp time ", other, "]"),
    }
    let group = p.at(4)?.ipv4()?;
    if group.0 != [0; 4] {
        out!(cx, " [gaddr ", group, "]");
    }
    if len != 8 {
        out!(cx, " [len ", len, "]");
    }
    Ok(())
}

fn query_3(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let len = p.len();
    out!(cx, " v3");
    if !len.is_multiple_of(4) {
        out!(cx, " [invalid len ", len, "]");
        return Ok(());
    }
    let response = p.peek(1)?;
    if response != USUAL_RESPONSE {
        let code = u32::from(response);
        let tenths = if code < 128 { code } else { (code & 0xf | 0x10) << ((code >> 4 & 7) + 3) };
        match tenths {
            0..600 => out!(cx, " [max resp time ", Float(f64::from(tenths) / 10.0, 1), "s]"),
            _ => out!(cx, " [max resp time ", Span(tenths / 10), "]"),
        }
    }
    let group = p.at(4)?.ipv4()?;
    if group.0 == [0; 4] {
        return Ok(());
    }
    out!(cx, " [gaddr ", group);
    let sources = usize::from(p.peek_u16(10)?);
    if sources > 0 {
        if len < 12 + sources * 4 {
            out!(cx, " [invalid number of sources]");
        } else if cx.verbose(2) {
            group_record::list(cx, p.at(12)?, sources, Family::Igmp)?;
        } else {
            out!(cx, ", ", sources, " source(s)");
        }
    }
    out!(cx, "]");
    Ok(())
}

fn report_3(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let len = p.len();
    if len < 16 || !len.is_multiple_of(4) {
        out!(cx, " [invalid len ", len, "]");
        return Ok(());
    }
    let records = p.peek_u16(6)?;
    out!(cx, ", ", records, " group record(s)");
    if !cx.verbose(1) {
        return Ok(());
    }
    group_record::print(cx, p.at(8)?, records, Family::Igmp)
}

/// Source, destination, whom to answer, TTL of the answer, number of the query.
fn trace(cx: &mut Context<'_>, p: Cursor<'_>, name: &'static str) -> Outcome {
    let len = p.len();
    if len < 24 {
        out!(cx, " [invalid len ", len, "]");
        return Ok(());
    }
    let mut p = p.at(8)?;
    let (src, dst, answer) = (p.ipv4()?, p.ipv4()?, p.ipv4()?);
    let (ttl, query) = (p.u8()?, p.be_u24()?);
    out!(cx, name, query, ": ", src, " to ", dst, " reply-to ", answer);
    if matches!(answer.0, [224..=239, ..]) {
        out!(cx, " with-ttl ", ttl);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn queries_of_three_versions() {
        assert_eq!(printed(print, 0, &[0x11, 0, 0, 0, 0, 0, 0, 0]), "igmp query v1");
        assert_eq!(
            printed(print, 0, &[0x11, 10, 0, 0, 224, 0, 0, 9]),
            "igmp query v2 [max resp time 10] [gaddr 224.0.0.9]"
        );
        let query = [0x11, 0xff, 0, 0, 224, 0, 0, 9, 0, 0, 0, 1, 10, 0, 0, 1];
        assert_eq!(
            printed(print, 0, &query),
            "igmp query v3 [max resp time 52m54s] [gaddr 224.0.0.9, 1 source(s)]"
        );
    }

    #[test]
    fn reports_and_traces() {
        let report = [0x22, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 1, 224, 0, 0, 9, 10, 0, 0, 1];
        assert_eq!(printed(print, 0, &report), "igmp v3 report, 1 group record(s)");
        assert!(
            printed(print, 2, &report)
                .starts_with("igmp v3 report, 1 group record(s) [gaddr 224.0.0.9 to_ex { 10.0.0.1 }]")
        );
        assert_eq!(printed(print, 0, &[0x17, 0, 0, 0, 224, 0, 0, 9]), "igmp leave 224.0.0.9");
        assert_eq!(printed(print, 0, &[0x63, 0, 0, 0]), "igmp-99");
    }
}
