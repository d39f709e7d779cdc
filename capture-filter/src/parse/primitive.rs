//! Primitives: qualifiers with their ids, and keywords that stand for themselves.

use super::Parser;
use crate::{
    FilterError,
    ast::{ArithOp, ByteOp, Dir, Id, Kind as IdKind, Primitive, Proto, Qualifier, Relation, Value},
    lex::{Kind, Token},
    words::Word,
};

impl Parser<'_> {
    /// Whether a keyword here begins the qualifiers of an id, rather than a primitive of its own.
    pub(super) fn begins_qualifier(&self, word: Word) -> bool {
        let word = match (word, self.kind_after(1)) {
            (Word::Proto(_), Kind::Word(next)) => *next,
            (Word::Proto(_), _) => return false,
            _ => word,
        };
        matches!(
            word,
            Word::Src
                | Word::Dst
                | Word::Addr(_)
                | Word::Ra
                | Word::Ta
                | Word::Host
                | Word::Net
                | Word::Port
                | Word::PortRange
                | Word::ProtoType
                | Word::ProtoChain
                | Word::Gateway
        )
    }

    /// `[proto] [dir] [type]`, of which at least one is there.
    pub(super) fn head(&mut self) -> Result<Qualifier, FilterError> {
        let mut qualifier = Qualifier { proto: None, dir: Dir::Default, kind: IdKind::Default };
        if let Kind::Word(Word::Proto(proto)) = *self.peek() {
            qualifier.proto = Some(proto);
            self.advance();
        }
        if let Some(dir) = self.dir()? {
            qualifier.dir = dir;
        }
        let kind = match self.peek() {
            Kind::Word(Word::Host) => IdKind::Host,
            Kind::Word(Word::Net) => IdKind::Net,
            Kind::Word(Word::Port) => IdKind::Port,
            Kind::Word(Word::PortRange) => IdKind::PortRange,
            Kind::Word(Word::ProtoType | Word::ProtoChain | Word::Gateway)
                if qualifier.dir != Dir::Default =>
            {
                return Err(
                    self.unexpected("'host', 'net', 'port', 'portrange' or an address behind a direction")
                );
            }
            Kind::Word(Word::ProtoType) => IdKind::Proto,
            Kind::Word(Word::ProtoChain) => IdKind::ProtoChain,
            Kind::Word(Word::Gateway) => IdKind::Gateway,
            _ => return Ok(qualifier),
        };
        qualifier.kind = kind;
        self.advance();
        Ok(qualifier)
    }

    fn dir(&mut self) -> Result<Option<Dir>, FilterError> {
        let Kind::Word(word) = *self.peek() else { return Ok(None) };
        let dir = match word {
            Word::Src => Dir::Src,
            Word::Dst => Dir::Dst,
            Word::Addr(number) => Dir::Addr(number),
            Word::Ra => Dir::Ra,
            Word::Ta => Dir::Ta,
            _ => return Ok(None),
        };
        self.advance();
        let both = match self.peek() {
            Kind::Word(Word::And) => Dir::Both,
            Kind::Word(Word::Or) => Dir::Either,
            _ => return Ok(Some(dir)),
        };
        let other = match dir {
            Dir::Src => Word::Dst,
            Dir::Dst => Word::Src,
            _ => return Ok(Some(dir)),
        };
        self.advance();
        if *self.peek() != Kind::Word(other) {
            return Err(self.unexpected(if other == Word::Dst { "'dst'" } else { "'src'" }));
        }
        self.advance();
        Ok(Some(both))
    }

    /// An id: a name, a number, an address, a network.
    pub(super) fn id(&mut self) -> Result<Id, FilterError> {
        let token = self.token();
        self.advance();
        Ok(match token.kind {
            Kind::Name => Id::Name(self.spelling(&token).to_owned()),
            Kind::Number(number) => Id::Number(number),
            Kind::Ether(address) => Id::Ether(address),
            Kind::Arcnet(address) => Id::Arcnet(address),
            Kind::Ip6(address) => Id::Ip6 { address, prefix: self.prefix()? },
            Kind::Dotted(value, octets) => {
                let decnet = self.decnet_address(&token);
                let address = value.unwrap_or_default() << (32 - 8 * octets);
                let network = match (self.prefix()?, self.peek()) {
                    (Some(prefix), _) => Some((self.mask_of(prefix, &token)?, format!("/{prefix}"))),
                    (None, Kind::Word(Word::Mask)) => {
                        self.advance();
                        Some(self.mask()?)
                    }
                    _ => None,
                };
                let Some((mask, shown)) = network else {
                    return Ok(Id::Dotted { value, octets, decnet });
                };
                if value.is_none() {
                    return Err(FilterError::new(token.start, "invalid IPv4 address: an octet is above 255"));
                }
                if address & !mask != 0 {
                    let words = format!("non-network bits set in \"{}{shown}\"", self.spelling(&token));
                    return Err(FilterError::new(token.start, words));
                }
                Id::Masked { address, mask }
            }
            _ => {
                self.at -= 1;
                return Err(self.unexpected(self.wanted_id()));
            }
        })
    }

    /// Area and node of DECnet, in 6 and 10 bits.
    fn decnet_address(&self, token: &Token) -> u32 {
        let mut numbers = self.spelling(token).split('.').map(|digits| {
            digits.bytes().fold(0u32, |n, digit| n.wrapping_mul(10).wrapping_add(u32::from(digit & 0xf)))
        });
        let (area, node) = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
        (area << 10 & 0xfc00) | (node & 0x03ff)
    }

    /// `/ length`
    fn prefix(&mut self) -> Result<Option<u32>, FilterError> {
        if *self.peek() != Kind::Arith(ArithOp::Div) {
            return Ok(None);
        }
        self.advance();
        self.number("the length of a network's prefix").map(Some)
    }

    fn mask_of(&self, prefix: u32, token: &Token) -> Result<u32, FilterError> {
        match prefix {
            0 => Ok(0),
            1..=32 => Ok(u32::MAX << (32 - prefix)),
            _ => Err(FilterError::new(token.start, "mask length must be <= 32")),
        }
    }

    fn mask(&mut self) -> Result<(u32, String), FilterError> {
        let token = self.token();
        let Kind::Dotted(Some(value), octets) = token.kind else {
            return Err(self.unexpected("a mask in dotted decimal"));
        };
        self.advance();
        Ok((value << (32 - 8 * octets), format!(" mask {}", self.spelling(&token))))
    }

    /// A number in any number of parentheses.
    fn plain_number(&mut self, what: &str) -> Result<u32, FilterError> {
        let mut open = 0;
        while *self.peek() == Kind::Open {
            self.advance();
            open += 1;
        }
        let number = self.number(what)?;
        for _ in 0..open {
            if *self.peek() != Kind::Close {
                return Err(self.unexpected("')'"));
            }
            self.advance();
        }
        Ok(number)
    }

    fn number(&mut self, what: &str) -> Result<u32, FilterError> {
        let Kind::Number(number) = *self.peek() else { return Err(self.unexpected(what)) };
        self.advance();
        Ok(number)
    }

    fn name(&mut self, what: &str) -> Result<String, FilterError> {
        let token = self.token();
        if token.kind != Kind::Name {
            return Err(self.unexpected(what));
        }
        self.advance();
        Ok(self.spelling(&token).to_owned())
    }

    fn name_or_number(&mut self, what: &str) -> Result<Value, FilterError> {
        match *self.peek() {
            Kind::Number(number) => {
                self.advance();
                Ok(Value::Number(number))
            }
            _ => self.name(what).map(Value::Name),
        }
    }

    fn optional_number(&mut self, what: &str) -> Result<Option<u32>, FilterError> {
        match self.peek() {
            Kind::Number(_) | Kind::Open => self.plain_number(what).map(Some),
            _ => Ok(None),
        }
    }

    /// A primitive that begins with a keyword and is no qualified id.
    pub(super) fn primitive(&mut self) -> Result<Primitive, FilterError> {
        let Kind::Word(word) = *self.peek() else { return Err(self.unexpected("a primitive")) };
        self.advance();
        Ok(match word {
            Word::Proto(proto) => return self.after_proto(proto),
            Word::Broadcast => Primitive::Broadcast(None),
            Word::Multicast => Primitive::Multicast(None),
            Word::Type | Word::Subtype | Word::Dir => return self.wlan(word),
            Word::Less => Primitive::Less(self.number("a length")?),
            Word::Greater => Primitive::Greater(self.number("a length")?),
            Word::Byte => return self.byte(),
            Word::Inbound => Primitive::Inbound(true),
            Word::Outbound => Primitive::Inbound(false),
            Word::IfIndex => Primitive::IfIndex(self.number("an interface's index")?),
            Word::Vlan => Primitive::Vlan(self.optional_number("a VLAN's number")?),
            Word::Mpls => Primitive::Mpls(self.optional_number("a label")?),
            Word::PppoeD => Primitive::PppoeD,
            Word::PppoeS => Primitive::PppoeS(self.optional_number("a session's number")?),
            Word::Geneve => Primitive::Geneve(self.optional_number("a virtual network's number")?),
            Word::Llc => Primitive::Llc(self.llc_type()),
            Word::IfName => Primitive::PfInterface(self.name("an interface's name")?),
            Word::RuleSet => Primitive::PfRuleSet(self.name("a rule set's name")?),
            Word::RuleNumber => Primitive::PfRule(self.number("a rule's number")?),
            Word::SubRuleNumber => Primitive::PfSubRule(self.number("a rule's number")?),
            Word::Reason => Primitive::PfReason(self.name_or_number("a PF reason")?),
            Word::Action => Primitive::PfAction(self.name("a PF action")?),
            Word::Atm(kind) => Primitive::Atm(kind),
            Word::Vpi | Word::Vci => {
                let is_vpi = word == Word::Vpi;
                Primitive::AtmField { is_vpi, tests: self.field_tests()? }
            }
            Word::SignalUnit(unit, high_speed) => Primitive::SignalUnit(unit, high_speed),
            Word::Mtp3(field, high_speed) => {
                Primitive::Mtp3 { field, high_speed, tests: self.field_tests()? }
            }
            _ => {
                self.at -= 1;
                return Err(self.unexpected("a primitive"));
            }
        })
    }

    fn after_proto(&mut self, proto: Proto) -> Result<Primitive, FilterError> {
        let Kind::Word(word) = *self.peek() else { return Ok(Primitive::Abbreviation(proto)) };
        match word {
            Word::Broadcast => {
                self.advance();
                Ok(Primitive::Broadcast(Some(proto)))
            }
            Word::Multicast => {
                self.advance();
                Ok(Primitive::Multicast(Some(proto)))
            }
            Word::Type | Word::Subtype | Word::Dir => {
                self.advance();
                self.wlan(word)
            }
            _ => Ok(Primitive::Abbreviation(proto)),
        }
    }

    /// `type T [subtype S]`, `subtype S`, `dir D` of 802.11.
    fn wlan(&mut self, word: Word) -> Result<Primitive, FilterError> {
        match word {
            Word::Type => {
                let kind = self.name_or_number("an 802.11 frame type: mgt, ctl or data")?;
                let mut subtype = None;
                if *self.peek() == Kind::Word(Word::Subtype) {
                    self.advance();
                    subtype = Some(self.name_or_number("an 802.11 frame subtype")?);
                }
                Ok(Primitive::WlanType { kind, subtype })
            }
            Word::Subtype => self.name("an 802.11 frame subtype").map(Primitive::WlanSubtype),
            _ => {
                let dir = self.name_or_number("an 802.11 direction: nods, tods, fromds or dstods")?;
                Ok(Primitive::WlanDir(dir))
            }
        }
    }

    /// `byte N op M`
    fn byte(&mut self) -> Result<Primitive, FilterError> {
        let offset = self.number("the number of a byte")?;
        let op = match self.peek() {
            Kind::Relation(Relation::Eq) => ByteOp::Eq,
            Kind::Relation(Relation::Lt) => ByteOp::Lt,
            Kind::Relation(Relation::Gt) => ByteOp::Gt,
            Kind::Arith(ArithOp::And) => ByteOp::And,
            Kind::Arith(ArithOp::Or) => ByteOp::Or,
            _ => return Err(self.unexpected("'=', '<', '>', '&' or '|'")),
        };
        self.advance();
        Ok(Primitive::Byte { offset, op, value: self.number("a value for the byte")? })
    }

    fn llc_type(&mut self) -> Option<String> {
        let token = self.token();
        if !matches!(token.kind, Kind::Name | Kind::Word(Word::RuleNumber)) {
            return None;
        }
        self.advance();
        Some(self.spelling(&token).to_owned())
    }

    /// `N`, `relation N`, or several numbers in parentheses with `or` between.
    fn field_tests(&mut self) -> Result<Vec<(Relation, u32)>, FilterError> {
        let mut tests = Vec::new();
        match *self.peek() {
            Kind::Relation(relation) => {
                self.advance();
                tests.push((relation, self.number("a number")?));
            }
            Kind::Open => loop {
                self.advance();
                tests.push((Relation::Eq, self.number("a number")?));
                match self.peek() {
                    Kind::Word(Word::Or) => {}
                    Kind::Close => {
                        self.advance();
                        break;
                    }
                    _ => return Err(self.unexpected("'or' or ')'")),
                }
            },
            _ => tests.push((Relation::Eq, self.number("a number or a comparison with one")?)),
        }
        Ok(tests)
    }
}
