//! Simple Network Management Protocol (RFC 1157, 1901, 3412, 3414, 3416).
//!
//! ```text
//! sequence: version, community, PDU                           versions 1 and 2
//! sequence: version, sequence: id, size, flags, model         version 3
//!           security parameters, sequence: engine, context, PDU
//! PDU:      request, error status, error index, sequence of sequence: object, value
//! ```

use crate::{
    app::snmp_ber::{Element, Value, element, expect, fail, octets, print as print_element, text},
    context::Context,
    cursor::Cursor,
    show::out,
    stop::{Outcome, Stop},
};

const VERSIONS: &[&str] = &["SNMPv1", "SNMPv2c", "SNMPv2u", "SNMPv3"];

#[rustfmt::skip]
const ERRORS: &[&str] = &[
    "noError", "tooBig", "noSuchName", "badValue", "readOnly", "genErr", "noAccess", "wrongType", "wrongLength",
    "wrongEncoding", "wrongValue", "noCreation", "inconsistentValue", "resourceUnavailable", "commitFailed",
    "undoFailed", "authorizationError", "notWritable", "inconsistentName",
];

const TRAPS: &[&str] = &[
    "coldStart",
    "warmStart",
    "linkDown",
    "linkUp",
    "authenticationFailure",
    "egpNeighborLoss",
    "enterpriseSpecific",
];
const ENTERPRISE: i32 = 6;

const TRAP: u32 = 4;
const GET_BULK: u32 = 5;

/// Prints a message.
pub(crate) fn print(cx: &mut Context<'_>, p: Cursor<'_>) -> Outcome {
    cx.enter("snmp");
    out!(cx, " ");
    shown(message(cx, p))
}

/// What is no element has been said where it is; what is above it goes on.
fn shown(outcome: Outcome) -> Outcome {
    if outcome == Err(Stop::Invalid) { Ok(()) } else { outcome }
}

/// Prints a brace with `-v`.
fn brace(cx: &mut Context<'_>, text: &'static str) {
    out!(cx, cx.verbose(1).then_some(text));
}

/// Reads an integer.
fn integer(cx: &mut Context<'_>, p: &mut Cursor<'_>, wrong: &'static str) -> Result<i32, Stop> {
    let it = element(cx, p)?;
    let number = if let Value::Integer(number) = it.value { Some(number) } else { None };
    expect(cx, &it, number.is_some(), wrong)?;
    Ok(number.unwrap_or_default())
}

/// Reads an element of this kind.
fn of<'a>(
    cx: &mut Context<'_>,
    p: &mut Cursor<'a>,
    value: Value,
    wrong: &'static str,
) -> Result<Element<'a>, Stop> {
    let it = element(cx, p)?;
    expect(cx, &it, it.value == value, wrong)?;
    Ok(it)
}

fn message(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let sequence = of(cx, &mut p, Value::Sequence, "[!init SEQ]")?;
    if p.len() > 0 {
        out!(cx, "[", p.len(), " extra after iSEQ]");
    }
    let mut p = sequence.contents;
    let version = integer(cx, &mut p, "[version!=INT]")?;
    if !matches!(version, 0 | 1 | 3) {
        out!(cx, "SNMP [version = ", version, "]");
        return Ok(());
    }
    if cx.verbose(1) {
        out!(cx, "{ ", *VERSIONS.get(version as usize).unwrap_or(&""), " ");
    }
    shown(if version == 3 { version_3(cx, p) } else { community(cx, p, version) })?;
    brace(cx, "} ");
    Ok(())
}

fn community(cx: &mut Context<'_>, mut p: Cursor<'_>, version: i32) -> Outcome {
    let community = of(cx, &mut p, Value::Text, "[comm!=STR]")?;
    if community.contents.bytes() != b"public" {
        out!(cx, "C=");
        text(cx, community.contents.bytes());
        out!(cx, " ");
    }
    unit(cx, p, version)
}

