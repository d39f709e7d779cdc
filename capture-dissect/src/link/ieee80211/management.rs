//! Management frames (section 9.3.3): which one it is, then fields of fixed length and elements.

use super::{action, element::Elements, header::Header, protected, reason::REASONS, status::STATUSES};
use crate::{
    context::Context,
    cursor::Cursor,
    show::{Table, hex, named, out},
    stop::{Outcome, Stop},
};

/// Bits of the capabilities (section 9.4.1.4).
const ESS: u16 = 0x0001;
const PRIVACY: u16 = 0x0010;
/// Bytes of the time, the interval between beacons and the capabilities.
const TIME_AND_INTERVAL: usize = 10;
/// Bytes of the capabilities and how often the station listens.
const CAPABILITIES_AND_LISTENING: usize = 4;

const AUTHENTICATIONS: &Table = &[(0, "Open System"), (SHARED_KEY, "Shared Key"), (2, "EAP")];
const SHARED_KEY: u32 = 1;

type Print = fn(&mut Context<'_>, &Header<'_>, Cursor<'_>) -> Outcome;

/// Prints a frame's body.
pub(super) fn print(cx: &mut Context<'_>, header: &Header<'_>, p: Cursor<'_>) -> Outcome {
    let (name, print): (&str, Print) = match header.subtype() {
        0 => ("Assoc Request", association_request),
        1 => ("Assoc Response", association_response),
        2 => ("ReAssoc Request", reassociation_request),
        3 => ("ReAssoc Response", association_response),
        4 => ("Probe Request", probe_request),
        5 => ("Probe Response", probe_response),
        8 => ("Beacon", beacon),
        9 => ("ATIM", nothing),
        10 => ("Disassociation", disassociation),
        11 => ("Authentication", authentication),
        12 => ("DeAuthentication", deauthentication),
        13 => ("Action", print_action),
        other => {
            out!(cx, "Unhandled Management subtype(", hex(other, 1), ")");
            ("", nothing)
        }
    };
    out!(cx, name);
    let outcome = match header.is_protected() {
        true => protected(cx, p),
        false => print(cx, header, p),
    };
    // Whether captured or not, what is missing ends the frame alone.
    outcome.or(Err(Stop::Cut))
}

fn nothing(_: &mut Context<'_>, _: &Header<'_>, _: Cursor<'_>) -> Outcome {
    Ok(())
}

/// Elements up to the end, printed by `print` even where there is something wrong with them.
fn elements(
    cx: &mut Context<'_>,
    p: Cursor<'_>,
    print: impl FnOnce(&mut Context<'_>, &Elements<'_>),
) -> Outcome {
    let mut elements = Elements::default();
    let are_right = elements.read(p);
    print(cx, &elements);
    if are_right { Ok(()) } else { Err(Stop::Cut) }
}

/// Time (8 bytes), interval (2), capabilities (2), elements.
fn beacon(cx: &mut Context<'_>, _: &Header<'_>, mut p: Cursor<'_>) -> Outcome {
    p.skip(TIME_AND_INTERVAL)?;
    let capabilities = p.le_u16()?;
    elements(cx, p, |cx, elements| {
        elements.print_ssid(cx);
        elements.print_rates(cx);
        out!(cx, if capabilities & ESS != 0 { " ESS" } else { " IBSS" });
        elements.print_channel(cx);
        out!(cx, if capabilities & PRIVACY != 0 { ", PRIVACY" } else { "" });
    })
}

fn probe_response(cx: &mut Context<'_>, _: &Header<'_>, mut p: Cursor<'_>) -> Outcome {
    p.skip(TIME_AND_INTERVAL)?;
    let capabilities = p.le_u16()?;
    elements(cx, p, |cx, elements| {
        elements.print_ssid(cx);
        elements.print_rates(cx);
        elements.print_channel(cx);
        out!(cx, if capabilities & PRIVACY != 0 { ", PRIVACY" } else { "" });
    })
}

fn probe_request(cx: &mut Context<'_>, _: &Header<'_>, p: Cursor<'_>) -> Outcome {
    elements(cx, p, |cx, elements| {
        elements.print_ssid(cx);
        elements.print_rates(cx);
    })
}

fn association_request(cx: &mut Context<'_>, header: &Header<'_>, mut p: Cursor<'_>) -> Outcome {
    p.skip(CAPABILITIES_AND_LISTENING)?;
    probe_request(cx, header, p)
}

/// Capabilities and listening, address of the access point, elements.
fn reassociation_request(cx: &mut Context<'_>, _: &Header<'_>, mut p: Cursor<'_>) -> Outcome {
    p.skip(CAPABILITIES_AND_LISTENING)?;
    let access_point = p.mac()?;
    elements(cx, p, |cx, elements| {
        elements.print_ssid(cx);
        out!(cx, " AP : ", access_point);
    })
}

/// Capabilities (2 bytes), status (2), association (2), elements.
fn association_response(cx: &mut Context<'_>, _: &Header<'_>, mut p: Cursor<'_>) -> Outcome {
    let fields = [p.array()?, p.array()?, p.array()?];
    let [capabilities, status, association] = fields.map(u16::from_le_bytes);
    elements(cx, p, |cx, _| {
        out!(cx, " AID(", hex(association & 0x3fff, 1), ") :");
        out!(cx, if capabilities & PRIVACY != 0 { " PRIVACY " } else { "" }, ": ");
        print_status(cx, status);
    })
}

fn print_status(cx: &mut Context<'_>, status: u16) {
    let is_known = STATUSES.last().is_some_and(|(last, _)| u32::from(status) <= *last);
    out!(cx, named(STATUSES, status).or_text(if is_known { "Reserved" } else { "n/a" }));
}

/// Algorithm (2 bytes), number of the frame (2), status (2), elements.
fn authentication(cx: &mut Context<'_>, _: &Header<'_>, mut p: Cursor<'_>) -> Outcome {
    let fields = [p.array()?, p.array()?, p.array()?];
    let [algorithm, number, status] = fields.map(u16::from_le_bytes);
    elements(cx, p, |cx, _| {
        out!(cx, " (", named(AUTHENTICATIONS, algorithm).or_text("Reserved"), ")-", hex(number, 1));
        let is_challenge = u32::from(algorithm) == SHARED_KEY && matches!(number, 2 | 3);
        out!(cx, if is_challenge { " [Challenge Text] " } else { ": " });
        if number % 2 != 0 {
            print_status(cx, status);
        }
    })
}

fn disassociation(cx: &mut Context<'_>, _: &Header<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, ": ", reason(&mut p)?);
    Ok(())
}

fn deauthentication(cx: &mut Context<'_>, header: &Header<'_>, mut p: Cursor<'_>) -> Outcome {
    let reason = reason(&mut p)?;
    sender(cx, header)?;
    out!(cx, ": ", reason);
    Ok(())
}

fn reason(p: &mut Cursor<'_>) -> Result<crate::show::Named, Stop> {
    let reason = p.le_u16()?;
    Ok(named(REASONS, reason).or_text("Reserved"))
}

fn print_action(cx: &mut Context<'_>, header: &Header<'_>, p: Cursor<'_>) -> Outcome {
    p.at(2)?;
    sender(cx, header)?;
    out!(cx, ": ");
    action::print(cx, p)
}

/// Who sent the frame, unless `-e` has said so.
fn sender(cx: &mut Context<'_>, header: &Header<'_>) -> Outcome {
    if !cx.options.link_header {
        out!(cx, " (", header.address(2)?, ")");
    }
    Ok(())
}
