//! Values of LLDP for media endpoints (ANSI/TIA-1057).
//!
//! ```text
//! capabilities: capabilities (2), device type       network policy: application, flags and VLAN (2), DSCP
//! location: format, data                            power: type, source and priority, value (2)
//! ```

use crate::{
    context::Context,
    cursor::Cursor,
    link::lldp::text,
    show::{Float, Table, bits, hex, named, out},
    stop::{Outcome, Stop},
};

pub(super) const TYPES: &Table = &[
    (1, "LLDP-MED Capabilities"),
    (2, "Network policy"),
    (3, "Location identification"),
    (4, "Extended power-via-MDI"),
    (5, "Inventory - hardware revision"),
    (6, "Inventory - firmware revision"),
    (7, "Inventory - software revision"),
    (8, "Inventory - serial number"),
    (9, "Inventory - manufacturer name"),
    (10, "Inventory - model name"),
    (11, "Inventory - asset ID"),
];

const CAPABILITIES: &Table = &[
    (0x01, "LLDP-MED capabilities"),
    (0x02, "network policy"),
    (0x04, "location identification"),
    (0x08, "extended power via MDI-PSE"),
    (0x10, "extended power via MDI-PD"),
    (0x20, "Inventory"),
];
const DEVICES: &Table =
    &[(1, "endpoint class 1"), (2, "endpoint class 2"), (3, "endpoint class 3"), (4, "network connectivity")];
const APPLICATIONS: &Table = &[
    (1, "voice"),
    (2, "voice signaling"),
    (3, "guest voice"),
    (4, "guest voice signaling"),
    (5, "softphone voice"),
    (6, "video conferencing"),
    (7, "streaming video"),
    (8, "video signaling"),
];
const POLICIES: &Table = &[(0x80, "Unknown"), (0x40, "Tagged"), (0x20, "reserved")];
const FORMATS: &Table = &[(1, "coordinate-based LCI"), (2, "civic address LCI"), (3, "ECS ELIN")];
const ALTITUDES: &Table = &[(1, "meters"), (2, "floors")];
const DATUMS: &Table = &[
    (1, "World Geodesic System 1984"),
    (2, "North American Datum 1983 (NAVD88)"),
    (3, "North American Datum 1983 (MLLW)"),
];
const WHAT: &Table = &[
    (0, "location of DHCP server"),
    (1, "location of the network element believed to be closest to the client"),
    (2, "location of the client"),
];
const CIVIC: &Table = &[
    (1, "national subdivisions (state,canton,region,province,prefecture)"),
    (2, "county, parish, gun, district"),
    (3, "city, township, shi"),
    (4, "city division, borough, city district, ward chou"),
    (5, "neighborhood, block"),
    (6, "street"),
];
const SOURCES: &Table =
    &[(1, "PSE - primary power source"), (2, "local - backup power source"), (3, "PSE+local - reserved")];
const PRIORITIES: &Table = &[(1, "critical"), (2, "high"), (3, "low")];
const INVENTORY: &Table = &[
    (5, "Hardware revision"),
    (6, "Firmware revision"),
    (7, "Software revision"),
    (8, "Serial number"),
    (9, "Manufacturer name"),
    (10, "Model name"),
    (11, "Asset ID"),
];