/// Prints a protocol data unit.
fn unit(cx: &mut Context<'_>, mut p: Cursor<'_>, version: i32) -> Outcome {
    let it = element(cx, &mut p)?;
    let Value::Unit(id) = it.value else { fail!(cx, "[no PDU]") };
    if p.len() > 0 {
        out!(cx, "[", p.len(), " extra after PDU]");
    }
    brace(cx, "{ ");
    print_element(cx, &it);
    out!(cx, " ");
    match (version, id) {
        (0, 5..=8) => fail!(cx, "[v2 PDU in v1 message]"),
        (1, TRAP) => fail!(cx, "[v1 PDU in v2 message]"),
        _ => {}
    }
    shown(if id == TRAP { trap(cx, it.contents) } else { request(cx, id, it.contents) })?;
    brace(cx, " } ");
    Ok(())
}

/// An error by its name.
fn error(cx: &mut Context<'_>, status: i32) {
    match usize::try_from(status).ok().and_then(|at| ERRORS.get(at)) {
        Some(name) => out!(cx, *name),
        None => out!(cx, "err=", status.cast_unsigned()),
    }
}

fn request(cx: &mut Context<'_>, id: u32, mut p: Cursor<'_>) -> Outcome {
    let number = integer(cx, &mut p, "[reqId!=INT]")?;
    if cx.verbose(1) {
        out!(cx, "R=", number, " ");
    }
    // These never report an error.
    let is_plain = matches!(id, 0 | 1 | 3 | 6..=8);
    let status = integer(cx, &mut p, "[errorStatus!=INT]")?;
    if id == GET_BULK {
        out!(cx, " N=", status);
    } else if status != 0 {
        out!(cx, if is_plain { "[errorStatus(" } else { " " });
        error(cx, status);
        out!(cx, is_plain.then_some(")!=0]"));
    }
    let index = integer(cx, &mut p, "[errorIndex!=INT]")?;
    let has_error = status != 0 && !is_plain && id != GET_BULK;
    match (id, index) {
        (GET_BULK, _) => out!(cx, " M=", index),
        (_, 0) => out!(cx, has_error.then_some("[errorIndex==0]")),
        _ if is_plain => out!(cx, "[errorIndex(", index, ")!=0]"),
        _ if has_error => out!(cx, "@", index),
        _ => out!(cx, "[errorIndex(", index, ") w/o errorStatus]"),
    }
    variables(cx, id, p)
}

fn trap(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    out!(cx, " ");
    let enterprise = of(cx, &mut p, Value::Object, "[enterprise!=OID]")?;
    print_element(cx, &enterprise);
    out!(cx, " ");
    let agent = of(cx, &mut p, Value::Address, "[agent-addr!=INETADDR]")?;
    print_element(cx, &agent);
    let generic = integer(cx, &mut p, "[generic-trap!=INT]")?;
    match usize::try_from(generic).ok().and_then(|at| TRAPS.get(at)) {
        Some(name) => out!(cx, " ", *name),
        None => out!(cx, " gt=", generic),
    }
    let specific = integer(cx, &mut p, "[specific-trap!=INT]")?;
    match (generic, specific) {
        (ENTERPRISE, _) => out!(cx, " s=", specific),
        (_, 0) => {}
        _ => out!(cx, "[specific-trap(", specific, ")!=0]"),
    }
    out!(cx, " ");
    let time = element(cx, &mut p)?;
    expect(cx, &time, matches!(time.value, Value::Unsigned(_)), "[time-stamp!=TIMETICKS]")?;
    print_element(cx, &time);
    variables(cx, TRAP, p)
}

fn variables(cx: &mut Context<'_>, id: u32, mut p: Cursor<'_>) -> Outcome {
    let list = of(cx, &mut p, Value::Sequence, "[!SEQ of varbind]")?;
    if p.len() > 0 {
        out!(cx, "[", p.len(), " extra after SEQ of varbind]");
    }
    let mut list = list.contents;
    let asks = matches!(id, 0 | 1 | GET_BULK);
    while list.len() > 0 {
        out!(cx, " ");
        let mut pair = of(cx, &mut list, Value::Sequence, "[!varbind]")?.contents;
        let object = of(cx, &mut pair, Value::Object, "[objName!=OID]")?;
        print_element(cx, &object);
        out!(cx, (!asks).then_some("="));
        let value = element(cx, &mut pair)?;
        if value.value != Value::Null {
            out!(cx, asks.then_some("[objVal!=NULL]"));
            print_element(cx, &value);
        }
    }
    Ok(())
}

