//! Sockets between virtual machines and their host, as a monitor sees them (`linux/vsockmon.h`,
//! `linux/virtio_vsock.h`); little-endian.
//!
//! ```text
//!  0            8                 16            20                 24   26          28
//! +------------+-----------------+-------------+------------------+----+-----------+-----------------
//! | source CID | destination CID | source port | destination port | op | transport | length, reserved
//! +------------+-----------------+-------------+------------------+----+-----------+-----------------
//! and for virtio: the same four, length (4), type (2), op (2), flags, buffer, forwarded (4 each)
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::Outcome,
};

const OPERATIONS: &Table =
    &[(0, "UNKNOWN"), (1, "CONNECT"), (2, "DISCONNECT"), (3, "CONTROL"), (4, "PAYLOAD")];
const PAYLOAD: u16 = 4;
const TRANSPORTS: &Table = &[(0, "UNKNOWN"), (1, "NO_INFO"), (2, "VIRTIO")];
const VIRTIO: u16 = 2;
const VIRTIO_TYPES: &Table = &[(1, "STREAM")];
const VIRTIO_OPERATIONS: &Table = &[
    (0, "INVALID"),
    (1, "REQUEST"),
    (2, "RESPONSE"),
    (3, "RST"),
    (4, "SHUTDOWN"),
    (5, "RW"),
    (6, "CREDIT UPDATE"),
    (7, "CREDIT REQUEST"),
];
const VIRTIO_HEADER: usize = 44;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("vsock");
    let len = p.captured();
    p.at(32)?;
    let (source, destination) = (p.le_u64()?, p.le_u64()?);
    let (sport, dport) = (p.le_u32()?, p.le_u32()?);
    let (operation, transport) = (p.le_u16()?, p.le_u16()?);
    p.skip(4)?;
    out!(cx, named(TRANSPORTS, transport).or("Invalid transport (", ")"));
    let mut cut = Ok(());
    if !cx.verbose(1) {
        out!(cx, " ");
    } else {
        if transport == VIRTIO {
            cut = virtio(cx, &mut p);
        }
        out!(cx, if cut.is_ok() { "\n\t" } else { "" });
    }
    out!(cx, source, ".", sport, " > ", destination, ".", dport, " ");
    out!(cx, named(OPERATIONS, operation).or(" invalid op (", ")"), ", length ", len);
    cut?;
    if operation == PAYLOAD && cx.verbose(2) {
        p.peek(0)?;
        // Only the first row has a line of its own.
        out!(cx, "\n");
        cx.unknown_data("\t", p, p.captured());
    }
    Ok(())
}

fn virtio(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Outcome {
    p.at(VIRTIO_HEADER)?;
    p.skip(24)?;
    let (len, kind, operation) = (p.le_u32()?, p.le_u16()?, p.le_u16()?);
    out!(cx, " (len ", len, ", type ", named(VIRTIO_TYPES, kind).or("Invalid type (", ")"));
    out!(cx, ", op ", named(VIRTIO_OPERATIONS, operation).or("Invalid op (", ")"));
    out!(cx, ", flags ", hex(p.le_u32()?, 1), ", buf_alloc ", p.le_u32()?, ", fwd_cnt ", p.le_u32()?, ")");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn both_ends_have_a_number_and_a_port() {
        let mut packet = [0; 32 + VIRTIO_HEADER];
        (packet[0], packet[8], packet[16], packet[20], packet[24], packet[26]) = (3, 2, 5, 6, 1, 2);
        assert_eq!(printed(print, 0, &packet), "VIRTIO 3.5 > 2.6 CONNECT, length 76");
        let expected = "VIRTIO (len 0, type Invalid type (0), op INVALID, flags 0, buf_alloc 0, fwd_cnt 0)\
             \n\t3.5 > 2.6 CONNECT, length 76";
        assert_eq!(printed(print, 1, &packet), expected);
        assert_eq!(printed(print, 1, &packet[..40]), "VIRTIO3.5 > 2.6 CONNECT, length 40 [|vsock]");
        assert_eq!(printed(print, 0, &packet[..31]), " [|vsock]");
    }
}
