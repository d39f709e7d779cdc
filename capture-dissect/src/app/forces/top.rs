//! TLVs at the top of ForCES' messages, and those of associations (RFC 5810 sections 6.1 and 7).

use super::{Shown, TLV, Wrong, head, indent, lfb, messy};
use crate::{
    context::Context,
    cursor::Cursor,
    hex,
    show::{Table, hex as hexadecimal, name, out},
};

const SETUP: u8 = 0x01;
const TEAR_DOWN: u8 = 0x02;
const REDIRECT: u8 = 0x06;
const HEARTBEAT: u8 = 0x0f;
const RESPONSE: u8 = 0x11;

const TYPES: &Table = &[
    (0x0001, "REDIRECT TLV"),
    (0x0010, "ASResult TLV"),
    (0x0011, "ASTreason TLV"),
    (0x1000, "LFBselect TLV"),
];

/// Codes 0 to 3 have names.
const RESULTS: [&str; 4] = ["Success", "FE ID invalid", "permission denied", "Unknown"];
const REASONS: &Table = &[
    (0, "Normal Teardown"),
    (1, "Loss of Heartbeats"),
    (2, "Out of bandwidth"),
    (3, "Out of Memory"),
    (4, "Application Crash"),
];

/// Whether messages of a type exist, or have at least been given a number.
pub(super) const fn is_type(kind: u8) -> bool {
    matches!(kind, 1..=6 | 0x0f | 0x11..=0x14)
}

/// Prints the TLVs of a message of this type.
pub(super) fn print(cx: &mut Context<'_>, message: u8, mut p: Cursor<'_>) -> Shown {
    if p.len() <= TLV {
        if matches!(message, SETUP | HEARTBEAT) {
            return Ok(());
        }
        out!(cx, "\tTop level TLV Data missing!\n");
        return Err(Wrong);
    }
    if message == HEARTBEAT {
        out!(cx, "<0x1>Illegal Top level TLV!\n");
        return Err(Wrong);
    }
    let mut last = 0;
    while p.len() >= TLV {
        let (kind, len) = head(p)?;
        last = len;
        if !(TLV..=p.len()).contains(&len) {
            break;
        }
        let Some(type_name) = name(TYPES, kind) else {
            out!(cx, "\n\tInvalid ForCES Top TLV type=0x", hexadecimal(kind, 1));
            return Err(Wrong);
        };
        if cx.verbose(3) {
            out!(cx, "\t", type_name, ", length ", len, " (data length ", len - TLV, " Bytes)");
        }
        let mut value = p.limit(len);
        value.pass(TLV);
        p.pass(len.next_multiple_of(4).min(p.len()));
        // What the value is shown as depends on the message, and not on the type.
        match message {
            TEAR_DOWN => reason(cx, value)?,
            REDIRECT => redirect(cx, value)?,
            RESPONSE => result(cx, value)?,
            _ => lfb::print(cx, message, value)?,
        }
        if matches!(message, TEAR_DOWN | REDIRECT | RESPONSE) {
            break;
        }
    }
    if p.len() > 0 {
        out!(cx, "\tMess TopTLV header: min ", TLV, ", total ", p.len(), " advertised ", last, " ");
        return Err(Wrong);
    }
    Ok(())
}

fn result(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Shown {
    if p.len() != 4 {
        out!(cx, "illegal ASRresult-TLV: ", p.len(), " bytes!\n");
        return Err(Wrong);
    }
    let code = p.be_u32()?;
    let Some(text) = RESULTS.get(code as usize) else {
        out!(cx, "illegal ASRresult result code: ", code, "!\n");
        return Err(Wrong);
    };
    if cx.verbose(3) {
        out!(cx, "\n");
        indent(cx, 9);
        out!(cx, *text, " (", code, ")\n");
        indent(cx, 9);
    }
    Ok(())
}

fn reason(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Shown {
    if p.len() != 4 {
        out!(cx, "illegal ASTresult-TLV: ", p.len(), " bytes!\n");
        return Err(Wrong);
    }
    let code = p.be_u32()?;
    if cx.verbose(3) {
        out!(cx, "Teardown reason:\n");
        indent(cx, 9);
        out!(cx, name(REASONS, code).unwrap_or("Unknown Teardown reason"), "(", hexadecimal(code, 1), ")\n");
        indent(cx, 9);
    }
    Ok(())
}

/// A packet and what is known of it (RFC 5810 section 7.9).
fn redirect(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Shown {
    const META: u16 = 0x0115;
    const DATA: u16 = 0x0116;
    if let Some(missing) = 8usize.checked_sub(p.len()) {
        out!(cx, "\n\t\ttruncated Redirect TLV: ", missing, " bytes missing! ");
        return Err(Wrong);
    }
    out!(cx, "\n");
    while p.len() >= TLV {
        let (kind, len) = head(p)?;
        if !(TLV..=p.len()).contains(&len) {
            return messy(cx, "Redirect", kind, p.len(), len);
        }
        let mut value = p.limit(len);
        value.pass(TLV);
        p.pass(len.next_multiple_of(4).min(p.len()));
        match kind {
            META => metadata(cx, value)?,
            DATA => {
                indent(cx, 11);
                out!(cx, "Redirect Data length ", value.len(), "\n");
                if cx.verbose(3) {
                    out!(cx, "\t\t[");
                    hex::hex("\n\t\t", value.bytes(), cx.out);
                    out!(cx, "\n\t\t]");
                }
            }
            _ => {
                out!(cx, "Unknown REDIRECT TLV 0x", hexadecimal(kind, 1), " len ", len, "\n");
                return Err(Wrong);
            }
        }
    }
    if p.len() > 0 {
        return messy(cx, "Redirect", 0, p.len(), 0);
    }
    Ok(())
}

fn metadata(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Shown {
    const ILV: usize = 8;
    indent(cx, 11);
    out!(cx, "METADATA length ", p.len(), "\n");
    while p.len() >= ILV {
        let (kind, len) = (p.peek_u32(0)?, p.peek_u32(4)? as usize);
        if len < ILV || len > p.len() {
            break;
        }
        let mut value = p.limit(len);
        value.pass(ILV);
        p.pass(len.next_multiple_of(4).min(p.len()));
        indent(cx, 11);
        out!(cx, "MetaID 0x", hexadecimal(kind, 1), " length ", len, "\n");
        if cx.verbose(3) {
            hex::hex("\t\t[", value.bytes(), cx.out);
            out!(cx, " ]\n");
        }
    }
    out!(cx, "\n");
    Ok(())
}
