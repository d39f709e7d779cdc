//! Intermediate system to intermediate system routing (ISO 10589, RFC 1195).
//!
//! ```text
//!  0       1         2         3           4      5         6          7
//! +-------+---------+---------+-----------+------+---------+----------+-----------+--------+------
//! | NLPID | length  | version | length of | type | version | reserved | most area | fixed  | TLVs
//! | 0x83  | of hdrs | 1       | ids, 0: 6 |      | 1       |          | addresses | header |
//! +-------+---------+---------+-----------+------+---------+----------+-----------+--------+------
//! ```

mod adjacency;
mod capability;
mod link;
mod neighbor;
mod pdu;
mod prefix;
mod spb;
mod subtlv;
mod tlv;
mod topology;

use super::{separator, title};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Show, Table, name, out},
    stop::{Outcome, Stop},
};

const TYPES: &Table = &[
    (15, "L1 Lan IIH"),
    (16, "L2 Lan IIH"),
    (17, "p2p IIH"),
    (18, "L1 LSP"),
    (20, "L2 LSP"),
    (24, "L1 CSNP"),
    (25, "L2 CSNP"),
    (26, "L1 PSNP"),
    (27, "L2 PSNP"),
];

/// Length of the header that all types have.
const COMMON: usize = 8;
/// Length of a system's id.
const SYSTEM: usize = 6;
/// Length of a system's id and the number of a circuit.
const NODE: usize = 7;
/// Length of a node's id and the number of a fragment.
const LSP: usize = 8;

/// The header that all types have.
#[derive(Clone, Copy, Debug)]
struct Header {
    kind: u8,
    /// Of both headers.
    len: usize,
}

/// Prints a PDU; one that cannot be is dumped.
pub(super) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("isis");
    let makes_sense = match pdu(cx, p) {
        Err(Stop::Invalid) => return cx.invalid(),
        other => other?,
    };
    if !makes_sense {
        cx.unknown_data("\n\t", p, p.len());
    }
    Ok(())
}

fn pdu(cx: &mut Context<'_>, p: Cursor<'_>) -> Result<bool, Stop> {
    p.need(COMMON)?;
    title(cx, "IS-IS");
    let [_, len, version, id_len, kind, pdu_version, _, areas] = p.at(0)?.array()?;
    let header = Header { kind, len: len.into() };
    if !is_possible(cx, p, [len, version, id_len, pdu_version, areas]) {
        return Ok(false);
    }
    let name = name(TYPES, kind);
    if cx.verbose(1) {
        out!(cx, separator(cx), "length ", p.len(), "\n\t");
        match name {
            Some(name) => out!(cx, name),
            None => out!(cx, "unknown, type ", kind),
        }
        out!(cx, ", hlen: ", header.len, ", v: ", version, ", pdu-v: ", pdu_version);
        out!(cx, ", sys-id-len: ", SYSTEM, " (", id_len, ")");
        out!(cx, ", max-area: ", if areas == 0 { 3 } else { areas }, " (", areas, ")");
        if cx.verbose(2) {
            cx.unknown_data("\n\t", p, COMMON);
        }
    } else if let Some(name) = name {
        out!(cx, separator(cx), name);
    } else {
        out!(cx, separator(cx), "unknown PDU-Type ", kind, ", length ", p.len());
        return Ok(true);
    }
    pdu::print(cx, p, header)
}

/// Whether the lengths and versions can be; says what cannot.
fn is_possible(
    cx: &mut Context<'_>,
    p: Cursor<'_>,
    [header_len, version, id_len, pdu_version, areas]: [u8; 5],
) -> bool {
    let header_len = usize::from(header_len);
    if version != 1 {
        out!(cx, "version ", version, " packet not supported");
    } else if id_len != 0 && usize::from(id_len) != SYSTEM {
        out!(cx, "system ID length of ", id_len, " is not supported");
    } else if pdu_version != 1 {
        out!(cx, "version ", pdu_version, " packet not supported");
    } else if header_len < COMMON {
        out!(cx, "fixed header length ", header_len, " < minimum header size ", COMMON);
    } else if header_len > p.len() {
        out!(cx, "fixed header length ", header_len, " > packet length ", p.len());
    } else if areas == u8::MAX {
        out!(cx, "bad packet -- ", areas, " areas");
    } else {
        return true;
    }
    false
}

/// The metrics of ISO 10589: one for each kind of service, of 6 bits; which is not used is not shown.
#[derive(Clone, Copy, Debug)]
struct Metrics {
    /// Of default, delay, expense and error.
    bytes: [u8; 4],
    /// Before each but the first.
    before: &'static str,
}

/// The bit of a metric that cannot be compared with those of inside.
const EXTERNAL: u8 = 0x40;
const UNUSED: u8 = 0x80;

/// Whether a metric is of inside or outside.
const fn side(metric: u8) -> &'static str {
    if metric & EXTERNAL == 0 { "Internal" } else { "External" }
}

impl Show for Metrics {
    fn show(self, cx: &mut Context<'_>) {
        let [_, others @ ..] = self.bytes;
        for (metric, name) in others.into_iter().zip(["Delay", "Expense", "Error"]) {
            if metric & UNUSED == 0 {
                out!(cx, self.before, name, " Metric: ", metric & 0x3f, ", ", side(metric));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    /// A hello between two systems, with these TLVs.
    pub(super) fn hello(tlvs: &[u8]) -> Vec<u8> {
        let header = b"\x83\x14\x01\0\x11\x01\0\0\x03\x22\x22\x22\x22\x22\x22\0\x1e\0";
        [&header[..], &[20 + tlvs.len() as u8, 5], tlvs].concat()
    }

    /// What follows the header of such a hello.
    pub(super) fn shown(verbose: u8, tlvs: &[u8]) -> String {
        let text = printed(print, verbose, &hello(tlvs));
        let (_, rest) = text.split_once("circuit-id: 0x05, PDU length: ").unwrap();
        rest.split_once('\n').map(|(_, rest)| rest.to_owned()).unwrap_or_default()
    }

    #[test]
    fn a_hello() {
        let hello = hello(&[1, 4, 3, 0x49, 0, 1]);
        assert_eq!(printed(print, 0, &hello), "IS-IS, p2p IIH, src-id 2222.2222.2222, length 26");
        let expected = "IS-IS, length 26\n\tp2p IIH, hlen: 20, v: 1, pdu-v: 1, sys-id-len: 6 (0), max-area: \
             3 (0)\n\t  source-id: 2222.2222.2222, holding time: 30s, Flags: [Level 1, Level 2]\
             \n\t  circuit-id: 0x05, PDU length: 26\n\t    Area address(es) TLV #1, length: 4\
             \n\t      Area address (length: 3): 49.0001";
        assert_eq!(printed(print, 1, &hello), expected);
    }

    #[test]
    fn a_header_that_cannot_be_is_dumped() {
        let mut hello = hello(&[]);
        hello[2] = 2;
        assert!(
            printed(print, 0, &hello).starts_with("IS-ISversion 2 packet not supported\n\t0x0000:  8314")
        );
        (hello[1], hello[2]) = (5, 1);
        assert!(printed(print, 0, &hello).starts_with("IS-ISfixed header length 5 < minimum header size 8"));
        assert_eq!(printed(print, 0, &hello[..5]), " [|isis]");
    }
}
