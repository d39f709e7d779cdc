//! Multicast Listener Discovery, versions 1 (RFC 2710) and 2 (RFC 3810).
//!
//! ```text
//! version 1: 4 maximum delay, 8 group
//! query:     4 maximum response code, 8 group, 24 flags, 25 interval, 26 number of sources, 28 sources
//! report:    6 number of records; a record: type, words of auxiliary data, number of sources (2),
//!            group, sources
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    net::group_record::{self, Family},
    show::out,
    stop::Outcome,
};

/// Prints a message of version 1.
pub(crate) fn version_1(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    if p.has(24) {
        out!(cx, "max resp delay: ", p.peek_u16(4)?, " addr: ", p.at(8)?.ipv6()?);
    }
    Ok(())
}

/// Prints a query of version 2.
pub(crate) fn query(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    let len = p.len();
    let code = u32::from(p.peek_u16(4)?);
    let delay = match code {
        0..0x8000 => code,
        _ => (code & 0x0fff | 0x1000) << ((code >> 12 & 7) + 3),
    };
    if cx.verbose(1) {
        out!(cx, " [max resp delay=", delay, "]");
    }
    out!(cx, " [gaddr ", p.at(8)?.ipv6()?);
    if cx.verbose(1) {
        let flags = p.peek(24)?;
        out!(cx, (flags & 8 != 0).then_some(" sflag"));
        if flags & 7 != 0 {
            out!(cx, " robustness=", flags & 7);
        }
        let interval = match u32::from(p.peek(25)?) {
            interval @ 0..128 => interval,
            interval => (interval & 0xf | 0x10) << ((interval >> 4 & 7) + 3),
        };
        out!(cx, " qqi=", interval);
    }
    let sources = usize::from(p.peek_u16(26)?);
    if sources > 0 {
        if len < 28 + sources * 16 {
            out!(cx, " [invalid number of sources]");
        } else if cx.verbose(2) {
            group_record::list(cx, p.at(28)?, sources, Family::Mld)?;
        } else {
            out!(cx, ", ", sources, " source(s)");
        }
    }
    out!(cx, "]");
    Ok(())
}

/// Prints a report of version 2.
pub(crate) fn report(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    if p.len() < 8 {
        out!(cx, " [invalid len ", p.len(), "]");
        return Ok(());
    }
    let records = p.peek_u16(6)?;
    out!(cx, ", ", records, " group record(s)");
    if !cx.verbose(1) {
        return Ok(());
    }
    group_record::print(cx, p.at(8)?, records, Family::Mld)
}

#[cfg(test)]
mod tests {
    use crate::{context::tests::printed, net::icmp6};

    #[test]
    fn a_report_lists_groups() {
        let group = 5u128.to_be_bytes();
        let report = [&[143, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 1][..], &group, &group].concat();
        let text = "ICMP6, multicast listener report v2, 1 group record(s), length 44";
        assert_eq!(printed(icmp6::print, 0, &report), text);
        assert!(printed(icmp6::print, 1, &report).ends_with("[gaddr ::5 to_ex, 1 source(s)]"));
        assert!(printed(icmp6::print, 2, &report).ends_with("[gaddr ::5 to_ex { ::5 }]"));
        assert!(printed(icmp6::print, 1, &report[..40]).ends_with("to_ex [invalid number of sources 1]"));
    }

    #[test]
    fn the_length_of_a_query_is_its_version() {
        let query = [&[130, 0, 0, 0, 0x80, 1, 0, 0][..], &[0; 16], &[0x0a, 0x80, 0, 0]].concat();
        let text =
            "ICMP6, multicast listener query v2 [max resp delay=32776] [gaddr :: sflag robustness=2 qqi=128]";
        assert!(printed(icmp6::print, 1, &query).ends_with(text));
        let text = "ICMP6, multicast listener querymax resp delay: 32769 addr: ::, length 24";
        assert_eq!(printed(icmp6::print, 0, &query[..24]), text);
    }
}
