//! Heartbeats of Microsoft's Network Load Balancing (MS-NLBIM section 2.2, "Heartbeat").
//!
//! ```text
//!  0           4         8               12           16
//! +-----------+---------+---------------+------------+---------+------
//! | signature | version | host priority | cluster IP | host IP | rest      the priority least byte first
//! +-----------+---------+---------------+------------+---------+------
//! ```

use crate::{context::Context, cursor::Cursor, show::out, stop::Outcome};

/// Prints a heartbeat.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("msnlb");
    out!(cx, "MS NLB heartbeat");
    p.skip(8)?;
    out!(cx, ", host priority: ", p.le_u32()?);
    out!(cx, ", cluster IP: ", p.ipv4()?);
    out!(cx, ", host IP: ", p.ipv4()?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn a_heartbeat() {
        let heartbeat = b"\xbf\x01\xde\xc0\x04\x02\0\0\x01\0\0\0\x0a\0\0\x01\x0a\0\0\x02";
        let text = "MS NLB heartbeat, host priority: 1, cluster IP: 10.0.0.1, host IP: 10.0.0.2";
        assert_eq!(printed(print, 0, heartbeat), text);
    }
}
