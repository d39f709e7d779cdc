//! `-E`: keys for encrypted packets.
//!
//! ```text
//! KEYS = KEY [ ("," or line break) KEY ]...
//! KEY  = [ SPI "@" ADDRESS " " ] CIPHER    or    "file " NAME
//!        or    "ikev2 " ( "I" | "R" ) " " INITIATOR-SPI " " RESPONDER-SPI " " ALGORITHM ":" SECRET " " CIPHER
//! CIPHER = ALGORITHM ["-cbc"] ["-hmac96"] ":" SECRET
//! ```
//!
//! A secret is text, or hexadecimal behind `0x`. A file holds one key a line; `#` begins a comment.

use std::fs;

use capture_dissect::{EspCipher, EspKey, Opens};
use thiserror::Error;

/// Length of the integrity check value that `-hmac96` stands for.
const HMAC96_BYTES: usize = 12;

/// Why keys cannot be understood.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum EspKeysError {
    /// No colon between algorithm and secret.
    #[error("failed to decode espsecret: {0}")]
    Form(String),
    /// Not an algorithm.
    #[error("failed to find cipher algo {0}")]
    Algorithm(String),
    /// Not a security parameters index.
    #[error("print_esp: failed to decode spi# {0}")]
    Index(String),
    /// Not what messages of IKE are opened with.
    #[error("print_esp: failed to decode IKE key: {0}")]
    Ike(String),
    /// Not an address.
    #[error("print_esp: can not decode IP# {0}")]
    Address(String),
    /// Not hexadecimal.
    #[error("espsecret is not hexadecimal: {0}")]
    Hexadecimal(String),
    /// The file of keys cannot be read.
    #[error("{name}: {reason}")]
    File {
        /// Its name.
        name: String,
        /// Why.
        reason: String,
    },
}

/// Understands the argument of `-E`.
pub fn parse(text: &str) -> Result<Vec<EspKey>, EspKeysError> {
    let mut keys = Vec::new();
    for one in text.split(['\n', ',']).filter(|one| !one.is_empty()) {
        match one.strip_prefix("file ") {
            Some(name) => {
                let wrong = |error: std::io::Error| EspKeysError::File {
                    name: name.to_owned(),
                    reason: error.to_string(),
                };
                let file = fs::read_to_string(name).map_err(wrong)?;
                for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                    keys.push(key(line)?);
                }
            }
            None => keys.push(key(one)?),
        }
    }
    Ok(keys)
}

fn key(text: &str) -> Result<EspKey, EspKeysError> {
    let (opens, cipher) = match text.split_once([' ', '\t']) {
        Some((word, rest)) if word.eq_ignore_ascii_case("ikev2") => messages(rest)?,
        Some((sa, cipher)) => (association(sa)?, cipher.trim_start()),
        None => (Opens::Other, text),
    };
    let (algorithm, secret) = cipher.split_once(':').ok_or_else(|| EspKeysError::Form(cipher.to_owned()))?;
    let (algorithm, icv_bytes) = match algorithm.strip_suffix("-hmac96") {
        Some(algorithm) => (algorithm, HMAC96_BYTES),
        None => (algorithm, 0),
    };
    let cipher = match algorithm.strip_suffix("-cbc").unwrap_or(algorithm) {
        "aes128" | "aes-128" | "aes" => EspCipher::Aes(16),
        "aes192" | "aes-192" => EspCipher::Aes(24),
        "aes256" | "aes-256" => EspCipher::Aes(32),
        "blowfish" | "bf" => EspCipher::Blowfish,
        "cast" | "cast5" | "cast128" => EspCipher::Cast,
        "des" => EspCipher::Des,
        "3des" | "des3" | "des-ede3" => EspCipher::TripleDes,
        "none" | "null" => EspCipher::Null,
        other => return Err(EspKeysError::Algorithm(other.to_owned())),
    };
    let secret = match secret.strip_prefix("0x") {
        Some(digits) => hexadecimal(digits)?,
        None => secret.as_bytes().to_vec(),
    };
    // Of both algorithms that messages of IKE may be authenticated with, so much is sent.
    let icv_bytes = if matches!(opens, Opens::Ike { .. }) { HMAC96_BYTES } else { icv_bytes };
    Ok(EspKey { opens, cipher, icv_bytes, secret })
}

