//! Bytes in hexadecimal and as text: `-x`, `-X`, `-A` and what no printer knows.
//!
//! ```text
//! 0x0000:  4500 0028 0001 0000 4006 66cd 0a00 0001  E..(....@.f.....
//! ```

use crate::show::hex_pair;

/// Bytes in a row.
const ROW: usize = 16;

/// Where the text begins behind the offset: two blanks behind the widest row.
const TEXT_COLUMN: usize = ROW / 2 * 5 + 2;

/// Appends rows in hexadecimal, each behind `indent`.
pub(crate) fn hex(indent: &str, bytes: &[u8], out: &mut Vec<u8>) {
    for (at, row) in bytes.chunks(ROW).enumerate() {
        offset(indent, at * ROW, out);
        pairs(row, out);
    }
}

/// Appends rows in hexadecimal and as text, each behind `indent`.
pub(crate) fn hex_ascii(indent: &str, bytes: &[u8], out: &mut Vec<u8>) {
    for (at, row) in bytes.chunks(ROW).enumerate() {
        offset(indent, at * ROW, out);
        let start = out.len();
        pairs(row, out);
        out.resize(start + TEXT_COLUMN, b' ');
        out.extend(row.iter().map(|byte| if byte.is_ascii_graphic() { *byte } else { b'.' }));
    }
}

/// Appends bytes as text: line breaks and tabs stay, what else is not printable becomes a dot.
///
/// A carriage return before a line break is left out.
pub(crate) fn ascii(bytes: &[u8], out: &mut Vec<u8>) {
    out.push(b'\n');
    let mut rest = bytes;
    while let [byte, behind @ ..] = rest {
        match byte {
            // tcpdump loses a carriage return this close to the end, too.
            b'\r' if behind.len() < 2 || behind.first() == Some(&b'\n') => {}
            b'\n' | b'\t' | b' '..=b'~' => out.push(*byte),
            _ => out.push(b'.'),
        }
        rest = behind;
    }
}

fn offset(indent: &str, offset: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(indent.as_bytes());
    out.extend_from_slice(b"0x");
    if offset > 0xffff {
        out.extend(format!("{:x}", offset >> 16).bytes());
    }
    out.extend_from_slice(hex_pair((offset >> 8) as u8).as_slice());
    out.extend_from_slice(hex_pair(offset as u8).as_slice());
    out.extend_from_slice(b": ");
}

fn pairs(row: &[u8], out: &mut Vec<u8>) {
    for pair in row.chunks(2) {
        out.push(b' ');
        for byte in pair {
            out.extend_from_slice(&hex_pair(*byte));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(print: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        print(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_short_row_keeps_the_column_of_the_text() {
        assert_eq!(text(|out| hex("\n\t", b"abc", out)), "\n\t0x0000:  6162 63");
        let blanks = " ".repeat(34);
        assert_eq!(text(|out| hex_ascii("|", b"a b", out)), format!("|0x0000:  6120 62{blanks}a.b"));
    }

    #[test]
    fn offsets_grow_beyond_four_digits() {
        assert!(text(|out| hex(" ", &[0; 65_537], out)).ends_with(" 0x10000:  00"));
    }

    #[test]
    fn text_keeps_its_lines() {
        assert_eq!(text(|out| ascii(b"a\r\nb\rc\x1b\t", out)), "\na\nb.c.\t");
    }
}
