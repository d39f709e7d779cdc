//! MAC control of Ethernet: pauses (IEEE 802.3, annex 31B) and the protocol of multipoint access (clause 64).
//!
//! ```text
//!  0        2           6
//! +--------+-----------+---------------------------------------------------------------
//! | opcode | timestamp | gate: grants and flags (1), grants (6 each), time of synchronization (2)
//! +--------+-----------+
//!  report            sets (1), each: bitmap (1), durations (2 each)
//!  register request  flags (1), pending grants (1)
//!  register          port (2), flags (1), time of synchronization (2), pending grants (1)
//!  register ACK      flags (1), port (2), time of synchronization (2)
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, bits, named, out},
    stop::Outcome,
};

const HEADER: usize = 6;
const PAUSE: u16 = 1;
const GATE: u16 = 2;
const REPORT: u16 = 3;
const REGISTER_REQUEST: u16 = 4;
const REGISTER: u16 = 5;
const REGISTER_ACK: u16 = 6;
const OPCODES: &Table = &[
    (1, "Pause"),
    (2, "Gate"),
    (3, "Report"),
    (4, "Register Request"),
    (5, "Register"),
    (6, "Register ACK"),
];
const GATES: &Table = &[
    (0x08, "Discovery"),
    (0x10, "Force Grant #1"),
    (0x20, "Force Grant #2"),
    (0x40, "Force Grant #3"),
    (0x80, "Force Grant #4"),
];
const QUEUES: &Table =
    &[(1, "Q0"), (2, "Q1"), (4, "Q2"), (8, "Q3"), (16, "Q4"), (32, "Q5"), (64, "Q6"), (128, "Q7")];
const REQUESTS: &Table = &[(1, "Register"), (3, "De-Register")];
const REGISTERS: &Table = &[(1, "Re-Register"), (2, "De-Register"), (3, "ACK"), (4, "NACK")];
const ACKS: &Table = &[(1, "ACK")];

/// Prints a frame of MAC control.
pub(crate) fn print(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    cx.enter("mpcp");
    let start = p;
    p.at(HEADER)?;
    let (opcode, timestamp) = (p.be_u16()?, p.be_u32()?);
    out!(cx, "MPCP, Opcode ", named(OPCODES, opcode).or("Unknown (", ")"));
    if opcode != PAUSE {
        out!(cx, ", Timestamp ", timestamp, " ticks");
    }
    out!(cx, ", length ", start.len());
    if !cx.verbose(1) {
        return Ok(());
    }
    match opcode {
        PAUSE => {}
        GATE => {
            let byte = p.u8()?;
            let grants = byte & 7;
            out!(cx, "\n\tGrant Numbers ", grants, ", Flags [ ", bits(GATES, byte & !7).or("?"), " ]");
            for grant in 1..=grants {
                p.at(6)?;
                out!(cx, "\n\tGrant #", grant, ", Start-Time ", p.be_u32()?, " ticks");
                out!(cx, ", duration ", p.be_u16()?, " ticks");
            }
            out!(cx, "\n\tSync-Time ", p.be_u16()?, " ticks");
        }
        REPORT => {
            let sets = p.u8()?;
            out!(cx, "\n\tTotal Queue-Sets ", sets);
            for _ in 1..sets {
                let bitmap = p.u8()?;
                out!(
                    cx,
                    "\n\t  Queue-Set #",
                    sets,
                    ", Report-Bitmap [ ",
                    bits(QUEUES, bitmap).or("Unknown"),
                    " ]"
                );
                for queue in (0..8).filter(|queue| bitmap >> queue & 1 != 0) {
                    out!(cx, "\n\t    Q", queue + 1, " Report, Duration ", p.be_u16()?, " ticks");
                }
            }
        }
        REGISTER_REQUEST => {
            let [flags, pending] = p.array()?;
            out!(cx, "\n\tFlags [ ", bits(REQUESTS, flags).or("Reserved"), " ], Pending-Grants ", pending);
        }
        REGISTER => {
            p.at(6)?;
            let (port, flags) = (p.be_u16()?, p.u8()?);
            out!(cx, "\n\tAssigned-Port ", port, ", Flags [ ", bits(REGISTERS, flags).or("Reserved"), " ]");
            out!(cx, "\n\tSync-Time ", p.be_u16()?, " ticks, Echoed-Pending-Grants ", p.u8()?);
        }
        REGISTER_ACK => {
            p.at(5)?;
            let (flags, port) = (p.u8()?, p.be_u16()?);
            out!(cx, "\n\tEchoed-Assigned-Port ", port, ", Flags [ ", bits(ACKS, flags).or("Reserved"), " ]");
            out!(cx, "\n\tEchoed-Sync-Time ", p.be_u16()?, " ticks");
        }
        _ => cx.unknown_data("\n\t", start, start.len()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    #[test]
    fn pauses_have_no_time() {
        assert_eq!(printed(print, 1, b"\0\x01\0\xff\0\0"), "MPCP, Opcode Pause, length 6");
        assert_eq!(printed(print, 0, b"\0\x01\0\xff\0"), " [|mpcp]");
        let text = "MPCP, Opcode Register ACK, Timestamp 7 ticks, length 11\
                    \n\tEchoed-Assigned-Port 2, Flags [ ACK ]\n\tEchoed-Sync-Time 3 ticks";
        assert_eq!(printed(print, 1, b"\0\x06\0\0\0\x07\x01\0\x02\0\x03"), text);
    }
}