/// Prints a value; answers whether its meaning is known.
pub(super) fn print(cx: &mut Context<'_>, subtype: u8, mut p: Cursor<'_>) -> Result<bool, Stop> {
    match subtype {
        1 if p.len() >= 3 => {
            let (capabilities, device) = (p.be_u16()?, p.u8()?);
            out!(cx, "\n\t    Media capabilities [", bits(CAPABILITIES, capabilities), "] (0x");
            out!(
                cx,
                hex(capabilities, 4),
                ")\n\t    Device type [",
                named(DEVICES, device).or_text("unknown")
            );
            out!(cx, "] (0x", hex(device, 2), ")");
        }
        2 if p.len() >= 4 => policy(cx, p)?,
        3 if p.len() >= 1 => location(cx, p)?,
        4 if p.len() >= 3 => {
            let (flags, power) = (p.u8()?, p.be_u16()?);
            // tcpdump takes a source or priority of an odd number for a device that is fed.
            let is_fed = flags & 3 != 0;
            out!(cx, "\n\t    Power type [", if is_fed { "PD device" } else { "PSE device" });
            out!(cx, "], Power source [", named(SOURCES, flags >> 4 & 3).or_text("none"));
            out!(cx, "]\n\t    Power priority [", named(PRIORITIES, flags & 15).or_text("none"), "] (0x");
            out!(cx, hex(flags & 15, 2), ")");
            match power {
                0..1024 => out!(cx, ", Power ", Float(f64::from(power) / 10.0, 1), " Watts"),
                _ => out!(cx, ", Power ", power, " (Reserved)"),
            }
        }
        1..=4 => {}
        5..=11 => {
            out!(cx, "\n\t  ", named(INVENTORY, subtype), " ");
            text(cx, p.limit(p.len()))?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn policy(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let (application, flags, dscp) = (p.u8()?, p.be_u16()?, p.u8()?);
    out!(cx, "\n\t    Application type [", named(APPLICATIONS, application).or_text("none"), "] (0x");
    out!(cx, hex(application, 2), "), Flags [", bits(POLICIES, flags >> 8), "]\n\t    Vlan id ");
    let class = flags << 8 | u16::from(dscp);
    out!(cx, (flags & 0x1ffe) >> 1, ", L2 priority ", (class & 0x1ff) >> 6, ", DSCP value ", class & 0x3f);
    Ok(())
}

fn location(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let format = p.u8()?;
    out!(
        cx,
        "\n\t    Location data format ",
        named(FORMATS, format).or_text("unknown"),
        " (0x",
        hex(format, 2),
        ")"
    );
    match format {
        1 if p.len() >= 16 => coordinates(cx, p),
        2 if p.len() >= 1 => civic_address(cx, p),
        1 | 2 => Ok(()),
        3 => {
            out!(cx, "\n\t    ECS ELIN id ");
            text(cx, p.limit(p.len()))
        }
        _ => {
            out!(cx, "\n\t    Location ID ");
            cx.unknown_data("\n\t      ", p, p.len());
            Ok(())
        }
    }
}

/// Reads a resolution of 6 bits and a value of 34.
fn degree(p: &mut Cursor<'_>) -> Result<(u8, u64), Stop> {
    let (high, low) = (p.u8()?, p.be_u32()?);
    Ok((high >> 2, u64::from(high & 3) << 32 | u64::from(low)))
}

fn coordinates(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let (resolution, latitude) = degree(&mut p)?;
    out!(cx, "\n\t    Latitude resolution ", resolution, ", latitude value ", latitude);
    let (resolution, longitude) = degree(&mut p)?;
    out!(cx, "\n\t    Longitude resolution ", resolution, ", longitude value ", longitude);
    let (kind, resolution) = (p.peek(0)? >> 4, p.peek_u16(0)? >> 6 & 0x3f);
    out!(cx, "\n\t    Altitude type ", named(ALTITUDES, kind).or_text("unknown"), " (", kind, ")");
    p.skip(1)?;
    let altitude = p.be_u32()? & 0x3fff_ffff;
    out!(cx, "\n\t    Altitude resolution ", resolution, ", altitude value 0x", hex(altitude, 1));
    let datum = p.u8()?;
    out!(cx, "\n\t    Datum ", named(DATUMS, datum).or_text("unknown"), " (0x", hex(datum, 2), ")");
    Ok(())
}

fn civic_address(cx: &mut Context<'_>, mut p: Cursor<'_>) -> Outcome {
    let len = usize::from(p.u8()?);
    if len < 3 || p.len() < len + 1 {
        return Ok(());
    }
    let what = p.u8()?;
    out!(
        cx,
        "\n\t    LCI length ",
        len,
        ", LCI what ",
        named(WHAT, what).or_text("unknown"),
        " (0x",
        hex(what, 2)
    );
    out!(cx, "), Country-code ");
    text(cx, p.split(2))?;
    let mut elements = p.declare(len - 3);
    while elements.len() >= 2 {
        let (kind, len) = (elements.u8()?, usize::from(elements.u8()?));
        out!(
            cx,
            "\n\t      CA type '",
            named(CIVIC, kind).or_text("unknown"),
            "' (",
            kind,
            "), length ",
            len,
            ": "
        );
        if kind == 0 || len == 0 || elements.len() < len {
            break;
        }
        text(cx, elements.split(len))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::tests::text;

    #[test]
    fn policy_and_power() {
        let shown = |subtype, bytes: &[u8]| {
            text(|cx| assert!(print(cx, subtype, Cursor::new(bytes, bytes.len())).unwrap()))
        };
        let policy = "\n\t    Application type [voice] (0x01), Flags [Tagged]\n\t    Vlan id 10, L2 priority 5, DSCP value 46";
        assert_eq!(shown(2, b"\x01\x40\x15\x6e"), policy);
        assert!(shown(4, b"\x03\0\x41").ends_with("Power priority [low] (0x03), Power 6.5 Watts"));
        assert_eq!(shown(5, b"rev 1"), "\n\t  Hardware revision rev 1");
    }
}