fn version_3(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let mut header = of(cx, &mut p, Value::Sequence, "[!message]")?.contents;
    brace(cx, "{ ");
    integer(cx, &mut header, "[msgID!=INT]")?;
    integer(cx, &mut header, "[msgMaxSize!=INT]")?;
    let flags = of(cx, &mut header, Value::Text, "[msgFlags!=STR]")?.contents;
    let &[flags] = flags.bytes() else { fail!(cx, "[msgFlags size ", flags.len(), "]") };
    if !matches!(flags, 0 | 1 | 3 | 4 | 5 | 7) {
        let [high, low] = crate::show::hex_pair(flags).map(|digit| char::from(digit.to_ascii_uppercase()));
        fail!(cx, "[msgFlags=0x", high, low, "]");
    }
    out!(cx, "F=", (flags & 1 != 0).then_some("a"), (flags & 2 != 0).then_some("p"));
    out!(cx, (flags & 4 != 0).then_some("r"), " ");
    let before = header.len();
    let model = integer(cx, &mut header, "[msgSecurityModel!=INT]")?;
    // tcpdump counts the last element again, as long as more than it is left.
    let (last, left) = (before - header.len(), header.len());
    if last < left {
        out!(cx, "[", left - last, " extra after message SEQ]");
    }
    brace(cx, "} ");
    if model != 3 {
        fail!(cx, "[security model ", model, "]");
    }
    brace(cx, "{ USM ");
    let parameters = of(cx, &mut p, Value::Text, "[msgSecurityParameters!=STR]")?;
    shown(user(cx, parameters.contents))?;
    brace(cx, "} ");
    brace(cx, "{ ScopedPDU ");
    shown(scoped(cx, p))?;
    brace(cx, "} ");
    Ok(())
}

/// The user-based security model (RFC 3414 section 2.4).
fn user(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let mut p = of(cx, &mut p, Value::Sequence, "[!usm]")?.contents;
    of(cx, &mut p, Value::Text, "[msgAuthoritativeEngineID!=STR]")?;
    let boots = integer(cx, &mut p, "[msgAuthoritativeEngineBoots!=INT]")?;
    if cx.verbose(1) {
        out!(cx, "B=", boots, " ");
    }
    let time = integer(cx, &mut p, "[msgAuthoritativeEngineTime!=INT]")?;
    if cx.verbose(1) {
        out!(cx, "T=", time, " ");
    }
    let name = of(cx, &mut p, Value::Text, "[msgUserName!=STR]")?;
    out!(cx, "U=");
    text(cx, name.contents.bytes());
    out!(cx, " ");
    of(cx, &mut p, Value::Text, "[msgAuthenticationParameters!=STR]")?;
    of(cx, &mut p, Value::Text, "[msgPrivacyParameters!=STR]")?;
    Ok(())
}

fn scoped(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let mut p = of(cx, &mut p, Value::Sequence, "[!scoped PDU]")?.contents;
    let engine = of(cx, &mut p, Value::Text, "[contextEngineID!=STR]")?;
    out!(cx, "E=");
    octets(cx, engine.contents.bytes());
    out!(cx, " ");
    let context = of(cx, &mut p, Value::Text, "[contextName!=STR]")?;
    out!(cx, "C=");
    text(cx, context.contents.bytes());
    out!(cx, " ");
    unit(cx, p, 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::printed;

    const GET: &[u8] =
        b"\x30\x20\x02\x01\x00\x04\x06public\xa0\x13\x02\x01\x07\x02\x01\x00\x02\x01\x00\x30\x08\
                         \x30\x06\x06\x02\x2b\x06\x05\x00";

    #[test]
    fn a_request_names_objects() {
        assert_eq!(printed(print, 0, GET), " GetRequest(19)  .1.3.6");
        assert_eq!(printed(print, 1, GET), " { SNMPv1 { GetRequest(19) R=7  .1.3.6 } } ");
    }

    #[test]
    fn what_is_wrong_is_said_where_it_is() {
        assert_eq!(printed(print, 0, b"\x02\x01\x05"), " [!init SEQ]5");
        assert_eq!(printed(print, 0, b"\x30\x03\x02\x01\x09"), " SNMP [version = 9]");
        assert_eq!(printed(print, 1, &GET[..4]), " [len2<asnlen32]");
    }
}
