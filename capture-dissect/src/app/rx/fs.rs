//! Files: the file server (OpenAFS `afsint.xg`).

use super::field::{
    Field::{self, Fid, String, Text, U32, U64, With},
    Operation, date, fids, string_bytes,
};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Table, out, until_zero},
    stop::{Outcome, Stop},
};

/// The longest name of a file.
const NAME: u32 = 256;

const NAMED: Field = String("", NAME);
const STATUS: Field = With(status);
const ACL: Field = With(access_list);
const FILES: Field = With(fids);

/// Operations, and what is shown of them.
#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = &[
    (130, "fetch-data", &[Fid, U32(" offset"), U32(" length")], &[]),
    (131, "fetch-acl", &[Fid], &[ACL]),
    (132, "fetch-status", &[Fid], &[]),
    (133, "store-data", &[Fid, STATUS, U32(" offset"), U32(" length"), U32(" flen")], &[]),
    (134, "store-acl", &[Fid, ACL], &[]),
    (135, "store-status", &[Fid, STATUS], &[]),
    (136, "remove-file", &[Fid, NAMED], &[]),
    (137, "create-file", &[Fid, NAMED, STATUS], &[Text(" new"), Fid]),
    (138, "rename", &[Text(" old"), Fid, NAMED, Text(" new"), Fid, NAMED], &[]),
    (139, "symlink", &[Fid, NAMED, Text(" link to"), NAMED], &[]),
    (140, "link", &[Fid, NAMED, Text(" link to"), Fid], &[]),
    (141, "makedir", &[Fid, NAMED, STATUS], &[Text(" new"), Fid]),
    (142, "rmdir", &[Fid, NAMED], &[]),
    (143, "oldsetlock", &[Fid], &[]),
    (144, "oldextlock", &[Fid], &[]),
    (145, "oldrellock", &[Fid], &[]),
    (146, "get-stats", &[], &[]),
    (147, "give-cbs", &[], &[]),
    (148, "get-vlinfo", &[NAMED], &[]),
    (149, "get-vlstats", &[U32(" volid")], &[]),
    (150, "set-vlstats", &[U32(" volid")], &[]),
    (151, "get-rootvl", &[], &[Text(" root volume"), NAMED]),
    (152, "check-token", &[], &[]),
    (153, "get-time", &[], &[With(date)]),
    (154, "nget-vlinfo", &[Text(" volname"), NAMED], &[]),
    (155, "bulk-stat", &[FILES], &[]),
    (156, "setlock", &[Fid], &[]),
    (157, "extlock", &[Fid], &[]),
    (158, "rellock", &[Fid], &[]),
    (159, "xstat-ver", &[], &[]),
    (160, "get-xstat", &[], &[]),
    (161, "dfs-lookup", &[], &[]),
    (162, "dfs-flushcps", &[], &[]),
    (163, "dfs-symlink", &[], &[]),
    (65536, "inline-bulk-status", &[FILES], &[]),
    (65537, "fetch-data-64", &[Fid, U64(" offset"), U64(" length")], &[]),
    (65538, "store-data-64", &[Fid, STATUS, U64(" offset"), U64(" length"), U64(" flen")], &[]),
    (65539, "give-up-all-cbs", &[], &[]),
    (65540, "get-caps", &[], &[]),
    (65541, "cb-rx-conn-addr", &[U32(" addr")], &[]),
];

/// Errors of volumes.
pub(super) const ERRORS: &Table = &[
    (101, "salvage volume"),
    (102, "no such vnode"),
    (103, "no such volume"),
    (104, "volume exist"),
    (105, "no service"),
    (106, "volume offline"),
    (107, "voline online"),
    (108, "diskfull"),
    (109, "diskquota exceeded"),
    (110, "volume busy"),
    (111, "volume moved"),
    (112, "AFS IO error"),
];

/// What is to be set of a file's status: bits that say so, and all of it.
fn status(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    p.need(24)?;
    let mask = p.be_u32()?;
    if mask != 0 {
        out!(cx, " StoreStatus");
    }
    if mask & 1 != 0 {
        out!(cx, " date");
        date(cx, p)?;
    } else {
        p.skip(4)?;
    }
    for (bit, name) in [(2, " owner "), (4, " group "), (8, " mode "), (16, " segsize ")] {
        let value = p.be_u32()?;
        match mask & bit {
            0 => {}
            8 => out!(cx, name, Octal(value & 0o7777)),
            _ => out!(cx, name, value),
        }
    }
    out!(cx, (mask & 0x400 != 0).then_some(" fsync"));
    Ok(())
}

struct Octal(u32);

impl crate::show::Show for Octal {
    fn show(self, cx: &mut Context<'_>) {
        let digits = (32 - self.0.leading_zeros()).div_ceil(3).max(1);
        for at in (0..digits).rev() {
            cx.out.push(b'0' + (self.0 >> (3 * at) & 7) as u8);
        }
    }
}

/// Rights by their bits.
const RIGHTS: [(i32, char); 7] = [(1, 'r'), (8, 'l'), (4, 'i'), (16, 'd'), (2, 'w'), (32, 'k'), (64, 'a')];

/// An access list, which is text: how many entries give rights and how many take them, and entries, each a
/// name and a number on a line.
fn access_list(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    let len = p.peek_u32(0)?;
    let text = string_bytes(p, u32::MAX)?;
    if text.len() != len as usize {
        return Err(Stop::Cut);
    }
    entries(cx, until_zero(text));
    Ok(())
}

/// Prints entries up to the first that is none.
fn entries(cx: &mut Context<'_>, mut text: &[u8]) -> Option<()> {
    let (positive, negative) = (number(&mut text)?, number(&mut text)?);
    for (count, sign) in [(positive, " +{"), (negative, " -{")] {
        for _ in 0..count {
            let (name, rights) = (word(&mut text)?, number(&mut text)?);
            out!(cx, sign, Safe(name), " ");
            for (bit, letter) in RIGHTS {
                out!(cx, (rights & bit != 0).then_some(letter));
            }
            out!(cx, "}");
        }
    }
    Some(())
}

/// The next word.
fn word<'a>(text: &mut &'a [u8]) -> Option<&'a [u8]> {
    let from = text.trim_ascii_start();
    let end = from.iter().position(u8::is_ascii_whitespace).unwrap_or(from.len());
    let (word, rest) = from.split_at_checked(end)?;
    *text = rest;
    (!word.is_empty()).then_some(word)
}

/// The next decimal number, which ends where no digit follows.
fn number(text: &mut &[u8]) -> Option<i32> {
    let from = text.trim_ascii_start();
    let (is_negative, mut rest) = match from {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if !rest.first()?.is_ascii_digit() {
        return None;
    }
    let mut value = 0i64;
    while let [digit @ b'0'..=b'9', behind @ ..] = rest {
        value = value.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
        rest = behind;
    }
    *text = rest;
    Some(if is_negative { -value } else { value } as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::text;

    #[test]
    fn an_access_list_is_text() {
        let shown = |list: &[u8]| text(|cx| assert!(entries(cx, list).is_some() || list.len() < 9));
        assert_eq!(shown(b"2\n1\na 127\nb 9\nc 3\n"), " +{a rlidwka} +{b rl} -{c rw}");
        assert_eq!(shown(b"1 0 a"), "");
    }
}
