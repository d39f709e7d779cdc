//! Zephyr notices (the Zephyr Notification Service, MIT Project Athena).
//!
//! A notice is 17 texts, each up to a zero byte, and those of its message:
//!
//! ```text
//! version | fields | kind | id | port | authentication (3) | class | instance | operation | sender
//!         | recipient | format | checksum | part | id of the whole
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Safe, Show, Table, named, out},
    stop::{Outcome, Stop},
};

const MAGIC: &[u8] = b"ZEPH";
const VERSION: &[u8] = b"0.2";

const SERVER_ACK: i32 = 5;
const KINDS: &Table = &[
    (0, "unsafe"),
    (1, "unacked"),
    (2, "acked"),
    (3, "hm-ack"),
    (4, "hm-ctl"),
    (5, "serv-ack"),
    (6, "serv-nak"),
    (7, "client-ack"),
    (8, "stat"),
];

/// How exposed a user is.
const EXPOSURES: [&[u8]; 6] =
    [b"NONE", b"OPSTAFF", b"REALM-VISIBLE", b"REALM-ANNOUNCED", b"NET-VISIBLE", b"NET-ANNOUNCED"];

/// Text in small letters.
struct Lower<'a>(&'a [u8]);

impl Show for Lower<'_> {
    fn show(self, cx: &mut Context<'_>) {
        for byte in self.0 {
            Safe(&[byte.to_ascii_lowercase()]).show(cx);
        }
    }
}

/// What is shown of a notice.
struct Notice<'a> {
    class: &'a [u8],
    instance: &'a [u8],
    operation: &'a [u8],
    recipient: &'a [u8],
}

/// Prints a notice.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("zephyr");
    let Some(version) = field(&mut p)? else {
        return cx.invalid();
    };
    let Some(version) = version.strip_prefix(MAGIC) else {
        return Ok(());
    };
    let mut header = [&[][..]; 16];
    for to in &mut header {
        let Some(text) = field(&mut p)? else {
            return cx.invalid();
        };
        *to = text;
    }
    let [_, kind, _, _, _, _, _, class, instance, operation, sender, recipient, ..] = header;
    out!(cx, " zephyr");
    if !version.starts_with(VERSION) {
        out!(cx, " v", Safe(version));
        return Ok(());
    }
    let kind = number(kind);
    match u32::try_from(kind).ok().filter(|kind| *kind <= 8) {
        Some(kind) => out!(cx, " ", named(KINDS, kind).or_text("")),
        None => out!(cx, " type ", kind),
    }
    if kind == SERVER_ACK
        && let Some(text) = field(&mut p)?.filter(|text| *text != b"SENT")
    {
        out!(cx, "/", Lower(text));
    }
    if !sender.is_empty() {
        out!(cx, " ", Safe(sender));
    }
    // An acknowledgement has no subscriptions.
    let message = if kind == SERVER_ACK { Cursor::new(&[], 0) } else { p };
    purpose(cx, &Notice { class, instance, operation, recipient }, message)
}

/// Prints what a notice is for.
fn purpose(cx: &mut Context<'_>, notice: &Notice<'_>, p: Cursor<'_>) -> Outcome {
    let operation = notice.operation;
    match (notice.class, notice.instance) {
        (b"ZEPHYR_CTL", b"CLIENT") => subscription(cx, operation, p)?,
        (b"ZEPHYR_CTL", b"HM") => out!(cx, " ", Lower(operation)),
        (b"HM_STAT", b"HMST_CLIENT") if operation == b"GIMMESTATS" => out!(cx, " get-client-stats"),
        (b"HM_CTL", instance) => out!(cx, " hm_ctl ", Lower(instance), " ", Lower(operation)),
        (b"ZEPHYR_ADMIN", _) => out!(cx, " zephyr-admin ", Lower(operation)),
        (b"LOGIN", _) if EXPOSURES.contains(&operation) => out!(cx, " set-exposure ", Lower(operation)),
        (b"LOGIN", _) if operation == b"USER_FLUSH" => out!(cx, " flush_locs"),
        (b"USER_LOCATE", _) if operation == b"USER_HIDE" => out!(cx, " hide"),
        (b"USER_LOCATE", _) if operation == b"USER_UNHIDE" => out!(cx, " unhide"),
        (b"USER_LOCATE", instance) => out!(cx, " locate ", Safe(instance)),
        (class, instance) => {
            out!(cx, " to ");
            triple(cx, [class, instance, notice.recipient]);
            if !operation.is_empty() {
                out!(cx, " op ", Safe(operation));
            }
        }
    }
    Ok(())
}

