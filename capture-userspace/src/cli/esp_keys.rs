//! `-E`: keys for encrypted packets.
//!
//! ```text
//! KEYS = KEY [ ("," or line break) KEY ]...
//! KEY  = [ SPI "@" ADDRESS " " ] ALGORITHM ["-cbc"] ["-hmac96"] ":" SECRET    or    "file " NAME
//! ```
//!
//! A secret is text, or hexadecimal behind `0x`. A file holds one key a line; `#` begins a comment.

use std::{fs, net::IpAddr};

use capture_dissect::{EspCipher, EspKey};
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
    let (sa, cipher) = match text.split_once([' ', '\t']) {
        Some((sa, cipher)) => (Some(association(sa)?), cipher.trim_start()),
        None => (None, text),
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
    Ok(EspKey { sa, cipher, icv_bytes, secret })
}

fn association(text: &str) -> Result<(u32, IpAddr), EspKeysError> {
    let wrong = || EspKeysError::Index(text.to_owned());
    let (index, address) = text.split_once('@').ok_or_else(wrong)?;
    let index = match index.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => index.parse(),
    };
    let address = address.parse().map_err(|_| EspKeysError::Address(address.to_owned()))?;
    Ok((index.map_err(|_| wrong())?, address))
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
            sa: Some((16, "10.0.0.1".parse().unwrap())),
            cipher: EspCipher::TripleDes,
            icv_bytes: 12,
            secret: vec![1, 2],
        };
        assert_eq!(keys[0], expected);
        assert_eq!((keys[1].sa, &keys[1].secret[..]), (None, b"secret".as_slice()));
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
