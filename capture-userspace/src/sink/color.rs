//! Colours for tcpdump's lines: when, what, from where to where, and what is wrong with it.

/// How a word is shown (ECMA-48, "Select graphic rendition").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Plain,
    Time,
    Protocol,
    Address,
    Flags,
    Trouble,
}

impl Style {
    const fn begin(self) -> &'static [u8] {
        match self {
            Self::Plain => b"",
            Self::Time => b"\x1b[2m",
            Self::Protocol => b"\x1b[1;36m",
            Self::Address => b"\x1b[32m",
            Self::Flags => b"\x1b[33m",
            Self::Trouble => b"\x1b[31m",
        }
    }
}

const END: &[u8] = b"\x1b[0m";

/// Appends a packet's lines in colour, dumps excepted; without the colours they are the same bytes.
pub fn paint(lines: &[u8], out: &mut Vec<u8>) {
    let mut place = Place::Time;
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        match line.first() {
            Some(b'\t') => out.extend_from_slice(line),
            _ => paint_line(line, place, out),
        }
        place = Place::Behind;
    }
}

fn paint_line(line: &[u8], mut place: Place, out: &mut Vec<u8>) {
    let mut words = line.split_inclusive(|byte| matches!(byte, b' ' | b'\n')).peekable();
    let mut before: &[u8] = b"";
    while let Some(word) = words.next() {
        let bare = word.trim_ascii_end();
        let next = words.peek().map_or(&b""[..], |next| next.trim_ascii_end());
        let style = place.style(before, bare, next);
        out.extend_from_slice(style.begin());
        out.extend_from_slice(bare);
        if style != Style::Plain {
            out.extend_from_slice(END);
        }
        out.extend_from_slice(&word[bare.len()..]);
        before = bare;
    }
}

/// Where in a packet's lines a word stands.
enum Place {
    /// Before the protocol: number, date, time, interface, direction.
    Time,
    Behind,
}

impl Place {
    fn style(&mut self, before: &[u8], word: &[u8], next: &[u8]) -> Style {
        let begins = |with: &[u8]| word.starts_with(with);
        if begins(b"[|") || begins(b"(invalid") || begins(b"[bad") || before == b"[bad" {
            return Style::Trouble;
        }
        if next == b">" || before == b">" {
            *self = Self::Behind;
            return Style::Address;
        }
        match self {
            Self::Time if word.first().is_some_and(u8::is_ascii_digit) => Style::Time,
            Self::Time
                if word.first().is_some_and(u8::is_ascii_uppercase) && word != b"In" && word != b"Out" =>
            {
                *self = Self::Behind;
                Style::Protocol
            }
            Self::Behind if before == b"Flags" => Style::Flags,
            _ => Style::Plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted(line: &str) -> String {
        let mut out = Vec::new();
        paint(line.as_bytes(), &mut out);
        String::from_utf8(out).unwrap().replace("\x1b[0m", "}").replace("\x1b[", "{")
    }

    #[test]
    fn words_that_say_most_stand_out() {
        assert_eq!(
            painted(
                "03:04:05.000006 IP 10.0.0.1.22 > 10.0.0.2.5: Flags [S.], seq 1 [|tcp]\n\t0x0000: 4500\n"
            ),
            "{2m03:04:05.000006} {1;36mIP} {32m10.0.0.1.22} > {32m10.0.0.2.5:} Flags {33m[S.],} seq 1 {31m[|tcp]}\n\
             \t0x0000: 4500\n"
        );
        assert_eq!(
            painted("    1  12:00:00.000000 lo    In  ARP, Request who-has 10.0.0.1\n"),
            "    {2m1}  {2m12:00:00.000000} lo    In  {1;36mARP,} Request who-has 10.0.0.1\n"
        );
    }
}
