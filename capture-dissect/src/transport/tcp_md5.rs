//! TCP's MD5 signature option (RFC 2385).
//!
//! The digest covers a pseudo-header, the header without options and with a checksum of zero, the
//! payload, and the secret that both ends share.

use md5::{Digest, Md5};

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Addr, HexBytes, out},
    stop::Outcome,
    transport::tcp::Header,
};

/// Prints a signature, or whether it is right where the secret is known.
pub(crate) fn print(
    cx: &mut Context<'_>,
    segment: Cursor<'_>,
    header: &Header,
    signature: &[u8; 16],
) -> Outcome {
    let Some(bytes) = segment.bytes().get(..segment.len()) else {
        out!(cx, "snaplen too short, can't check - ", HexBytes(signature));
        return Ok(());
    };
    let Some(secret) = &cx.options.tcp_md5_secret else {
        out!(cx, "shared secret not supplied with -M, can't check - ", HexBytes(signature));
        return Ok(());
    };
    let mut digest = Md5::new();
    match (cx.ip.src, cx.ip.dst) {
        (Addr::V4(src), Addr::V4(dst)) => {
            digest.update(src.0);
            digest.update(dst.0);
            digest.update([0, 6]);
            digest.update((bytes.len() as u16).to_be_bytes());
        }
        (Addr::V6(src), Addr::V6(dst)) => {
            digest.update(src.0);
            digest.update(dst.0);
            digest.update((bytes.len() as u32).to_be_bytes());
            digest.update([0, 0, 0, 6]);
        }
        _ => {}
    }
    digest.update(bytes.get(..16).unwrap_or_default());
    digest.update([0, 0]);
    digest.update(bytes.get(18..20).unwrap_or_default());
    digest.update(bytes.get(header.len..).unwrap_or_default());
    digest.update(secret);
    match digest.finalize().as_slice() == signature {
        true => out!(cx, "valid"),
        false => cx.invalid()?,
    }
    Ok(())
}
