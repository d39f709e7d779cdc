//! sFlow version 5 (sflow.org, "sFlow Version 5", section 5): samples of packets and of counters.
//!
//! ```text
//!  0         4                8         8 + a      12 + a   16 + a   20 + a    24 + a
//! +---------+----------------+---------+----------+--------+--------+---------+---------
//! | version | address family | agent's | agent id | number | uptime | samples | samples
//! |         | (1: IPv4)      | address |          |        | ms     |         |
//! +---------+----------------+---------+----------+--------+--------+---------+---------
//! sample: format (4), length (4); then by format
//!   1 flow             number, source, rate, pool, drops, input, output, records
//!   2 counter          number, source, records
//!   3 expanded flow    number, source (8), rate, pool, drops, input (8), output (8), records
//!   4 expanded counter number, source (8), records
//! record: format (4), length (4), contents (counter.rs, flow.rs)
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Addr, Table, named, out},
    stop::{Outcome, Stop},
};

mod counter;
mod flow;

/// Bytes of a header with an IPv4 address.
const HEADER: usize = 28;

const FORMATS: &Table =
    &[(1, "flow sample"), (2, "counter sample"), (3, "expanded flow sample"), (4, "expanded counter sample")];

/// Prints a datagram.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("sflow");
    let outcome = datagram(cx, p);
    cx.also_cut(p, outcome)
}

fn datagram(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = p.len();
    let (version, family) = (p.be_u32()?, p.be_u32()?);
    let needed = match family {
        1 => HEADER,
        2 => HEADER + 12,
        _ => 0,
    };
    if len < needed {
        out!(cx, "sFlowv", version, " [length ", len, " < ", HEADER, "]");
        return cx.invalid();
    }
    p.at(HEADER - 8)?;
    if version != 5 {
        out!(cx, "sFlow version ", version, " packet not supported");
        return Ok(());
    }
    // Whatever is not IPv4 is taken for IPv6.
    let (family_name, agent) =
        if family == 1 { ("IPv4", Addr::V4(p.ipv4()?)) } else { ("IPv6", Addr::V6(p.ipv6()?)) };
    let agent_id = p.be_u32()?;
    if !cx.verbose(1) {
        out!(cx, "sFlowv5, ", family_name, " agent ", agent, ", agent-id ", agent_id, ", length ", len);
        return Ok(());
    }
    let [number, uptime, samples] = [p.be_u32()?, p.be_u32()?, p.be_u32()?];
    out!(cx, "sFlowv5, ", family_name, " agent ", agent, ", agent-id ", agent_id);
    out!(cx, ", seqnum ", number, ", uptime ", uptime, ", samples ", samples, ", length ", len);
    for _ in 0..samples {
        if p.len() == 0 || !sample(cx, &mut p)? {
            break;
        }
    }
    Ok(())
}

/// Prints a sample; answers whether others can follow.
fn sample(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<bool, Stop> {
    let (format, len) = (p.be_u32()? & 0xfff, p.be_u32()? as usize);
    out!(cx, "\n\t", named(FORMATS, format).or_text("Unknown"), " (", format, "), length ", len, ",");
    if len == 0 || format == 0 {
        return Ok(false);
    }
    if len > p.len() {
        return Err(Stop::Invalid);
    }
    p.need(len)?;
    let mut contents = *p;
    match format {
        1 | 3 => flow::print(cx, &mut contents, format == 3)?,
        2 | 4 => counter::print(cx, &mut contents, format == 4)?,
        _ => {
            if !cx.verbose(2) {
                cx.unknown_data("\n\t    ", contents, len);
            }
        }
    }
    p.pass(len);
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn words(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    #[test]
    fn a_counter_sample() {
        let sample = [2, 28, 7, 0x0200_0003, 1, 0x0000_1005, 8, 1, 2];
        let bytes = words(&[&[5, 1, 0x0a00_0001, 2, 1000, 9, 1][..], &sample].concat());
        assert_eq!(printed(print, 0, &bytes), "sFlowv5, IPv4 agent 10.0.0.1, agent-id 2, length 64");
        let shown = printed(print, 1, &bytes);
        assert!(shown.contains("\n\tcounter sample (2), length 28, seqnum 7, type 2, idx 3, records 1"));
        assert!(shown.ends_with("\n\t    enterprise 0, Vlan counter (5) length 8 (invalid)"), "{shown}");
    }

    #[test]
    fn headers() {
        assert_eq!(printed(print, 0, &words(&[4, 1, 2, 3, 4, 5, 6])), "sFlow version 4 packet not supported");
        assert_eq!(printed(print, 0, &words(&[5, 1, 1])), "sFlowv5 [length 12 < 28] (invalid)");
        assert_eq!(printed(print, 0, &words(&[5, 3, 1])), " [|sflow]");
    }
}
