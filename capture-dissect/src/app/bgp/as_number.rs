//! Numbers of autonomous systems, in one or, with `-b`, in two parts (RFC 5396).

use crate::{
    context::Context,
    show::{Show, out},
};

/// A number of an autonomous system.
#[derive(Clone, Copy)]
pub(super) struct As(pub u32);

impl Show for As {
    fn show(self, cx: &mut Context<'_>) {
        match (cx.options.as_dot, self.0) {
            (true, 0x1_0000..) => out!(cx, self.0 >> 16, ".", self.0 & 0xffff),
            _ => out!(cx, self.0),
        }
    }
}
