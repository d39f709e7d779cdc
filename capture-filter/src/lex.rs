//! Text to tokens.
//!
//! The longest token wins; of those as long, an address or number wins over a word. Source:
//! pcap-filter(7) and what tcpdump takes.

use std::{net::Ipv6Addr, ops::RangeInclusive};

use crate::{
    ast::{ArithOp, Relation},
    words::{self, Word},
};

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word(Word),
    Number(u32),
    /// Two to four decimal octets, right-aligned, and their number; `None` if one is above 255.
    Dotted(Option<u32>, u32),
    Ip6(u128),
    Ether([u8; 6]),
    Arcnet(u8),
    /// A name; the token's text without the backslash that may stand before it.
    Name,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Colon,
    Relation(Relation),
    Arith(ArithOp),
    /// No token, and why.
    Bad(String),
    End,
}

/// A token and its place: bytes `start` to `end` of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// All tokens of a text; the last one, and only that one, is [`Kind::End`] or [`Kind::Bad`].
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        at += rest.len() - trimmed.len();
        let (kind, len) = next(trimmed);
        let is_last = matches!(kind, Kind::End | Kind::Bad(_));
        tokens.push(Token { kind, start: at, end: at + len });
        if is_last {
            return tokens;
        }
        at += len;
    }
}

/// The token at the beginning of a text and its length in bytes.
fn next(text: &str) -> (Kind, usize) {
    let Some(first) = text.chars().next() else { return (Kind::End, 0) };
    if let Some(symbol) = symbol(text) {
        return symbol;
    }
    match first {
        '\\' => escaped(text),
        '$' => arcnet(text),
        ':' => ip6(text).unwrap_or((Kind::Colon, 1)),
        '0'..='9' | 'a'..='z' | 'A'..='Z' => wordlike(text),
        c => (Kind::Bad(format!("unexpected character {c:?}")), c.len_utf8()),
    }
}

fn symbol(text: &str) -> Option<(Kind, usize)> {
    const SYMBOLS: &[(&str, Kind)] = &[
        ("&&", Kind::Word(Word::And)),
        ("||", Kind::Word(Word::Or)),
        (">=", Kind::Relation(Relation::Ge)),
        ("<=", Kind::Relation(Relation::Le)),
        ("!=", Kind::Relation(Relation::Ne)),
        ("==", Kind::Relation(Relation::Eq)),
        ("<<", Kind::Arith(ArithOp::Shl)),
        (">>", Kind::Arith(ArithOp::Shr)),
        ("(", Kind::Open),
        (")", Kind::Close),
        ("[", Kind::OpenBracket),
        ("]", Kind::CloseBracket),
        ("!", Kind::Word(Word::Not)),
        (">", Kind::Relation(Relation::Gt)),
        ("<", Kind::Relation(Relation::Lt)),
        ("=", Kind::Relation(Relation::Eq)),
        ("+", Kind::Arith(ArithOp::Add)),
        ("-", Kind::Arith(ArithOp::Sub)),
        ("*", Kind::Arith(ArithOp::Mul)),
        ("/", Kind::Arith(ArithOp::Div)),
        ("%", Kind::Arith(ArithOp::Mod)),
        ("&", Kind::Arith(ArithOp::And)),
        ("|", Kind::Arith(ArithOp::Or)),
        ("^", Kind::Arith(ArithOp::Xor)),
    ];
    let (symbol, kind) = SYMBOLS.iter().find(|(symbol, _)| text.starts_with(symbol))?;
    Some((kind.clone(), symbol.len()))
}

/// A backslash makes a name of what follows, even of a keyword.
fn escaped(text: &str) -> (Kind, usize) {
    let rest = text.get(1..).unwrap_or_default();
    let len = rest.find([' ', '!', '(', ')', '\n', '\t']).unwrap_or(rest.len());
    if len == 0 {
        return (Kind::Bad("a backslash must be followed by a name".into()), 1);
    }
    (Kind::Name, 1 + len)
}

