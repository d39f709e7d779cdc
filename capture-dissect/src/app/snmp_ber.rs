//! Elements of ASN.1's basic encoding rules (ITU-T X.690), as far as SNMP has them.
//!
//! ```text
//! class (2 bits), constructed (1), number (5; 31: in the bytes that follow)
//! length (7 bits), or 0x80 + count and so many bytes of length
//! contents
//! ```

use crate::{
    app::snmp_mib,
    context::Context,
    cursor::Cursor,
    show::{Safe, hex, out},
    stop::{Outcome, Stop},
};

#[rustfmt::skip]
const UNIVERSAL: &[&str] = &[
    "U-0", "Boolean", "Integer", "Bitstring", "String", "Null", "ObjID", "ObjectDes", "U-8", "U-9", "U-10", "U-11",
    "U-12", "U-13", "U-14", "U-15", "Sequence", "Set",
];
const APPLICATION: &[&str] = &["IpAddress", "Counter", "Gauge", "TimeTicks", "Opaque", "C-5", "Counter64"];
/// Protocol data units.
const UNITS: &[&str] = &[
    "GetRequest",
    "GetNextRequest",
    "GetResponse",
    "SetRequest",
    "Trap",
    "GetBulk",
    "Inform",
    "V2Trap",
    "Report",
];
const EXCEPTIONS: &[&str] = &["noSuchObject", "noSuchInstance", "endOfMibView"];
/// Numbers by class.
const CLASSES: [&[&str]; 4] = [UNIVERSAL, APPLICATION, UNITS, &["P-0"]];

/// What an element holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value {
    /// Text, or bytes.
    Text,
    /// A signed number.
    Integer(i32),
    /// A number of 32 bits.
    Unsigned(u32),
    /// A number of 64 bits.
    Unsigned64(u64),
    /// An object identifier.
    Object,
    /// Nothing.
    Null,
    /// An IPv4 address.
    Address,
    /// Elements.
    Sequence,
    /// A protocol data unit of this number.
    Unit(u32),
    /// In place of a value: why there is none.
    Exception(&'static str),
    /// A simple value of a context that has none so far.
    Unforeseen,
    /// None of these.
    Other,
}

/// An element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    /// What it holds.
    pub value: Value,
    /// Its contents.
    pub contents: Cursor<'a>,
}

/// Says what is wrong; the message ends here.
macro_rules! fail {
    ($cx:expr, $($piece:expr),+) => {{
        out!($cx, $($piece),+);
        return Err(Stop::Invalid);
    }};
}
pub(super) use fail;

/// Reads an element and passes over it. What cannot be one is said, and stops with `Invalid`.
pub(super) fn element<'a>(cx: &mut Context<'_>, p: &mut Cursor<'a>) -> Result<Element<'a>, Stop> {
    if p.len() < 1 {
        fail!(cx, "[nothing to parse]");
    }
    let first = p.u8()?;
    let (class, is_constructed, mut id) = (first >> 6, first & 0x20 != 0, u32::from(first & 0x1f));
    if id == 0x1f {
        id = long_id(cx, p)?;
    }
    let len = length(cx, p)?;
    if p.len() < len {
        fail!(cx, "[len", p.len(), "<asnlen", len, "]");
    }
    let names = CLASSES.get(usize::from(class)).copied().unwrap_or_default();
    let Some(name) = names.get(id as usize).copied() else {
        // tcpdump never names the class itself.
        fail!(cx, "[id?", if is_constructed { "C" } else { "P" }, "/x/", id, "]");
    };
    let Ok(bytes) = p.take(len) else {
        cx.truncated()?;
        return Err(Stop::Invalid);
    };
    let contents = Cursor::new(bytes, len);
    let value = match (is_constructed, class, id) {
        (false, 0, 2) if len == 0 => fail!(cx, "[asnlen=0]"),
        (false, ..) => primitive(cx, class, id, name, bytes),
        (true, 0, 16) => Value::Sequence,
        (true, 2, _) => Value::Unit(id),
        (true, 0, _) => {
            out!(cx, "C/U/", name);
            Value::Other
        }
        (true, ..) => {
            out!(cx, "C/x/", name);
            Value::Other
        }
    };
    Ok(Element { value, contents })
}

