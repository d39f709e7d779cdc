//! Bytes that should be text.

use super::Show;
use crate::context::Context;

/// Bytes that should be text: what is not printable ASCII becomes `^A`, `M-a` or `M-^A`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Safe<'a>(pub &'a [u8]);

impl Show for Safe<'_> {
    fn show(self, cx: &mut Context<'_>) {
        let mut rest = self.0;
        while let Some(at) = rest.iter().position(|byte| !matches!(byte, b' '..=b'~')) {
            let Some((plain, [odd, behind @ ..])) = rest.split_at_checked(at) else { break };
            cx.out.extend_from_slice(plain);
            if *odd >= 0x80 {
                cx.out.extend_from_slice(b"M-");
            }
            match odd & 0x7f {
                plain @ b' '..=b'~' => cx.out.push(plain),
                control => cx.out.extend_from_slice(&[b'^', control ^ 0x40]),
            }
            rest = behind;
        }
        cx.out.extend_from_slice(rest);
    }
}

/// Text up to its first zero byte.
pub(crate) fn until_zero(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{context::tests::text, show::out};

    #[test]
    fn bytes_that_are_not_text_cannot_reach_a_terminal() {
        assert_eq!(text(|cx| out!(cx, Safe(b"a\x1b[\x7f\x80\xe9\n~"))), "a^[[^?M-^@M-i^J~");
    }
}
