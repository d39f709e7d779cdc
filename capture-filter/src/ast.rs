//! What an expression says, before anything is known about the packets.
//!
//! Nodes live in two vectors and name each other by index, so that neither building nor dropping a
//! deep tree needs a deep stack.

use crate::words::{AtmKind, Mtp3Field, SignalUnit};

/// A protocol that has a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Proto {
    Link,
    Ip,
    Ip6,
    Arp,
    Rarp,
    Tcp,
    Udp,
    Sctp,
    Icmp,
    Icmp6,
    Igmp,
    Igrp,
    Pim,
    Vrrp,
    Carp,
    Ah,
    Esp,
    Atalk,
    Aarp,
    Decnet,
    Lat,
    Sca,
    MopRc,
    MopDl,
    Stp,
    Ipx,
    Netbeui,
    Iso,
    Clnp,
    Esis,
    Isis,
    L1,
    L2,
    Iih,
    Lsp,
    Snp,
    Csnp,
    Psnp,
    Radio,
}

impl Proto {
    /// The keyword, as messages show it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Ip => "ip",
            Self::Ip6 => "ip6",
            Self::Arp => "arp",
            Self::Rarp => "rarp",
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
            Self::Icmp => "icmp",
            Self::Icmp6 => "icmp6",
            Self::Igmp => "igmp",
            Self::Igrp => "igrp",
            Self::Pim => "pim",
            Self::Vrrp => "vrrp",
            Self::Carp => "carp",
            Self::Ah => "ah",
            Self::Esp => "esp",
            Self::Atalk => "atalk",
            Self::Aarp => "aarp",
            Self::Decnet => "decnet",
            Self::Lat => "lat",
            Self::Sca => "sca",
            Self::MopRc => "moprc",
            Self::MopDl => "mopdl",
            Self::Stp => "stp",
            Self::Ipx => "ipx",
            Self::Netbeui => "netbeui",
            Self::Iso => "iso",
            Self::Clnp => "clnp",
            Self::Esis => "esis",
            Self::Isis => "isis",
            Self::L1 => "l1",
            Self::L2 => "l2",
            Self::Iih => "iih",
            Self::Lsp => "lsp",
            Self::Snp => "snp",
            Self::Csnp => "csnp",
            Self::Psnp => "psnp",
            Self::Radio => "radio",
        }
    }
}

/// Which of a packet's addresses or ports is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dir {
    /// Not said: either.
    Default,
    Src,
    Dst,
    Either,
    Both,
    /// `addr1` to `addr4` of 802.11.
    Addr(u8),
    Ra,
    Ta,
}

/// What kind of thing an id is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Not said: a host.
    Default,
    Host,
    Net,
    Port,
    PortRange,
    Gateway,
    Proto,
    ProtoChain,
}

/// What stands before an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Qualifier {
    pub(crate) proto: Option<Proto>,
    pub(crate) dir: Dir,
    pub(crate) kind: Kind,
}

/// A name, number or address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Id {
    Name(String),
    Number(u32),
    /// Dotted decimal.
    Dotted {
        /// The octets that were given, right-aligned; `None` if one is above 255.
        value: Option<u32>,
        octets: u32,
        /// The same as area and node.
        decnet: u32,
    },
    /// A network: the address left-aligned and its mask.
    Masked {
        address: u32,
        mask: u32,
    },
    Ip6 {
        address: u128,
        /// The length behind a slash.
        prefix: Option<u32>,
    },
    Ether([u8; 6]),
    Arcnet(u8),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

/// An arithmetic operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is what it is in C")]
pub enum ArithOp {
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    And,
    Or,
    Xor,
    Shl,
    Shr,
}

/// A value: a node of [`Ast::ariths`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arith {
    Number(u32),
    Len,
    /// `proto [ index : size ]`
    Load {
        proto: Proto,
        index: ArithId,
        size: u8,
    },
    Negate(ArithId),
    Binary(ArithOp, ArithId, ArithId),
}

/// What `byte N op M` does with the byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ByteOp {
    Eq,
    Lt,
    Gt,
    And,
    Or,
}

/// A word or number behind a keyword that takes either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Name(String),
    Number(u32),
}

/// What is tested on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Primitive {
    Id(Qualifier, Id),
    /// A protocol's keyword alone.
    Abbreviation(Proto),
    Relation(Relation, ArithId, ArithId),
    Broadcast(Option<Proto>),
    Multicast(Option<Proto>),
    Less(u32),
    Greater(u32),
    Byte {
        offset: u32,
        op: ByteOp,
        value: u32,
    },
    Inbound(bool),
    IfIndex(u32),
    Vlan(Option<u32>),
    Mpls(Option<u32>),
    PppoeD,
    PppoeS(Option<u32>),
    Geneve(Option<u32>),
    Llc(Option<String>),
    WlanType {
        kind: Value,
        subtype: Option<Value>,
    },
    WlanSubtype(String),
    WlanDir(Value),
    PfInterface(String),
    PfRuleSet(String),
    PfRule(u32),
    PfSubRule(u32),
    PfReason(Value),
    PfAction(String),
    Atm(AtmKind),
    /// A field of an ATM header: true where one of the comparisons is.
    AtmField {
        is_vpi: bool,
        tests: Vec<(Relation, u32)>,
    },
    SignalUnit(SignalUnit, bool),
    Mtp3 {
        field: Mtp3Field,
        high_speed: bool,
        tests: Vec<(Relation, u32)>,
    },
}

/// A node of [`Ast::nodes`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// A primitive, and where it stands in the text.
    Primitive(Primitive, usize),
    Not(NodeId),
    And(NodeId, NodeId),
    Or(NodeId, NodeId),
}

/// Index into [`Ast::nodes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NodeId(pub(crate) usize);

/// Index into [`Ast::ariths`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ArithId(pub(crate) usize);

/// An expression.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ast {
    /// Conditions; a node comes after those that it names.
    pub(crate) nodes: Vec<Node>,
    /// Values with their place in the text; a node comes after those that it names.
    pub(crate) ariths: Vec<(Arith, usize)>,
    /// The whole; `None` accepts every packet.
    pub(crate) root: Option<NodeId>,
}
