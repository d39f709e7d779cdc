//! TLVs within the value of another: type (1), length (1), value.

use crate::{
    context::Context,
    show::{Table, named, out},
};

/// Prints the title of a sub-TLV.
pub(super) fn title(cx: &mut Context<'_>, names: &Table, kind: u8, len: usize) {
    out!(cx, "\n\t        ", named(names, kind).or_text("unknown"), " subTLV #", kind, ", length: ", len);
}
