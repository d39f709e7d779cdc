//! Encapsulating Security Payload (RFC 4303), decrypted where there is a key for it (`-E`).
//!
//! ```text
//!  0     4          8                     behind the data, encrypted with it       at the end
//! +-----+----------+----+----------------+---------+------------+-------------+-----------------------
//! | SPI | sequence | IV | encrypted data | padding | its length | next header | integrity check value
//! +-----+----------+----+----------------+---------+------------+-------------+-----------------------
//! ```

use std::net::IpAddr;

use cbc::cipher::{BlockDecryptMut, KeyIvInit, block_padding::NoPadding};

use crate::{
    app::isakmp,
    context::Context,
    cursor::Cursor,
    net::ip,
    options::{EspCipher, EspKey, Opens},
    show::{Addr, hex, out},
    stop::{Outcome, Stop},
};

const HEADER: usize = 8;
/// Length of the padding and next header.
const TRAILER: usize = 2;

/// Prints a packet.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("esp");
    // A header with nothing behind it is taken for cut.
    p.need(HEADER + 1)?;
    let (len, spi, sequence) = (p.len(), p.be_u32()?, p.be_u32()?);
    out!(cx, "ESP(spi=0x", hex(spi, 8), ",seq=0x", hex(sequence, 1), "), length ", len);
    let options = cx.options;
    // The trailer of a fragmented packet is in its last fragment; that of a cut one is lost.
    if cx.ip.fragmented || !p.has(p.len()) {
        return Ok(());
    }
    let Some(key) = find(&options.esp_keys, spi, cx.ip.final_dst) else {
        return Ok(());
    };
    let encrypted = p.take(p.len().checked_sub(key.icv_bytes).ok_or(Stop::Truncated)?)?;
    let plain = decrypt(key, encrypted).ok_or(Stop::Truncated)?;
    let Some((data, [padding, next])) = plain.split_last_chunk::<TRAILER>() else {
        return Err(Stop::Truncated);
    };
    let Some(data) = data.len().checked_sub(usize::from(*padding)).and_then(|len| data.get(..len)) else {
        return Err(Stop::Truncated);
    };
    out!(cx, ": ");
    cx.ip.next_header = *next;
    // `call` bounds the nesting, and `payload` comes back here through it.
    ip::payload(cx, *next, Cursor::new(data, data.len()))
}

/// Prints a packet inside UDP (RFC 3948).
pub(crate) fn print_udp(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("isakmp_rfc3948");
    if p.len() == 1 && p.peek(0)? == 0xff {
        out!(cx, "isakmp-nat-keep-alive");
        return Ok(());
    }
    if p.len() < 4 {
        return Err(Stop::Truncated);
    }
    if p.peek_u32(0)? == 0 {
        out!(cx, "NONESP-encap: ");
        p.skip(4)?;
        return isakmp::print(cx, p);
    }
    out!(cx, "UDP-encap: ");
    cx.call(print, p)
}

/// The key of a security association, or one for all of them.
fn find(keys: &[EspKey], spi: u32, destination: Addr) -> Option<&EspKey> {
    let destination = match destination {
        Addr::V4(address) => IpAddr::from(address.0),
        Addr::V6(address) => IpAddr::from(address.0),
    };
    let exact = keys.iter().rev().find(|key| key.opens == Opens::Esp(spi, destination));
    exact.or_else(|| keys.iter().rev().find(|key| key.opens == Opens::Other))
}

/// Decrypts what lies behind an initialization vector; nothing where key or data have a wrong length.
pub(crate) fn decrypt(key: &EspKey, bytes: &[u8]) -> Option<Vec<u8>> {
    fn cbc<C: KeyIvInit + BlockDecryptMut>(key: &[u8], block: usize, bytes: &[u8]) -> Option<Vec<u8>> {
        let (iv, data) = bytes.split_at_checked(block)?;
        C::new_from_slices(key, iv).ok()?.decrypt_padded_vec_mut::<NoPadding>(data).ok()
    }
    let secret = |len: usize| key.secret.get(..len);
    match key.cipher {
        EspCipher::Aes(16) => cbc::<cbc::Decryptor<aes::Aes128>>(secret(16)?, 16, bytes),
        EspCipher::Aes(24) => cbc::<cbc::Decryptor<aes::Aes192>>(secret(24)?, 16, bytes),
        EspCipher::Aes(_) => cbc::<cbc::Decryptor<aes::Aes256>>(secret(32)?, 16, bytes),
        EspCipher::Blowfish => cbc::<cbc::Decryptor<blowfish::Blowfish>>(secret(16)?, 8, bytes),
        EspCipher::Cast => cbc::<cbc::Decryptor<cast5::Cast5>>(secret(16)?, 8, bytes),
        EspCipher::Des => cbc::<cbc::Decryptor<des::Des>>(secret(8)?, 8, bytes),
        EspCipher::TripleDes => cbc::<cbc::Decryptor<des::TdesEde3>>(secret(24)?, 8, bytes),
        EspCipher::Null => Some(bytes.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        context::tests::{printed, text_with},
        options::Options,
    };

    #[test]
    fn without_a_key_only_the_header_is_shown() {
        let packet = [0, 0, 0, 1, 0, 0, 0, 2, 9];
        assert_eq!(printed(print, 0, &packet), "ESP(spi=0x00000001,seq=0x2), length 9");
        assert_eq!(printed(print, 0, &packet[..8]), " [|esp]");
    }

    #[test]
    fn a_null_cipher_shows_what_is_inside() {
        let key = EspKey { opens: Opens::Other, cipher: EspCipher::Null, icv_bytes: 0, secret: Vec::new() };
        let options = Options { numeric: true, esp_keys: vec![key], ..Options::default() };
        let packet = [0, 0, 0, 1, 0, 0, 0, 2, 0, 59];
        let text = text_with(&options, |cx| print(cx, Cursor::new(&packet, 10)).unwrap());
        assert_eq!(text, "ESP(spi=0x00000001,seq=0x2), length 10: no next header");
    }
}
