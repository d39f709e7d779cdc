//! The Blocks Extensible Exchange Protocol (RFC 3080), as far as the kind of a frame.

use crate::{context::Context, cursor::Cursor, show::out, stop::Outcome};

/// How frames begin. What follows a keyword is a blank, but these two are looked for with a zero byte.
const FRAMES: [(&[u8; 4], &str); 7] = [
    (b"MSG\0", " MSG"),
    (b"ERR ", " ERR"),
    (b"ANS ", " ANS"),
    (b"NUL ", " NUL"),
    (b"SEQ ", " SEQ"),
    (b"END\0", " END"),
    (b"RPY ", " RPY"),
];

/// Prints what a segment begins with.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("beep");
    let start = p.limit(p.len()).bytes();
    let frame = FRAMES.iter().find(|(keyword, _)| start.starts_with(*keyword));
    out!(cx, " BEEP", frame.map_or(" (payload or undecoded)", |(_, name)| name));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn frames_have_keywords() {
        assert_eq!(printed(print, 0, b"RPY 0 0 . 0 7\r\n"), " BEEP RPY");
        assert_eq!(printed(print, 0, b"END\r\n"), " BEEP (payload or undecoded)");
    }
}
