//! Logical functional blocks that a message of ForCES is about, and operations on them (RFC 5810 section 7.1.5
//! and 7.1.7).

use super::{Shown, TLV, Wrong, head, indent, messy, path};
use crate::{
    context::Context,
    cursor::Cursor,
    hex,
    show::{Table, hex as hexadecimal, named, out},
};

const CLASSES: &Table = &[(0, "Invalid TLV"), (1, "FEObj LFB"), (2, "FEProtoObj LFB")];

/// Least bytes behind the head of the TLV.
const LEAST: usize = 12;

/// What an operation may hold.
const FULL: u8 = path::FULL;
const SPARSE: u8 = path::SPARSE;
const RESULT: u8 = path::RESULT;

/// An operation: its type, its name, the messages it may be in, and what it may hold.
type Operation = (u16, &'static str, &'static [u8], u8);

#[rustfmt::skip]
const OPERATIONS: &[Operation] = &[
    (0x01, "Set", &[3], FULL | SPARSE),
    (0x02, "SetProp", &[3], FULL | SPARSE),
    (0x03, "SetResp", &[0x13], RESULT),
    (0x04, "SetPropResp", &[0x13], RESULT),
    (0x05, "Del", &[3], 0),
    (0x06, "DelResp", &[0x13], RESULT),
    (0x07, "Get", &[4], 0),
    (0x08, "GetProp", &[4], 0),
    (0x09, "GetResp", &[0x14], FULL | SPARSE | RESULT),
    (0x0a, "GetPropResp", &[0x14], FULL | RESULT),
    (0x0b, "Report", &[1, 5], FULL | SPARSE),
    (0x0c, "Commit", &[3], 0),
    (0x0d, "RCommit", &[0x13], RESULT),
    (0x0e, "RTRCOMP", &[3], 0),
];

/// Prints a selection of a block and what is to be done with it.
pub(super) fn print(cx: &mut Context<'_>, message: u8, mut p: Cursor<'_>) -> Shown {
    if let Some(missing) = LEAST.checked_sub(p.len()) {
        out!(cx, "\n\t\ttruncated lfb selector: ", missing, " bytes missing! ");
        return Err(Wrong);
    }
    let (class, instance) = (p.be_u32()?, p.be_u32()?);
    if cx.verbose(3) {
        out!(cx, "\n");
        indent(cx, 9);
        out!(cx, named(CLASSES, class), "(Classid ", hexadecimal(class, 1), ") instance ");
        out!(cx, hexadecimal(instance, 1), "\n");
    }
    let mut last = 0;
    while p.len() >= TLV {
        let (kind, len) = head(p)?;
        last = kind;
        if !(TLV..=p.len()).contains(&len) {
            return messy(cx, "oper", kind, p.len(), len);
        }
        let whole = p.limit(p.len());
        let mut value = p.limit(len);
        value.pass(TLV);
        p.pass(len.next_multiple_of(4).min(p.len()));
        match OPERATIONS.iter().find(|(it, _, messages, _)| *it == kind && messages.contains(&message)) {
            Some((_, name, _, may_hold)) => {
                if cx.verbose(3) {
                    indent(cx, 10);
                    out!(cx, "Oper TLV  ", *name, "(0x", hexadecimal(kind, 1), ") length ", len, "\n");
                }
                // What is to be committed is not shown.
                if !matches!(kind, 0x0c | 0x0e) {
                    // What is wrong in there has been said, and that is all.
                    let _ = path::print(cx, *may_hold, value);
                }
            }
            None => {
                out!(
                    cx,
                    if cx.verbose(3) { "\t\t" } else { "\n\t\t" },
                    "INValid oper-TLV type 0x",
                    hexadecimal(kind, 1),
                    " length ",
                    len
                );
                out!(cx, " for this ForCES message\n");
                if cx.verbose(3) {
                    indent(cx, 9);
                    out!(cx, "Data[");
                    hex::hex("\n         ", whole.bytes(), cx.out);
                    out!(cx, "\n         ]\n");
                }
            }
        }
    }
    if p.len() > 0 {
        return messy(cx, "oper", last, p.len(), 0);
    }
    Ok(())
}