/// Prints what a client asks of its server.
fn subscription(cx: &mut Context<'_>, operation: &[u8], mut p: Cursor<'_>) -> Outcome {
    let name = match operation {
        b"SUBSCRIBE" => "sub",
        b"SUBSCRIBE_NODEFS" => "unsub-nodefs",
        b"UNSUBSCRIBE" => "unsub",
        b"CLEARSUB" => {
            out!(cx, " clear-subs");
            return Ok(());
        }
        b"GIMMEDEFS" => {
            out!(cx, " gimme-defs");
            return Ok(());
        }
        _ => {
            out!(cx, " ", Lower(operation));
            return Ok(());
        }
    };
    out!(cx, " ", name);
    if let (Some(class), Some(instance), Some(recipient)) = (field(&mut p)?, field(&mut p)?, field(&mut p)?) {
        out!(cx, " ");
        triple(cx, [class, instance, recipient]);
    }
    Ok(())
}

/// Prints a class, an instance and who is to receive it.
fn triple(cx: &mut Context<'_>, [class, instance, recipient]: [&[u8]; 3]) {
    let recipient = if recipient.is_empty() { b"*" } else { recipient };
    out!(cx, "<", Safe(class), ",", Safe(instance), ",", Safe(recipient), ">");
}

/// Reads a text and the zero byte behind it, if there is one before the end.
fn field<'a>(p: &mut Cursor<'a>) -> Result<Option<&'a [u8]>, Stop> {
    let bytes = p.limit(p.len()).bytes();
    let Some(end) = bytes.iter().position(|byte| *byte == 0) else {
        return if bytes.len() < p.len() { Err(Stop::Truncated) } else { Ok(None) };
    };
    p.pass(end + 1);
    Ok(bytes.get(..end))
}

/// The hexadecimal number a text begins with, as C reads one.
fn number(text: &[u8]) -> i32 {
    let text = text.trim_ascii_start();
    let (is_negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let text = text.strip_prefix(b"0x").or(text.strip_prefix(b"0X")).unwrap_or(text);
    let digits = text.iter().map_while(|byte| char::from(*byte).to_digit(16));
    let value = digits.fold(0_i64, |value, digit| value.saturating_mul(16).saturating_add(digit.into()));
    (if is_negative { -value } else { value }) as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    fn notice(kind: &str, class: &str, instance: &str, operation: &str, message: &str) -> String {
        let text = format!(
            "ZEPH0.2|0x11|{kind}|id|0x1|0|0||{class}|{instance}|{operation}|joe@ATHENA||format|0x1|0/5|id|{message}"
        );
        printed(print, 0, text.replace('|', "\0").as_bytes())
    }

    #[test]
    fn purposes_are_told() {
        let text = " zephyr unacked joe@ATHENA to <message,personal,*> op PING";
        assert_eq!(notice("0x00000001", "message", "personal", "PING", ""), text);
        let text = " zephyr serv-ack/lost joe@ATHENA hm_ctl hm boot";
        assert_eq!(notice("5", "HM_CTL", "HM", "BOOT", "LOST|"), text);
        let text = " zephyr acked joe@ATHENA sub <a,b,*>";
        assert_eq!(notice("2", "ZEPHYR_CTL", "CLIENT", "SUBSCRIBE", "a|b||"), text);
    }

    #[test]
    fn what_is_no_notice_is_not_printed() {
        assert_eq!(printed(print, 0, b"zeph\0"), "");
        assert_eq!(printed(print, 0, b"ZEPH0.2\0abc"), " (invalid)");
    }
}
