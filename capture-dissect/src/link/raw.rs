//! Raw IP: the packet begins with the IP header.

use crate::{context::Context, cursor::Cursor, net, show::out, stop::Outcome};

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("raw");
    if cx.options.link_header {
        out!(cx, "ip: ");
    }
    cx.call(net::ip::print, p)
}
