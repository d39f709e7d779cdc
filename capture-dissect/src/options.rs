//! How to print: the command line's wishes, and what the printers ask of the machine.

use std::net::IpAddr;

/// How to print.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `-n`: numbers instead of names.
    pub numeric: bool,
    /// How many times `-v`.
    pub verbose: u8,
    /// How many times `-q`.
    pub quiet: u8,
    /// `-e`: the link header too.
    pub link_header: bool,
    /// How many times `-t`, as a style.
    pub timestamp: TimestampStyle,
    /// `-x`, `-X`, `-A` and their doubles.
    pub dump: Dump,
    /// `-#`: the number of each packet.
    pub packet_number: bool,
    /// `-S`: TCP sequence numbers as they are.
    pub absolute_seq: bool,
    /// `-K`: no checksum is verified.
    pub no_checksums: bool,
    /// `-N`: host names without their domain.
    pub suppress_domain: bool,
    /// `--nano`: times with nine decimal places.
    pub nanoseconds: bool,
    /// `-g`: no line break after the IP header that `-v` shows.
    pub one_line: bool,
    /// `-b`: AS numbers as two numbers with a dot between.
    pub as_dot: bool,
    /// `-u`: NFS file handles undecoded.
    pub raw_handles: bool,
    /// `-H`: the draft of IEEE 802.11s is looked for.
    pub mesh_draft: bool,
    /// `-T`: what UDP and TCP payloads are.
    pub payload: Option<Payload>,
    /// `-E`: keys for ESP, in the order in which they are tried.
    pub esp_keys: Vec<EspKey>,
    /// `-M`: the secret of TCP's MD5 option (RFC 2385).
    pub tcp_md5_secret: Option<Vec<u8>>,
}

/// Which time stands before a packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimestampStyle {
    /// The local time of day.
    #[default]
    Default,
    /// `-t`: none.
    None,
    /// `-tt`: seconds since 1970.
    Unix,
    /// `-ttt`: since the packet before.
    Delta,
    /// `-tttt`: the local date and time of day.
    Date,
    /// `-ttttt`: since the first packet.
    SinceFirst,
}

/// How the bytes of a packet follow its lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dump {
    /// Not at all.
    #[default]
    None,
    /// `-x`: in hexadecimal; with the link header for `-xx`.
    Hex {
        /// Whether the link header belongs to it.
        link: bool,
    },
    /// `-X`: in hexadecimal and as text; with the link header for `-XX`.
    HexAscii {
        /// Whether the link header belongs to it.
        link: bool,
    },
    /// `-A`: as text; with the link header for `-AA`.
    Ascii {
        /// Whether the link header belongs to it.
        link: bool,
    },
}

macro_rules! payloads {
    ($($variant:ident $name:literal $what:literal;)*) => {
        /// What `-T` says that payloads are.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Payload {
            $(#[doc = $what] $variant,)*
        }

        impl Payload {
            /// All names that `-T` takes, in tcpdump's order.
            pub const NAMES: &[(&str, Self)] = &[$(($name, Self::$variant),)*];
        }
    };
}

payloads! {
    Vat "vat" "Visual Audio Tool.";
    Wb "wb" "Distributed White Board.";
    Rpc "rpc" "Remote Procedure Call.";
    Rtp "rtp" "Real-Time Transport Protocol.";
    Rtcp "rtcp" "Real-Time Transport Control Protocol.";
    Snmp "snmp" "Simple Network Management Protocol.";
    Cnfp "cnfp" "Cisco NetFlow.";
    Tftp "tftp" "Trivial File Transfer Protocol.";
    Aodv "aodv" "Ad-hoc On-demand Distance Vector.";
    Carp "carp" "Common Address Redundancy Protocol.";
    Radius "radius" "RADIUS.";
    ZmtpTcp "zmtp1" "ZeroMQ Message Transport Protocol 1.0.";
    Vxlan "vxlan" "Virtual eXtensible Local Area Network.";
    Pgm "pgm" "Pragmatic General Multicast.";
    PgmZmtp "pgm_zmtp1" "ZMTP/1.0 inside Pragmatic General Multicast.";
    Lmp "lmp" "Link Management Protocol.";
    Resp "resp" "REdis Serialization Protocol.";
    Ptp "ptp" "Precision Time Protocol.";
    Someip "someip" "SOME/IP.";
    Domain "domain" "Domain Name System.";
}

/// A key for packets of ESP (RFC 4303) or messages of IKE (RFC 7296).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EspKey {
    /// Which packets it opens.
    pub opens: Opens,
    /// How they were encrypted.
    pub cipher: EspCipher,
    /// Bytes of the integrity check value at the end of the packet.
    pub icv_bytes: usize,
    /// The key.
    pub secret: Vec<u8>,
}

/// What a key opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// Packets of ESP that no other key opens.
    Other,
    /// Packets of ESP with this SPI to this destination.
    Esp(u32, IpAddr),
    /// Messages of version 2 of IKE.
    Ike {
        /// Those of the side that began, or those of the other.
        by_initiator: bool,
        /// The initiator's and the responder's SPI.
        spis: [u64; 2],
    },
}

/// A cipher of ESP, in CBC mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EspCipher {
    /// AES with a key of so many bytes: 16, 24 or 32.
    Aes(usize),
    /// Blowfish.
    Blowfish,
    /// CAST5.
    Cast,
    /// DES.
    Des,
    /// DES three times, with three keys.
    TripleDes,
    /// None.
    Null,
}

/// The time zone in which times are printed.
pub trait Zone {
    /// Seconds by which local time was ahead of UTC at a moment given in seconds since 1970.
    fn utc_offset(&self, unix_secs: i64) -> i32;
}

/// The machine's names for numbers; asked only without `-n`.
///
/// What comes back may hold any byte: it is escaped before it is printed.
pub trait Names {
    /// The name of a host.
    fn host(&mut self, address: IpAddr) -> Option<&str>;
    /// The name of a TCP port.
    fn tcp_port(&mut self, port: u16) -> Option<&str>;
    /// The name of a UDP port.
    fn udp_port(&mut self, port: u16) -> Option<&str>;
    /// The name of the owner of a MAC address.
    fn mac(&mut self, address: [u8; 6]) -> Option<&str>;
    /// The name of an interface; asked with `-n` too.
    fn interface(&mut self, ifindex: u32) -> Option<&str>;
}

/// No names at all.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoNames;

impl Names for NoNames {
    fn host(&mut self, _: IpAddr) -> Option<&str> {
        None
    }

    fn tcp_port(&mut self, _: u16) -> Option<&str> {
        None
    }

    fn udp_port(&mut self, _: u16) -> Option<&str> {
        None
    }

    fn mac(&mut self, _: [u8; 6]) -> Option<&str> {
        None
    }

    fn interface(&mut self, _: u32) -> Option<&str> {
        None
    }
}
