//! 802.11: addresses by the direction of the frame, types and subtypes.
//!
//! Source: IEEE 802.11-2020, 9.2.4.1 (frame control) and 9.3.2.1 (addresses of data frames).

use super::{Lowering, Outcome};
use crate::{
    ast::{Dir, Value},
    cfg::Condition,
};

/// Bits of the first byte of frame control.
const TYPE_MASK: u32 = 0x0c;
const SUBTYPE_MASK: u32 = 0xf0;
const CONTROL: u32 = 0x04;
const CTS: u32 = 0xc0;
const ACK: u32 = 0xd0;

/// Bits of the second.
const TO_DS: u32 = 0x01;
const FROM_DS: u32 = 0x02;

/// Where the four addresses are.
const ADDRESSES: [u32; 4] = [4, 10, 16, 24];

const TYPES: &[(&str, u32)] =
    &[("mgt", 0x00), ("management", 0x00), ("ctl", 0x04), ("control", 0x04), ("data", 0x08)];

/// Subtypes with their type.
const SUBTYPES: &[(&str, u32, u32)] = &[
    ("assoc-req", 0x00, 0x00),
    ("assocreq", 0x00, 0x00),
    ("assoc-resp", 0x00, 0x10),
    ("assocresp", 0x00, 0x10),
    ("reassoc-req", 0x00, 0x20),
    ("reassocreq", 0x00, 0x20),
    ("reassoc-resp", 0x00, 0x30),
    ("reassocresp", 0x00, 0x30),
    ("probe-req", 0x00, 0x40),
    ("probereq", 0x00, 0x40),
    ("probe-resp", 0x00, 0x50),
    ("proberesp", 0x00, 0x50),
    ("beacon", 0x00, 0x80),
    ("atim", 0x00, 0x90),
    ("disassoc", 0x00, 0xa0),
    ("disassociation", 0x00, 0xa0),
    ("auth", 0x00, 0xb0),
    ("authentication", 0x00, 0xb0),
    ("deauth", 0x00, 0xc0),
    ("deauthentication", 0x00, 0xc0),
    ("ps-poll", 0x04, 0xa0),
    ("rts", 0x04, 0xb0),
    ("cts", 0x04, 0xc0),
    ("ack", 0x04, 0xd0),
    ("cf-end", 0x04, 0xe0),
    ("cf-end-ack", 0x04, 0xf0),
    ("data", 0x08, 0x00),
    ("data-cf-ack", 0x08, 0x10),
    ("data-cf-poll", 0x08, 0x20),
    ("data-cf-ack-poll", 0x08, 0x30),
    ("null", 0x08, 0x40),
    ("cf-ack", 0x08, 0x50),
    ("cf-poll", 0x08, 0x60),
    ("cf-ack-poll", 0x08, 0x70),
    ("qos-data", 0x08, 0x80),
    ("qos-data-cf-ack", 0x08, 0x90),
    ("qos-data-cf-poll", 0x08, 0xa0),
    ("qos-data-cf-ack-poll", 0x08, 0xb0),
    ("qos", 0x08, 0xc0),
    ("qos-cf-poll", 0x08, 0xe0),
    ("qos-cf-ack-poll", 0x08, 0xf0),
];

const DIRECTIONS: &[(&str, u32)] = &[("nods", 0), ("tods", TO_DS), ("fromds", FROM_DS), ("dstods", 3)];