/// The messages of IKE that a key opens, and the cipher; what they are authenticated with is not verified.
fn messages(text: &str) -> Result<(Opens, &str), EspKeysError> {
    let wrong = || EspKeysError::Ike(text.to_owned());
    let mut words = text.split_ascii_whitespace();
    let mut word = || words.next().ok_or_else(wrong);
    let by_initiator = match word()? {
        "I" => true,
        "R" => false,
        _ => return Err(wrong()),
    };
    let spi = |digits: &str| {
        let digits = digits.strip_prefix("0x").filter(|digits| digits.len() == 16).ok_or_else(wrong)?;
        u64::from_str_radix(digits, 16).map_err(|_| wrong())
    };
    let spis = [spi(word()?)?, spi(word()?)?];
    let (authentication, _) = word()?.split_once(':').ok_or_else(wrong)?;
    if !matches!(authentication, "md5" | "sha1") {
        return Err(wrong());
    }
    Ok((Opens::Ike { by_initiator, spis }, word()?))
}

fn association(text: &str) -> Result<Opens, EspKeysError> {
    let wrong = || EspKeysError::Index(text.to_owned());
    let (index, address) = text.split_once('@').ok_or_else(wrong)?;
    let index = match index.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => index.parse(),
    };
    let address = address.parse().map_err(|_| EspKeysError::Address(address.to_owned()))?;
    Ok(Opens::Esp(index.map_err(|_| wrong())?, address))
}

fn hexadecimal(digits: &str) -> Result<Vec<u8>, EspKeysError> {
    let wrong = || EspKeysError::Hexadecimal(digits.to_owned());
    let pairs = digits.as_bytes().chunks_exact(2);
    pairs
        .map(|pair| {
            let text = std::str::from_utf8(pair).map_err(|_| wrong())?;
            u8::from_str_radix(text, 16).map_err(|_| wrong())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_may_be_for_one_association_or_for_all() {
        let keys = parse("0x10@10.0.0.1 3des-cbc-hmac96:0x0102,aes128:secret").unwrap();
        let expected = EspKey {
            opens: Opens::Esp(16, "10.0.0.1".parse().unwrap()),
            cipher: EspCipher::TripleDes,
            icv_bytes: 12,
            secret: vec![1, 2],
        };
        assert_eq!(keys[0], expected);
        assert_eq!((keys[1].opens, &keys[1].secret[..]), (Opens::Other, b"secret".as_slice()));
    }

    #[test]
    fn a_key_may_be_for_messages_of_ike() {
        let keys = parse("ikev2 R 0x0000000000000001 0x0000000000000002 sha1:0x00 aes128:0x03").unwrap();
        let opens = Opens::Ike { by_initiator: false, spis: [1, 2] };
        assert_eq!(keys, [EspKey { opens, cipher: EspCipher::Aes(16), icv_bytes: 12, secret: vec![3] }]);
        let wrong = parse("ikev2 I 0x1 0x2 sha1:0x00 aes128:0x03").unwrap_err().to_string();
        assert_eq!(wrong, "print_esp: failed to decode IKE key: I 0x1 0x2 sha1:0x00 aes128:0x03");
    }

    #[test]
    fn what_cannot_be_understood_is_named() {
        let text = |keys| parse(keys).unwrap_err().to_string();
        assert_eq!(text("aes128"), "failed to decode espsecret: aes128");
        assert_eq!(text("rot13:a"), "failed to find cipher algo rot13");
        assert_eq!(text("x@10.0.0.1 aes:a"), "print_esp: failed to decode spi# x@10.0.0.1");
        assert_eq!(text("1@there aes:a"), "print_esp: can not decode IP# there");
    }
}
