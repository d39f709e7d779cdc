//! The numbers of ISAKMP and IKE by their names (RFC 2407, RFC 2408, RFC 7296, IANA's registries).

use crate::show::{Named, Table, named};

/// Payloads.
pub(super) const PAYLOADS: &Table = &[
    (0, "none"),
    (1, "sa"),
    (2, "p"),
    (3, "t"),
    (4, "ke"),
    (5, "id"),
    (6, "cert"),
    (7, "cr"),
    (8, "hash"),
    (9, "sig"),
    (10, "nonce"),
    (11, "n"),
    (12, "d"),
    (13, "vid"),
    (14, "pay14"),
    (15, "pay15"),
    (16, "pay16"),
    (17, "pay17"),
    (18, "pay18"),
    (19, "pay19"),
    (20, "pay20"),
    (21, "pay21"),
    (22, "pay22"),
    (23, "pay23"),
    (24, "pay24"),
    (25, "pay25"),
    (26, "pay26"),
    (27, "pay27"),
    (28, "pay28"),
    (29, "pay29"),
    (30, "pay30"),
    (31, "pay31"),
    (32, "pay32"),
    (33, "v2sa"),
    (34, "v2ke"),
    (35, "v2IDi"),
    (36, "v2IDr"),
    (37, "v2cert"),
    (38, "v2cr"),
    (39, "v2auth"),
    (40, "v2nonce"),
    (41, "v2n"),
    (42, "v2d"),
    (43, "v2vid"),
    (44, "v2TSi"),
    (45, "v2TSr"),
    (46, "v2e"),
    (47, "v2cp"),
    (48, "v2eap"),
];

