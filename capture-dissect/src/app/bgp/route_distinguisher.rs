//! What tells routes of one VPN from those of another (RFC 4364 section 4.2).

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Ipv4, Show, out},
    stop::Stop,
};

/// A route distinguisher.
#[derive(Clone, Copy)]
pub(crate) struct RouteDistinguisher([u8; 8]);

impl RouteDistinguisher {
    /// Reads one.
    pub fn read(p: &mut Cursor<'_>) -> Result<Self, Stop> {
        p.array().map(Self)
    }
}

impl Show for RouteDistinguisher {
    fn show(self, cx: &mut Context<'_>) {
        let [a, b, c, d, e, f, g, h] = self.0;
        let pair = |high, low| u16::from_be_bytes([high, low]);
        match pair(a, b) {
            0 => {
                let value = u32::from_be_bytes([e, f, g, h]);
                out!(cx, pair(c, d), ":", value, " (= ");
                Ipv4([e, f, g, h]).number(cx.out);
                out!(cx, ")");
            }
            1 => {
                Ipv4([c, d, e, f]).number(cx.out);
                out!(cx, ":", pair(g, h));
            }
            2 => {
                out!(cx, super::as_number::As(u32::from_be_bytes([c, d, e, f])), ":", pair(g, h), " (");
                Ipv4([c, d, e, f]).number(cx.out);
                out!(cx, ":", pair(g, h), ")");
            }
            _ => out!(cx, "unknown RD format"),
        }
    }
}
