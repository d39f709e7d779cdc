//! Values shown by their names.

use super::{Show, hex, out};
use crate::context::Context;

/// Names of the values of a field.
pub(crate) type Table = [(u32, &'static str)];

/// The name of a value, where the table has one.
pub(crate) fn name(table: &Table, value: impl Into<u32>) -> Option<&'static str> {
    let value = value.into();
    table.iter().find(|(it, _)| *it == value).map(|(_, name)| *name)
}

/// A value shown by its name, or by a number between two texts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named {
    name: Option<&'static str>,
    value: u32,
    before: &'static str,
    after: &'static str,
    /// Hexadecimal digits; 0 for decimal.
    width: usize,
}

/// A value shown by its name in a table; without one as `#5` unless told otherwise.
pub(crate) fn named(table: &Table, value: impl Into<u32>) -> Named {
    let value = value.into();
    Named { name: name(table, value), value, before: "#", after: "", width: 0 }
}

impl Named {
    /// Without a name: the number in decimal between these texts.
    pub const fn or(mut self, before: &'static str, after: &'static str) -> Self {
        (self.before, self.after) = (before, after);
        self
    }

    /// Without a name: the number in hexadecimal of at least `width` digits between these texts.
    pub const fn or_hex(mut self, before: &'static str, width: usize, after: &'static str) -> Self {
        (self.before, self.width, self.after) = (before, width, after);
        self
    }

    /// Without a name: this text.
    pub const fn or_text(mut self, text: &'static str) -> Self {
        if self.name.is_none() {
            self.name = Some(text);
        }
        self
    }
}

impl Show for Named {
    fn show(self, cx: &mut Context<'_>) {
        match self {
            Self { name: Some(name), .. } => out!(cx, name),
            Self { value, before, after, width: 0, .. } => out!(cx, before, value, after),
            Self { value, before, after, width, .. } => out!(cx, before, hex(value, width), after),
        }
    }
}

/// The bits of a field by their names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bits {
    table: &'static Table,
    value: u32,
    separator: &'static str,
    none: &'static str,
}

/// The bits that are set, by their names, with commas between; `none` without any.
pub(crate) fn bits(table: &'static Table, value: impl Into<u32>) -> Bits {
    Bits { table, value: value.into(), separator: ", ", none: "none" }
}

impl Bits {
    /// Without a named bit: this text.
    pub const fn or(mut self, none: &'static str) -> Self {
        self.none = none;
        self
    }

    /// This text between names.
    pub const fn with(mut self, separator: &'static str) -> Self {
        self.separator = separator;
        self
    }
}

impl Show for Bits {
    fn show(self, cx: &mut Context<'_>) {
        let mut any = false;
        for (bit, name) in self.table {
            // A bit of zero stands for "none of the others" and never matches.
            if *bit != 0 && self.value & bit == *bit {
                if any {
                    out!(cx, self.separator);
                }
                out!(cx, *name);
                any = true;
            }
        }
        if !any {
            out!(cx, self.none);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::text;

    #[test]
    fn values_have_names() {
        const TABLE: &Table = &[(1, "one"), (2, "two"), (4, "four")];
        assert_eq!(text(|cx| out!(cx, named(TABLE, 2u8), named(TABLE, 9u8))), "two#9");
        assert_eq!(text(|cx| out!(cx, named(TABLE, 9u8).or_hex("[0x", 4, "]"))), "[0x0009]");
        assert_eq!(text(|cx| out!(cx, bits(TABLE, 5u8), " ", bits(TABLE, 8u8))), "one, four none");
    }
}