fn long_id(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<u32, Stop> {
    let mut id = 0u8;
    loop {
        let byte = p.peek(0)?;
        if p.len() < 1 {
            fail!(cx, "[Xtagfield?]");
        }
        p.skip(1)?;
        id = id << 7 | byte & 0x7f;
        if byte & 0x80 == 0 {
            return Ok(id.into());
        }
    }
}

fn length(cx: &mut Context<'_>, p: &mut Cursor<'_>) -> Result<usize, Stop> {
    if p.len() < 1 {
        fail!(cx, "[no asnlen]");
    }
    let first = p.u8()?;
    if first < 0x80 {
        return Ok(first.into());
    }
    let count = usize::from(first & 0x7f);
    if p.len() < count {
        fail!(cx, "[asnlen? ", p.len(), "<", count, "]");
    }
    let Ok(bytes) = p.take(count) else {
        cx.truncated()?;
        return Err(Stop::Invalid);
    };
    Ok(bytes.iter().fold(0u32, |len, byte| len << 8 | u32::from(*byte)) as usize)
}

fn primitive(cx: &mut Context<'_>, class: u8, id: u32, name: &'static str, bytes: &[u8]) -> Value {
    let number = |start: u64| bytes.iter().fold(start, |number, byte| number << 8 | u64::from(*byte));
    match (class, id) {
        (0, 2) => {
            let is_negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
            Value::Integer(number(if is_negative { u64::MAX } else { 0 }) as i32)
        }
        (0, 4) => Value::Text,
        (0, 5) => Value::Null,
        (0, 6) => Value::Object,
        (1, 0) => Value::Address,
        (1, 1..=3) => Value::Unsigned(number(0) as u32),
        (1, 6) => Value::Unsigned64(number(0)),
        (2, _) => EXCEPTIONS.get(id as usize).map_or(Value::Unforeseen, |name| Value::Exception(name)),
        _ => {
            let class = match class {
                0 => "U",
                1 => "A",
                _ => "x",
            };
            out!(cx, "[P/", class, "/", name, "]");
            Value::Other
        }
    }
}

/// Prints an element.
pub(super) fn print(cx: &mut Context<'_>, element: &Element<'_>) {
    let (len, bytes) = (element.contents.len(), element.contents.bytes());
    match element.value {
        Value::Text => text(cx, bytes),
        Value::Integer(number) => out!(cx, number),
        Value::Unsigned(number) => out!(cx, number),
        Value::Unsigned64(number) => out!(cx, number),
        Value::Object => object(cx, bytes),
        Value::Null => {}
        Value::Address => {
            if len != 4 {
                out!(cx, "[inetaddr len!=4]");
            }
            for (at, byte) in bytes.iter().enumerate() {
                out!(cx, (at > 0).then_some("."), *byte);
            }
        }
        Value::Sequence => out!(cx, "Seq(", len, ")"),
        Value::Unit(id) => out!(cx, *UNITS.get(id as usize).unwrap_or(&""), "(", len, ")"),
        Value::Exception(name) => out!(cx, "[", name, "]"),
        Value::Unforeseen => out!(cx, "[BE_ANY!?]"),
        Value::Other => octets(cx, bytes),
    }
}

/// Prints bytes in hexadecimal, each behind a line.
pub(super) fn octets(cx: &mut Context<'_>, bytes: &[u8]) {
    for byte in bytes {
        out!(cx, "_", hex(*byte, 2));
    }
}

/// Prints text in quotation marks, or bytes in hexadecimal where it is none.
pub(super) fn text(cx: &mut Context<'_>, bytes: &[u8]) {
    if bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        return out!(cx, "\"", Safe(bytes), "\"");
    }
    for (at, byte) in bytes.iter().enumerate() {
        out!(cx, (at > 0).then_some("_"), hex(*byte, 2));
    }
}

/// Prints an object identifier; its first number holds two (X.690 section 8.19).
fn object(cx: &mut Context<'_>, bytes: &[u8]) {
    let pieces = bytes.split_inclusive(|byte| byte & 0x80 == 0).filter(|piece| piece.last() < Some(&0x80));
    let numbers =
        pieces.map(|piece| piece.iter().fold(0u32, |number, byte| number << 7 | u32::from(byte & 0x7f)));
    let numbers = numbers.enumerate().flat_map(|(at, number)| {
        let arc = (number / 40).min(2);
        let (arc, number) = if at == 0 { (Some(arc), number - arc * 40) } else { (None, number) };
        arc.into_iter().chain([number])
    });
    match cx.options.numeric {
        true => numbers.for_each(|number| out!(cx, ".", number)),
        false => snmp_mib::object(cx, numbers),
    }
}

/// Whether an element is of this kind; otherwise it is shown behind what is wrong.
pub(super) fn expect(cx: &mut Context<'_>, it: &Element<'_>, is_right: bool, wrong: &'static str) -> Outcome {
    if !is_right {
        out!(cx, wrong);
        print(cx, it);
        return Err(Stop::Invalid);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::text as shown;

    fn one(bytes: &[u8]) -> String {
        shown(|cx| {
            if let Ok(element) = element(cx, &mut Cursor::new(bytes, bytes.len())) {
                print(cx, &element);
            }
        })
    }

    #[test]
    fn elements_by_their_kind() {
        assert_eq!(one(b"\x02\x01\xff"), "-1");
        assert_eq!(one(b"\x41\x02\x01\x00"), "256");
        assert_eq!(one(b"\x04\x02ab"), "\"ab\"");
        assert_eq!(one(b"\x04\x02a\x01"), "61_01");
        assert_eq!(one(b"\x06\x03\x2b\x86\x01"), ".1.3.769");
        assert_eq!(one(b"\x40\x04\x0a\0\0\x01"), "10.0.0.1");
        assert_eq!(one(b"\x30\x00"), "Seq(0)");
    }

    #[test]
    fn what_is_no_element_is_said() {
        assert_eq!(one(b""), "[nothing to parse]");
        assert_eq!(one(b"\x02"), "[no asnlen]");
        assert_eq!(one(b"\x02\x05\x01"), "[len1<asnlen5]");
        assert_eq!(one(b"\x02\x84\x01"), "[asnlen? 1<4]");
        assert_eq!(one(b"\x1e\x00"), "[id?P/x/30]");
    }
}
