//! Data links of LMP (RFC 4204 section 13.12).
//!
//! ```text
//!  0       1          4
//! +-------+----------+----------+-----------+------------
//! | flags | reserved | local id | remote id | subobjects
//! +-------+----------+----------+-----------+------------
//! subobject: type (1), length (1), contents
//! ```

use crate::{
    app::lmp::object::{Id, megabits, wrong_length},
    context::Context,
    cursor::Cursor,
    net::traffic,
    show::{Table, bits, named, out},
    stop::Stop,
};

const FLAGS: &Table = &[(1, "Data Link Port"), (2, "Allocated for user traffic"), (4, "Failed link")];

const SWITCHING: u8 = 1;
const WAVELENGTH: u8 = 2;
const SUBOBJECTS: &Table = &[(1, "Interface Switching Type"), (2, "Wavelength")];

/// Prints a data link; answers whether all of it is known.
pub(super) fn print(cx: &mut Context<'_>, p: &mut Cursor<'_>, id: Id) -> Result<bool, Stop> {
    if p.len() < 4 + 2 * id.len() {
        wrong_length(cx);
        return Ok(true);
    }
    out!(cx, "\n\t    Flags: [", bits(FLAGS, p.u8()?), "]");
    p.skip(3)?;
    id.print(cx, p, "Local Interface ID")?;
    id.print(cx, p, "Remote Interface ID")?;
    while p.len() > 0 {
        let (kind, len) = (p.peek(0)?, usize::from(p.peek(1)?));
        out!(cx, "\n\t    Subobject, Type: ", named(SUBOBJECTS, kind).or_text("Unknown"), " (", kind, ")");
        out!(cx, ", Length: ", len);
        let complaint = match len {
            0..4 => Some(" (too short)"),
            _ if len % 4 != 0 => Some(" (not a multiple of 4)"),
            _ if len > p.len() => Some(" (goes past the end of the object)"),
            _ => None,
        };
        if let Some(complaint) = complaint {
            out!(cx, complaint);
            break;
        }
        if !subobject(cx, *p, kind)? {
            return Ok(false);
        }
        p.pass(len);
    }
    Ok(true)
}

fn subobject(cx: &mut Context<'_>, mut p: Cursor<'_>, kind: u8) -> Result<bool, Stop> {
    p.skip(2)?;
    match kind {
        SWITCHING => {
            let (switching, encoding) = (p.u8()?, p.u8()?);
            let switching_name = named(traffic::SWITCHING, switching).or_text("Unknown");
            out!(cx, "\n\t      Switching Type: ", switching_name, " (", switching, ")");
            let encoding_name = named(traffic::ENCODINGS, encoding).or_text("Unknown");
            out!(cx, "\n\t      Encoding Type: ", encoding_name, " (", encoding, ")");
            out!(cx, "\n\t      Min Reservable Bandwidth: ", megabits(p.be_u32()?), " Mbps");
            out!(cx, "\n\t      Max Reservable Bandwidth: ", megabits(p.be_u32()?), " Mbps");
        }
        WAVELENGTH => {
            p.skip(2)?;
            out!(cx, "\n\t      Wavelength: ", p.be_u32()?);
        }
        _ => return Ok(false),
    }
    Ok(true)
}
