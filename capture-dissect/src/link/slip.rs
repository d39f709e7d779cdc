//! Serial Line IP (RFC 1055) as BSD captures it: direction and compressed header before each packet.
//!
//! ```text
//!  0           1                        16
//! +-----------+------------------------+---------
//! | direction | compressed header (15) | IP packet
//! +-----------+------------------------+---------
//! ```

use super::slip_header;
use crate::{
    context::Context,
    cursor::Cursor,
    net,
    show::out,
    stop::{Outcome, Stop},
};

const HEADER: usize = 16;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("slip");
    let packet = p.at(HEADER)?;
    let direction = p.peek(0)?;
    if cx.options.link_header {
        let known = match direction {
            0 => Some(0),
            1 => Some(1),
            _ => None,
        };
        match known {
            Some(0) => out!(cx, "I "),
            Some(_) => out!(cx, "O "),
            None => out!(cx, "Invalid direction ", direction, " "),
        }
        let header = p.limit(HEADER).at(1)?;
        cx.link_len = HEADER;
        slip_header::print(cx, header, packet, p.len(), known).or(Err(Stop::Cut))?;
    }
    cx.link_len = HEADER;
    ip(cx, packet)
}

/// Prints a packet behind the 16 bytes that BSD/OS puts before it.
pub(crate) fn print_bsdos(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("slip_bsdos");
    let packet = p.at(HEADER)?;
    cx.link_len = HEADER;
    cx.call(net::ipv4::print, packet)
}

fn ip(cx: &mut Context<'_>, packet: Cursor<'_>) -> Outcome {
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
        assert_eq!(printed(print, 0, &[0x50; 20]), "ip v5");
        assert_eq!(printed(print, 0, &[0; 16]), " [|slip]");
    }
}
