//! Names of what LMP's objects hold (RFC 4204 section 13, RFC 3471 section 3.1.1).

use crate::show::Table;

pub(super) const CLASSES: &Table = &[
    (1, "Control Channel ID"),
    (2, "Node ID"),
    (3, "Link ID"),
    (4, "Interface ID"),
    (5, "Message ID"),
    (6, "Configuration"),
    (7, "Hello"),
    (8, "Verify Begin"),
    (9, "Verify Begin ACK"),
    (10, "Verify ID"),
    (11, "TE Link"),
    (12, "Data Link"),
    (13, "Channel Status"),
    (14, "Channel Status Request"),
    (20, "Error Code"),
    (51, "Service Config"),
];

/// A class and one of its types as one number.
pub(super) const fn c_type(class: u8, kind: u8) -> u32 {
    (class as u32) << 8 | kind as u32
}

/// Types by [`c_type`].
pub(super) const C_TYPES: &Table = &[
    (0x0101, "Local"),
    (0x0102, "Remote"),
    (0x0201, "Local"),
    (0x0202, "Remote"),
    (0x0301, "IPv4 Local"),
    (0x0302, "IPv4 Remote"),
    (0x0303, "IPv6 Local"),
    (0x0304, "IPv6 Remote"),
    (0x0305, "Unnumbered Local"),
    (0x0306, "Unnumbered Remote"),
    (0x0401, "IPv4 Local"),
    (0x0402, "IPv4 Remote"),
    (0x0403, "IPv6 Local"),
    (0x0404, "IPv6 Remote"),
    (0x0405, "Unnumbered Local"),
    (0x0406, "Unnumbered Remote"),
    (0x0501, "1"),
    (0x0502, "2"),
    (0x0601, "1"),
    (0x0701, "1"),
    (0x0801, "1"),
    (0x0901, "1"),
    (0x0a01, "1"),
    (0x0b01, "IPv4"),
    (0x0b02, "IPv6"),
    (0x0b03, "Unnumbered"),
    (0x0c01, "IPv4"),
    (0x0c02, "IPv6"),
    (0x0c03, "Unnumbered"),
    (0x0d01, "IPv4"),
    (0x0d02, "IPv6"),
    (0x0d03, "Unnumbered"),
    (0x0e01, "IPv4"),
    (0x0e02, "IPv6"),
    (0x0e03, "Unnumbered"),
    (0x1401, "1"),
    (0x1402, "2"),
    (0x3301, "1"),
    (0x3302, "2"),
    (0x3303, "3"),
    (0x3304, "4"),
];

pub(super) const VERIFY_FLAGS: &Table = &[(1, "Verify all links"), (2, "Data link type")];

pub(super) const TE_LINK_FLAGS: &Table =
    &[(1, "Fault Management Supported"), (2, "Link Verification Supported")];

pub(super) const VERIFY_ERRORS: &Table = &[
    (0x01, "Link Verification Procedure Not supported"),
    (0x02, "Unwilling to verify"),
    (0x04, "Unsupported verification transport mechanism"),
    (0x08, "Link-Id configuration error"),
    (0x10, "Unknown object c-type"),
];

pub(super) const SUMMARY_ERRORS: &Table = &[
    (0x01, "Unacceptable non-negotiable LINK-SUMMARY parameters"),
    (0x02, "Renegotiate LINK-SUMMARY parameters"),
    (0x04, "Invalid TE-LINK Object"),
    (0x08, "Invalid DATA-LINK Object"),
    (0x10, "Unknown TE-LINK Object c-type"),
    (0x20, "Unknown DATA-LINK Object c-type"),
];

pub(super) const CHANNEL_STATES: &Table = &[(1, "Signal Okay"), (2, "Signal Degraded"), (3, "Signal Fail")];
