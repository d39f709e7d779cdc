//! shim
#![forbid(unsafe_code)]
#![allow(missing_docs)]
use capture_common::*;
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub numeric: u8,
    pub verbose: u8,
    pub quiet: bool,
    pub link_header: bool,
    pub timestamp: TimestampStyle,
    pub hex: Hex,
    pub ascii: Ascii,
    pub packet_number: bool,
    pub absolute_seq: bool,
    pub no_checksums: bool,
    pub suppress_domain: bool,
    pub nanoseconds: bool,
}
#[derive(Clone, Copy, Debug, Default)]
pub enum TimestampStyle {
    #[default]
    Default,
    None,
    Unix,
    Delta,
    Date,
    SinceFirst,
}
#[derive(Clone, Copy, Debug, Default)]
pub enum Hex {
    #[default]
    None,
    X,
    XX,
    Ascii,
    AsciiLink,
}
#[derive(Clone, Copy, Debug, Default)]
pub enum Ascii {
    #[default]
    None,
    A,
    AA,
}
pub trait Zone {
    fn utc_offset(&self, unix_secs: i64) -> i32;
}
pub trait Names {}
pub struct Dissector;
impl Dissector {
    pub fn new(_: Options, _: Box<dyn Zone>, _: Box<dyn Names>) -> Self {
        Self
    }
    pub fn print(&mut self, r: &Record<'_>, _: LinkType, out: &mut Vec<u8>) {
        out.extend_from_slice(format!("{r:?}\n").as_bytes());
    }
}
