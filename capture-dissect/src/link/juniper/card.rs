//! The kinds of interface cards.

/// What is known of a kind of card.
pub(super) struct Card {
    /// The name in `[|name]`.
    pub protocol: &'static str,
    /// Its name, where there is a cookie.
    pub name: Option<&'static str>,
    /// Bytes of the cookie, unless its first byte says otherwise.
    pub cookie_len: usize,
    /// What else is peculiar about it.
    pub kind: Kind,
}

/// What is peculiar about what follows the cookie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing.
    Other,
    /// A cookie of link services tells the protocol.
    Multilink,
    /// The protocol is part of the header; a cookie of link services tells it.
    MultilinkFrameRelay,
    /// Fragments have no cookie; a cookie of link services tells the protocol.
    FrameRelay,
    /// A control word may stand before cells.
    Cells,
}

const fn with_cookie(protocol: &'static str, name: &'static str, cookie_len: usize) -> Card {
    Card { protocol, name: Some(name), cookie_len, kind: Kind::Other }
}

const fn plain(protocol: &'static str) -> Card {
    Card { protocol, name: None, cookie_len: 0, kind: Kind::Other }
}

pub(super) const MLPPP: Card = Card { kind: Kind::Multilink, ..with_cookie("juniper_mlppp", "MLPPP", 2) };
pub(super) const MLFR: Card =
    Card { kind: Kind::MultilinkFrameRelay, ..with_cookie("juniper_mlfr", "MLFR", 2) };
pub(super) const MFR: Card = Card { kind: Kind::FrameRelay, ..with_cookie("juniper_mfr", "MFR", 4) };
pub(super) const ES: Card = with_cookie("juniper_es", "ES", 0);
pub(super) const GGSN: Card = with_cookie("juniper_ggsn", "GGSN", 8);
pub(super) const ATM1: Card = with_cookie("juniper_atm1", "ATM1", 4);
pub(super) const ATM2: Card = Card { kind: Kind::Cells, ..with_cookie("juniper_atm2", "ATM2", 8) };
pub(super) const SERVICES: Card = with_cookie("juniper_services", "AS", 8);
pub(super) const MONITOR: Card = with_cookie("juniper_monitor", "MONITOR", 8);
pub(super) const PPPOE: Card = with_cookie("juniper_pppoe", "PPPoE", 0);
pub(super) const PPPOE_ATM: Card = with_cookie("juniper_pppoe_atm", "PPPoE ATM", 0);
pub(super) const ETHER: Card = plain("juniper_ether");
pub(super) const PPP: Card = plain("juniper_ppp");
pub(super) const FRELAY: Card = plain("juniper_frelay");
pub(super) const CHDLC: Card = plain("juniper_chdlc");