fn arcnet(text: &str) -> (Kind, usize) {
    let rest = text.get(1..).unwrap_or_default();
    let len = rest.bytes().take(2).take_while(u8::is_ascii_hexdigit).count();
    match u8::from_str_radix(rest.get(..len).unwrap_or_default(), 16) {
        Ok(address) => (Kind::Arcnet(address), 1 + len),
        Err(_) => (Kind::Bad("'$' must be followed by one or two hexadecimal digits".into()), 1),
    }
}

/// What begins with a letter or digit: the longest of address, number and word.
fn wordlike(text: &str) -> (Kind, usize) {
    let word = word_len(text);
    let candidates = [ether(text), ip6(text), dotted(text), number(text)];
    let mut best: Option<(Kind, usize)> = None;
    for (kind, len) in candidates.into_iter().flatten() {
        if best.as_ref().is_none_or(|(_, longest)| len > *longest) {
            best = Some((kind, len));
        }
    }
    match best {
        Some((kind, len)) if len >= word => (kind, len),
        _ => {
            let spelling = text.get(..word).unwrap_or_default();
            let keyword = words::keyword(spelling).map(Kind::Word);
            let named = || words::number(spelling).map(Kind::Number);
            (keyword.or_else(named).unwrap_or(Kind::Name), word)
        }
    }
}

/// Letters, digits, and in between also `-`, `_` and `.`; a word may end with a `.`.
fn word_len(text: &str) -> usize {
    let inner = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.');
    let run = text.bytes().take_while(inner).count();
    let run = text.get(..run).unwrap_or_default();
    run.trim_end_matches(['-', '_']).len()
}

/// A number as in C: decimal, octal after a 0, hexadecimal after 0x.
fn number(text: &str) -> Option<(Kind, usize)> {
    let len = number_len(text);
    let digits = text.get(..len)?;
    let hex = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"));
    let (radix, base) = match hex {
        Some(hex) => (hex, 16),
        None if digits.len() > 1 && digits.starts_with('0') => (digits, 8),
        None => (digits, 10),
    };
    if len == 0 {
        return None;
    }
    if base == 8
        && let Some(digit) = digits.chars().find(|digit| !digit.is_digit(8))
    {
        let why = format!("number {digits} contains the non-octal digit '{digit}'");
        return Some((Kind::Bad(why), len));
    }
    Some(match u32::from_str_radix(radix, base) {
        Ok(value) => (Kind::Number(value), len),
        Err(_) => (Kind::Bad(format!("number {digits} overflows 32 bits")), len),
    })
}

fn number_len(text: &str) -> usize {
    let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).map_or(0, hex_digits);
    if hex > 0 { 2 + hex } else { text.bytes().take_while(u8::is_ascii_digit).count() }
}

fn hex_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_hexdigit).count()
}

/// Two to four decimal numbers with dots between.
fn dotted(text: &str) -> Option<(Kind, usize)> {
    let (mut value, mut octets, mut at) = (0u32, 0, 0);
    let mut bad = false;
    loop {
        let digits = text.get(at..)?.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return None;
        }
        match text.get(at..at + digits)?.parse::<u8>() {
            Ok(octet) => value = value << 8 | u32::from(octet),
            Err(_) => bad = true,
        }
        octets += 1;
        at += digits;
        let more =
            text.get(at..)?.starts_with('.') && text.get(at + 1..)?.starts_with(|c: char| c.is_ascii_digit());
        if octets == 4 || !more {
            break;
        }
        at += 1;
    }
    match octets {
        1 => None,
        _ => Some((Kind::Dotted((!bad).then_some(value), octets), at)),
    }
}

/// Six groups of one or two digits with the same separator, three of four with dots, or twelve
/// digits.
fn ether(text: &str) -> Option<(Kind, usize)> {
    let pairs = || [":", "-", "."].into_iter().find_map(|separator| groups(text, separator, 6, 1..=2));
    pairs().or_else(|| groups(text, ".", 3, 4..=4)).or_else(|| {
        let address = u64::from_str_radix(text.get(..12)?, 16).ok()?;
        text.bytes().take(12).all(|c| c.is_ascii_hexdigit()).then_some((ether_kind(address), 12))
    })
}

