//! Serial Line IP (RFC 1055) as BSD captures it: direction and compressed header before each packet.
//!
//! ```text
//!  0           1                        16
//! +-----------+------------------------+---------
//! | direction | compressed header (15) | IP packet
//! +-----------+------------------------+---------
//! ```

use crate::{context::Context, cursor::Cursor, net, show::out, stop::Outcome};

const HEADER: usize = 16;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("slip");
    let packet = p.at(HEADER)?;
    cx.link_len = HEADER;
    let direction = p.peek(0)?;
    if direction > 1 {
        out!(cx, "Invalid direction ", direction, " ");
    }
    match packet.peek(0)? >> 4 {
        4 => cx.call(net::ipv4::print, packet),
        6 => cx.call(net::ipv6::print, packet),
        version => {
            out!(cx, "ip v", version);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn the_version_tells_what_follows() {
        assert_eq!(printed(print, 0, &[0x50; 20]), "Invalid direction 80 ip v5");
        assert_eq!(printed(print, 0, &[0; 16]), " [|slip]");
    }
}