impl Lowering<'_> {
    /// A data frame.
    pub(super) fn wlan_data(&mut self) -> Condition {
        let not_extension = self.has_no_extension();
        let data = self.is_data();
        self.and(not_extension, data)
    }

    fn is_data(&mut self) -> Condition {
        let header = self.header();
        self.any_bit(header, 0x08)
    }

    fn has_no_extension(&mut self) -> Condition {
        let header = self.header();
        let bit = self.any_bit(header, 0x04);
        self.not(bit)
    }

    fn distribution(&mut self, bit: u32) -> Condition {
        let header = self.header();
        self.any_bit(header.plus(1), bit)
    }

    /// A frame with a station's address where its direction puts it.
    pub(super) fn wlan_host(&mut self, address: [u8; 6], dir: Dir) -> Outcome {
        match dir {
            Dir::Src => Ok(self.wlan_source(address)),
            Dir::Dst => {
                Ok(self.wlan_destination(|lowering, number| lowering.wlan_address_is(number, address)))
            }
            Dir::Default | Dir::Either | Dir::Both => {
                let source = self.wlan_source(address);
                let destination =
                    self.wlan_destination(|lowering, number| lowering.wlan_address_is(number, address));
                Ok(if dir == Dir::Both {
                    self.and(source, destination)
                } else {
                    self.or(source, destination)
                })
            }
            Dir::Addr(number) => Ok(self.wlan_numbered(address, usize::from(number))),
            // Frames other than those of management have it.
            Dir::Ra => {
                let data = self.is_data();
                let first = self.wlan_address_is(1, address);
                Ok(self.and(data, first))
            }
            Dir::Ta => {
                let data = self.is_data();
                let second = self.wlan_numbered(address, 2);
                Ok(self.and(data, second))
            }
        }
    }

    fn wlan_address_is(&mut self, number: usize, address: [u8; 6]) -> Condition {
        let offset = number.checked_sub(1).and_then(|at| ADDRESSES.get(at)).copied().unwrap_or_default();
        let header = self.header();
        self.bytes(header.plus(offset), &address)
    }

    /// An address by its number, in frames that have that many.
    fn wlan_numbered(&mut self, address: [u8; 6], number: usize) -> Condition {
        let found = self.wlan_address_is(number, address);
        let header = self.header();
        let has = match number {
            2 => {
                let control = self.matches(header, 1, CONTROL, TYPE_MASK);
                let cts = self.matches(header, 1, CTS, SUBTYPE_MASK);
                let ack = self.matches(header, 1, ACK, SUBTYPE_MASK);
                let short = self.or(cts, ack);
                let short = self.and(control, short);
                self.not(short)
            }
            3 => {
                let control = self.matches(header, 1, CONTROL, TYPE_MASK);
                self.not(control)
            }
            4 => self.matches(header.plus(1), 1, TO_DS | FROM_DS, TO_DS | FROM_DS),
            _ => return found,
        };
        self.and(has, found)
    }

    fn wlan_source(&mut self, address: [u8; 6]) -> Condition {
        let second = self.wlan_address_is(2, address);
        let third = self.wlan_address_is(3, address);
        let fourth = self.wlan_address_is(4, address);
        let (from, to) = (self.distribution(FROM_DS), self.distribution(TO_DS));
        let relayed = self.conditions.either(to, fourth, third);
        let data = self.conditions.either(from, relayed, second);
        self.wlan_frame(data, second)
    }

    /// A condition on the address that is the destination.
    fn wlan_destination(&mut self, is: impl Fn(&mut Self, usize) -> Condition) -> Condition {
        let first = is(self, 1);
        let third = is(self, 3);
        let to = self.distribution(TO_DS);
        let data = self.conditions.either(to, third, first);
        self.wlan_frame(data, first)
    }

    /// One condition for data frames and one for those of management; others have no such address.
    fn wlan_frame(&mut self, data: Condition, management: Condition) -> Condition {
        let not_extension = self.has_no_extension();
        let is_data = self.is_data();
        let frame = self.conditions.either(is_data, data, management);
        self.and(not_extension, frame)
    }

    pub(super) fn wlan_multicast(&mut self) -> Condition {
        self.wlan_destination(|lowering, number| {
            let offset = number.checked_sub(1).and_then(|at| ADDRESSES.get(at)).copied().unwrap_or_default();
            let header = lowering.header();
            lowering.any_bit(header.plus(offset), 1)
        })
    }

    pub(super) fn wlan_type(&mut self, kind: &Value, subtype: Option<&Value>) -> Outcome {
        let kind = match kind {
            Value::Number(number) if number & !TYPE_MASK == 0 => *number,
            Value::Number(number) => {
                return Err(self.error(format!("invalid 802.11 type value 0x{number:02x}")));
            }
            Value::Name(name) => match TYPES.iter().find(|(known, _)| known == name) {
                Some((_, value)) => *value,
                None => return Err(self.unknown("802.11 type", name, TYPES.iter().map(|(name, _)| *name))),
            },
        };
        let Some(subtype) = subtype else { return self.frame_control(kind, TYPE_MASK) };
        let of_type = || SUBTYPES.iter().filter(|(_, of, _)| *of == kind);
        let subtype = match subtype {
            Value::Number(number) if number & !SUBTYPE_MASK == 0 => *number,
            Value::Number(number) => {
                return Err(self.error(format!("invalid 802.11 subtype value 0x{number:02x}")));
            }
            Value::Name(name) => match of_type().find(|(known, ..)| known == name) {
                Some((_, _, value)) => *value,
                None => return Err(self.unknown("802.11 subtype", name, of_type().map(|(name, ..)| *name))),
            },
        };
        self.frame_control(kind | subtype, TYPE_MASK | SUBTYPE_MASK)
    }

    pub(super) fn wlan_subtype(&mut self, subtype: &str) -> Outcome {
        match SUBTYPES.iter().find(|(known, ..)| *known == subtype) {
            Some((_, kind, value)) => self.frame_control(kind | value, TYPE_MASK | SUBTYPE_MASK),
            None => Err(self.unknown("802.11 subtype", subtype, SUBTYPES.iter().map(|(name, ..)| *name))),
        }
    }

    fn frame_control(&mut self, wanted: u32, mask: u32) -> Outcome {
        if !self.is_typed_wlan() {
            return Err(self.error("802.11 link-layer types supported only on 802.11"));
        }
        let header = self.header();
        Ok(self.matches(header, 1, wanted, mask))
    }

    pub(super) fn wlan_dir(&mut self, dir: &Value) -> Outcome {
        if !self.is_typed_wlan() {
            return Err(self.error("frame direction supported only with 802.11 headers"));
        }
        let wanted = match dir {
            Value::Number(number) => *number,
            Value::Name(name) => match DIRECTIONS.iter().find(|(known, _)| known == name) {
                Some((_, value)) => *value,
                None => {
                    return Err(self.unknown(
                        "802.11 direction",
                        name,
                        DIRECTIONS.iter().map(|(name, _)| *name),
                    ));
                }
            },
        };
        let header = self.header();
        Ok(self.matches(header.plus(1), 1, wanted, TO_DS | FROM_DS))
    }
}