fn groups(text: &str, separator: &str, count: usize, digits: RangeInclusive<usize>) -> Option<(Kind, usize)> {
    let (mut address, mut at) = (0u64, 0);
    for group in 0..count {
        if group > 0 {
            at += text.get(at..)?.starts_with(separator).then_some(1)?;
        }
        let len = hex_digits(text.get(at..)?).min(*digits.end());
        if !digits.contains(&len) {
            return None;
        }
        let value = u64::from_str_radix(text.get(at..at + len)?, 16).ok()?;
        address = address << (4 * digits.end()) | value;
        at += len;
    }
    Some((ether_kind(address), at))
}

fn ether_kind(address: u64) -> Kind {
    let [_, _, a, b, c, d, e, f] = address.to_be_bytes();
    Kind::Ether([a, b, c, d, e, f])
}

/// The longest beginning that is an IPv6 address (RFC 4291 section 2.2).
fn ip6(text: &str) -> Option<(Kind, usize)> {
    const LONGEST: usize = 45;
    let part = |c: &u8| c.is_ascii_hexdigit() || matches!(c, b':' | b'.');
    let run = text.bytes().take(LONGEST).take_while(part).count();
    if !text.get(..run)?.contains(':') {
        return None;
    }
    (2..=run).rev().find_map(|len| {
        let address: Ipv6Addr = text.get(..len)?.parse().ok()?;
        Some((Kind::Ip6(address.into()), len))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        let mut kinds: Vec<_> = tokens(text).into_iter().map(|token| token.kind).collect();
        if kinds.last() == Some(&Kind::End) {
            kinds.pop();
        }
        kinds
    }

    #[test]
    fn numbers_are_written_as_in_c() {
        use Kind::Number;
        assert_eq!(kinds("10 010 0x10 0X1f 0"), [Number(10), Number(8), Number(16), Number(31), Number(0)]);
        assert!(matches!(kinds("08")[0], Kind::Bad(_)));
        assert!(matches!(kinds("0x100000000")[0], Kind::Bad(_)));
        assert_eq!(kinds("tcp-syn"), [Number(2)]);
    }

    #[test]
    fn the_longest_token_wins() {
        assert_eq!(kinds("1.2.3.4"), [Kind::Dotted(Some(0x0102_0304), 4)]);
        assert_eq!(kinds("1.2"), [Kind::Dotted(Some(0x0102), 2)]);
        assert_eq!(kinds("1.2.3.4.5"), [Kind::Name]);
        assert_eq!(kinds("25-53"), [Kind::Name]);
        assert_eq!(kinds("25-"), [Kind::Number(25), Kind::Arith(ArithOp::Sub)]);
        assert_eq!(kinds("012345670123"), [Kind::Ether([1, 0x23, 0x45, 0x67, 1, 0x23])]);
        assert_eq!(kinds("0012345670123"), [Kind::Number(0o12345670123)]);
        assert_eq!(kinds("a:b:c:d:e:f"), [Kind::Ether([10, 11, 12, 13, 14, 15])]);
        assert_eq!(kinds("0200.0000.0a01"), [Kind::Ether([2, 0, 0, 0, 10, 1])]);
        assert_eq!(kinds("ab.cd.ef.0.0.1"), [Kind::Ether([0xab, 0xcd, 0xef, 0, 0, 1])]);
    }

    #[test]
    fn ipv6_addresses_may_end_with_dotted_decimal() {
        assert_eq!(kinds("::1"), [Kind::Ip6(1)]);
        assert_eq!(kinds("::0.0.0.1/8")[0], Kind::Ip6(1));
        assert_eq!(kinds("fe80::"), [Kind::Ip6(0xfe80 << 112)]);
        assert_eq!(kinds("0:2"), [Kind::Number(0), Kind::Colon, Kind::Number(2)]);
    }

    #[test]
    fn a_backslash_makes_a_name_of_a_keyword() {
        assert_eq!(kinds("\\tcp tcp")[0], Kind::Name);
        assert!(matches!(kinds("\\")[0], Kind::Bad(_)));
    }

    #[test]
    fn anything_else_is_no_token() {
        assert_eq!(kinds("tcp; udp").len(), 2);
        assert!(matches!(kinds("\u{e9}")[0], Kind::Bad(_)));
        assert!(matches!(kinds("$")[0], Kind::Bad(_)));
    }
}
