//! Makers of network cards: those that tcpdump knows by the first half of a MAC address.

use crate::show::{Mac, Table, name};

/// Names of organizationally unique identifiers.
pub(crate) const OUIS: &Table = &[
    (0x00_0000, "Ethernet"),
    (0x00_000c, "Cisco"),
    (0x00_005e, "IANA"),
    (0x00_0081, "Nortel Networks SONMP"),
    (0x00_00f8, "Cisco bridged"),
    (0x00_049f, "Freescale"),
    (0x00_04ea, "HP-Labs"),
    (0x00_1018, "Broadcom"),
    (0x00_120f, "IEEE 802.3 Private"),
    (0x00_12bb, "ANSI/TIA"),
    (0x00_15ad, "Netronome"),
    (0x00_1b21, "DCBX"),
    (0x00_2320, "Nicira Networks"),
    (0x00_2481, "HP"),
    (0x00_80c2, "Ethernet bridged"),
    (0x00_9069, "Juniper"),
    (0x00_a03e, "ATM Forum"),
    (0x00_e004, "PMC-Sierra"),
    (0x00_e02f, "DOCSIS Spanning Tree"),
    (0x08_0007, "Appletalk"),
    (0x08_0009, "Hewlett-Packard"),
];

/// The maker of the card with this address.
pub(crate) fn maker(address: Mac) -> &'static str {
    let [a, b, c, ..] = address.0;
    name(OUIS, u32::from_be_bytes([0, a, b, c])).unwrap_or("Unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_maker_is_known_by_the_first_three_bytes() {
        assert_eq!(maker(Mac([0, 0, 0x0c, 1, 2, 3])), "Cisco");
        assert_eq!(maker(Mac([2, 0, 0, 1, 2, 3])), "Unknown");
    }
}