/// Protocols of a proposal.
pub(super) const PROTOCOLS: &Table = &[(1, "isakmp"), (2, "ipsec-ah"), (3, "ipsec-esp"), (4, "ipcomp")];
/// Transforms of ISAKMP.
pub(super) const ISAKMP_TRANSFORMS: &Table = &[(1, "ike")];
/// Transforms of AH.
pub(super) const AH_TRANSFORMS: &Table = &[
    (1, "(reserved)"),
    (2, "md5"),
    (3, "sha"),
    (4, "1des"),
    (5, "sha2-256"),
    (6, "sha2-384"),
    (7, "sha2-512"),
];
/// Transforms of ESP.
pub(super) const ESP_TRANSFORMS: &Table = &[
    (1, "1des-iv64"),
    (2, "1des"),
    (3, "3des"),
    (4, "rc5"),
    (5, "idea"),
    (6, "cast"),
    (7, "blowfish"),
    (8, "3idea"),
    (9, "1des-iv32"),
    (10, "rc4"),
    (11, "null"),
    (12, "aes"),
];
/// Transforms of IPComp.
pub(super) const IPCOMP_TRANSFORMS: &Table = &[(1, "oui"), (2, "deflate"), (3, "lzs")];
/// Groups of Diffie-Hellman.
pub(super) const GROUPS: &Table = &[
    (1, "modp768"),
    (2, "modp1024"),
    (3, "EC2N 2^155"),
    (4, "EC2N 2^185"),
    (5, "modp1536"),
    (6, "iana-grp06"),
    (7, "iana-grp07"),
    (8, "iana-grp08"),
    (9, "iana-grp09"),
    (10, "iana-grp10"),
    (11, "iana-grp11"),
    (12, "iana-grp12"),
    (13, "iana-grp13"),
    (14, "modp2048"),
    (15, "modp3072"),
    (16, "modp4096"),
    (17, "modp6144"),
    (18, "modp8192"),
];
/// What an identity is.
pub(super) const ID_TYPES: &Table = &[
    (1, "IPv4"),
    (2, "FQDN"),
    (3, "user FQDN"),
    (4, "IPv4net"),
    (5, "IPv6"),
    (6, "IPv6net"),
    (7, "IPv4range"),
    (8, "IPv6range"),
    (9, "ASN1 DN"),
    (10, "ASN1 GN"),
    (11, "keyid"),
];
/// Encodings of certificates.
pub(super) const CERTIFICATES: &Table = &[
    (0, "none"),
    (1, "pkcs7"),
    (2, "pgp"),
    (3, "dns"),
    (4, "x509sign"),
    (5, "x509ke"),
    (6, "kerberos"),
    (7, "crl"),
    (8, "arl"),
    (9, "spki"),
    (10, "x509attr"),
];
/// Notifications.
pub(super) const NOTIFICATIONS: &Table = &[
    (1, "INVALID-PAYLOAD-TYPE"),
    (2, "DOI-NOT-SUPPORTED"),
    (3, "SITUATION-NOT-SUPPORTED"),
    (4, "INVALID-COOKIE"),
    (5, "INVALID-MAJOR-VERSION"),
    (6, "INVALID-MINOR-VERSION"),
    (7, "INVALID-EXCHANGE-TYPE"),
    (8, "INVALID-FLAGS"),
    (9, "INVALID-MESSAGE-ID"),
    (10, "INVALID-PROTOCOL-ID"),
    (11, "INVALID-SPI"),
    (12, "INVALID-TRANSFORM-ID"),
    (13, "ATTRIBUTES-NOT-SUPPORTED"),
    (14, "NO-PROPOSAL-CHOSEN"),
    (15, "BAD-PROPOSAL-SYNTAX"),
    (16, "PAYLOAD-MALFORMED"),
    (17, "INVALID-KEY-INFORMATION"),
    (18, "INVALID-ID-INFORMATION"),
    (19, "INVALID-CERT-ENCODING"),
    (20, "INVALID-CERTIFICATE"),
    (21, "CERT-TYPE-UNSUPPORTED"),
    (22, "INVALID-CERT-AUTHORITY"),
    (23, "INVALID-HASH-INFORMATION"),
    (24, "AUTHENTICATION-FAILED"),
    (25, "INVALID-SIGNATURE"),
    (26, "ADDRESS-NOTIFICATION"),
    (27, "NOTIFY-SA-LIFETIME"),
    (28, "CERTIFICATE-UNAVAILABLE"),
    (29, "UNSUPPORTED-EXCHANGE-TYPE"),
    (30, "UNEQUAL-PAYLOAD-LENGTHS"),
    (16384, "CONNECTED"),
];
/// Notifications of the IPsec DOI.
pub(super) const IPSEC_NOTIFICATIONS: &Table = &[
    (8192, "RESERVED"),
    (24576, "RESPONDER-LIFETIME"),
    (24577, "REPLAY-STATUS"),
    (24578, "INITIAL-CONTACT"),
];
/// Notifications of version 2.
pub(super) const V2_NOTIFICATIONS: &Table = &[
    (1, "unsupported_critical_payload"),
    (4, "invalid_ike_spi"),
    (5, "invalid_major_version"),
    (7, "invalid_syntax"),
    (9, "invalid_message_id"),
    (11, "invalid_spi"),
    (14, "no_protocol_chosen"),
    (17, "invalid_ke_payload"),
    (24, "authentication_failed"),
    (34, "single_pair_required"),
    (35, "no_additional_sas"),
    (36, "internal_address_failure"),
    (37, "failed:cp_required"),
    (39, "invalid_selectors"),
    (16384, "initial_contact"),
    (16385, "set_window_size"),
    (16386, "additional_ts_possible"),
    (16387, "ipcomp_supported"),
    (16388, "nat_detection_source_ip"),
    (16389, "nat_detection_destination_ip"),
    (16390, "cookie"),
    (16391, "use_transport_mode"),
    (16392, "http_cert_lookup_supported"),
    (16393, "rekey_sa"),
    (16394, "tfc_padding_not_supported"),
    (16395, "non_first_fragment_also"),
];
/// Methods of authentication in version 2.
pub(super) const AUTH_METHODS: &Table = &[(0, "invalid"), (1, "rsasig"), (2, "shared-secret"), (3, "dsssig")];
/// Types of transforms in version 2.
pub(super) const TRANSFORM_TYPES: &Table = &[(1, "encr"), (2, "prf"), (3, "integ"), (4, "dh"), (5, "esn")];
/// Pseudo-random functions.
pub(super) const PRFS: &Table = &[(1, "hmac-md5"), (2, "hmac-sha"), (3, "hmac-tiger"), (4, "aes128_xcbc")];
/// Integrity checks.
pub(super) const INTEGRITY: &Table =
    &[(1, "hmac-md5"), (2, "hmac-sha"), (3, "dec-mac"), (4, "kpdk-md5"), (5, "aes-xcbc")];
/// Whether sequence numbers are long.
pub(super) const SEQUENCE_NUMBERS: &Table = &[(0, "no-esn"), (1, "esn")];

/// The name of a payload.
pub(super) fn payload_name(number: u8) -> Named {
    named(PAYLOADS, number).or("#", "")
}
