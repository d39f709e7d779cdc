//! An [`Ast`] to conditions on values of the packet, for one link type.
//!
//! Primitives are lowered in the order of the text, as some of them shift the layers for all that
//! follow. In which order a primitive's own tests are made is part of its meaning: a test that looks
//! behind the end of a truncated packet rejects it.

use capture_common::LinkType;

use crate::{
    CompileOptions, FilterError, Names,
    ast::{ArithOp, Ast, Dir, Node, NodeId, Primitive, Proto},
    cfg::{Condition, Conditions, TestOp},
    value::{Offset, ValueId},
};

mod arith;
mod atm;
mod ids;
mod layout;
mod link;
mod net;
mod pf;
mod prologue;
mod shift;
mod transport;
mod wlan;

use layout::Layout;

/// What is tested: the whole filter.
pub(crate) struct Lowered {
    pub(crate) conditions: Conditions,
    pub(crate) root: Condition,
    /// Whether libpcap would optimise it, and notice if it accepts nothing. It leaves alone what jumps
    /// about within a test: chains of headers, Geneve, 802.11 headers of variable length. There, every
    /// test rejects a packet that is too short for it, whether its outcome matters or not.
    pub(crate) is_plain: bool,
}

/// Lowers an expression.
pub(crate) fn lower(ast: &Ast, options: &CompileOptions, names: &dyn Names) -> Result<Lowered, FilterError> {
    let mut lowering = Lowering {
        ast,
        options,
        names,
        conditions: Conditions::default(),
        layout: Layout::new(options.link_type),
        at: 0,
        uses_header: false,
        uses_payload: false,
        shifted_by_tag: false,
        geneve_slots: Vec::new(),
        follows_chains: false,
    };
    lowering.begin();
    let root = match ast.root {
        Some(_) => {
            let root = lowering.expression()?;
            lowering.finish(root)
        }
        // Without an expression there is nothing that needs a place, or 802.11 behind a header of PPI.
        None => lowering.conditions.always(true),
    };
    let is_plain = lowering.is_plain();
    Ok(Lowered { conditions: lowering.conditions, root, is_plain })
}

struct Lowering<'a> {
    ast: &'a Ast,
    options: &'a CompileOptions,
    names: &'a dyn Names,
    conditions: Conditions,
    layout: Layout,
    /// Where the primitive that is being lowered stands in the text.
    at: usize,
    /// Whether a place behind a radio header is looked at.
    uses_header: bool,
    /// Whether a place behind a link header of variable length is looked at.
    uses_payload: bool,
    /// Whether places depend on where a VLAN tag is.
    shifted_by_tag: bool,
    /// Slots that are written when a Geneve header is found.
    geneve_slots: Vec<crate::value::Slot>,
    follows_chains: bool,
}

/// A condition, or why there is none.
type Outcome = Result<Condition, FilterError>;

impl Lowering<'_> {
    /// Lowers all nodes; each comes behind those that it names, and primitives are in text order.
    fn expression(&mut self) -> Outcome {
        let mut lowered: Vec<Condition> = Vec::with_capacity(self.ast.nodes.len());
        let ast = self.ast;
        for node in &ast.nodes {
            let get = |id: &NodeId| lowered.get(id.0).copied();
            let condition = match node {
                Node::Primitive(primitive, at) => {
                    self.at = *at;
                    self.primitive(primitive)?
                }
                Node::Not(inner) => {
                    let Some(inner) = get(inner) else { return Err(self.error("lost a node")) };
                    self.conditions.not(inner)
                }
                Node::And(first, second) | Node::Or(first, second) => {
                    let (Some(first), Some(second)) = (get(first), get(second)) else {
                        return Err(self.error("lost a node"));
                    };
                    if matches!(node, Node::And(..)) {
                        self.conditions.and(first, second)
                    } else {
                        self.conditions.or(first, second)
                    }
                }
            };
            lowered.push(condition);
        }
        match ast.root.and_then(|root| lowered.get(root.0)) {
            Some(root) => Ok(*root),
            None => Err(self.error("lost a node")),
        }
    }

    fn primitive(&mut self, primitive: &Primitive) -> Outcome {
        match primitive {
            Primitive::Id(qualifier, id) => self.id(*qualifier, id),
            Primitive::Abbreviation(proto) => self.abbreviation(*proto),
            Primitive::Relation(relation, left, right) => self.relation(*relation, *left, *right),
            Primitive::Broadcast(proto) => self.broadcast(*proto),
            Primitive::Multicast(proto) => self.multicast(*proto),
            Primitive::Less(length) => {
                let len = self.conditions.values.len();
                let longer = self.conditions.test_constant(TestOp::Gt, len, *length);
                Ok(self.conditions.not(longer))
            }
            Primitive::Greater(length) => {
                let len = self.conditions.values.len();
                Ok(self.conditions.test_constant(TestOp::Ge, len, *length))
            }
            Primitive::Byte { offset, op, value } => Ok(self.byte(*offset, *op, *value)),
            Primitive::Inbound(inbound) => self.direction(*inbound),
            Primitive::IfIndex(index) => self.ifindex(*index),
            Primitive::Vlan(id) => self.vlan(*id),
            Primitive::Mpls(label) => self.mpls(*label),
            Primitive::PppoeD => self.link_proto(link::ether::PPPOE_DISCOVERY),
            Primitive::PppoeS(session) => self.pppoes(*session),
            Primitive::Geneve(network) => self.geneve(*network),
            Primitive::Llc(kind) => self.llc(kind.as_deref()),
            Primitive::WlanType { kind, subtype } => self.wlan_type(kind, subtype.as_ref()),
            Primitive::WlanSubtype(subtype) => self.wlan_subtype(subtype),
            Primitive::WlanDir(dir) => self.wlan_dir(dir),
            Primitive::PfInterface(name) => self.pf_interface(name),
            Primitive::PfRuleSet(name) => self.pf_rule_set(name),
            Primitive::PfRule(number) => self.pf_number(*number, "rnr", pf::RULE),
            Primitive::PfSubRule(number) => self.pf_number(*number, "srnr", pf::SUBRULE),
            Primitive::PfReason(reason) => self.pf_reason(reason),
            Primitive::PfAction(action) => self.pf_action(action),
            Primitive::Atm(kind) => self.atm(*kind),
            Primitive::AtmField { is_vpi, tests } => self.atm_field(*is_vpi, tests),
            Primitive::SignalUnit(unit, high_speed) => self.signal_unit(*unit, *high_speed),
            Primitive::Mtp3 { field, high_speed, tests } => self.mtp3(*field, *high_speed, tests),
        }
    }

    fn error(&self, message: impl Into<String>) -> FilterError {
        FilterError::new(self.at, message)
    }

    /// `value at a place = constant`, or under a mask.
    fn matches(&mut self, at: Offset, size: u8, wanted: u32, mask: u32) -> Condition {
        let value = self.load(at, size);
        let full = if size == 4 { u32::MAX } else { (1 << (8 * u32::from(size))) - 1 };
        let masked = match mask & full == full {
            true => value,
            false => self.conditions.values.with_constant(ArithOp::And, value, mask),
        };
        self.conditions.equals(masked, wanted)
    }

    fn equals(&mut self, at: Offset, size: u8, wanted: u32) -> Condition {
        self.matches(at, size, wanted, u32::MAX)
    }

    fn load(&mut self, at: Offset, size: u8) -> ValueId {
        self.conditions.values.load(size, at)
    }

    /// A run of bytes, compared from its end on.
    fn bytes(&mut self, at: Offset, bytes: &[u8]) -> Condition {
        let mut rest = bytes;
        let mut all: Option<Condition> = None;
        while !rest.is_empty() {
            let size = [4, 2, 1].into_iter().find(|size| *size <= rest.len()).unwrap_or(1);
            let (front, back) = rest.split_at(rest.len() - size);
            let wanted = back.iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
            let test = self.equals(at.plus(front.len() as u32), size as u8, wanted);
            all = Some(match all {
                Some(before) => self.conditions.and(before, test),
                None => test,
            });
            rest = front;
        }
        all.unwrap_or_else(|| self.conditions.always(true))
    }

    fn and(&mut self, first: Condition, second: Condition) -> Condition {
        self.conditions.and(first, second)
    }

    fn or(&mut self, first: Condition, second: Condition) -> Condition {
        self.conditions.or(first, second)
    }

    fn not(&mut self, condition: Condition) -> Condition {
        self.conditions.not(condition)
    }

    /// A condition on the source, on the destination, on either or both.
    fn directed(
        &mut self,
        dir: Dir,
        what: &str,
        mut src: impl FnMut(&mut Self) -> Condition,
        mut dst: impl FnMut(&mut Self) -> Condition,
    ) -> Outcome {
        match dir {
            Dir::Src => Ok(src(self)),
            Dir::Dst => Ok(dst(self)),
            Dir::Default | Dir::Either => {
                let (src, dst) = (src(self), dst(self));
                Ok(self.or(src, dst))
            }
            Dir::Both => {
                let (src, dst) = (src(self), dst(self));
                Ok(self.and(src, dst))
            }
            Dir::Addr(number) => {
                Err(self.error(format!("'addr{number}' is not a valid qualifier for {what}")))
            }
            Dir::Ra => Err(self.error(format!("'ra' is not a valid qualifier for {what}"))),
            Dir::Ta => Err(self.error(format!("'ta' is not a valid qualifier for {what}"))),
        }
    }

    fn is_plain(&self) -> bool {
        let prism = self.captured_on(119) && self.uses_header;
        let wlan = matches!(self.options.link_type.0, 105 | 119 | 127 | 163 | 192) && self.uses_payload;
        !(self.follows_chains || !self.geneve_slots.is_empty() || prism || wlan)
    }

    /// Whether the link type is one of 802.11, radio headers included.
    fn is_wlan(&self) -> bool {
        self.layout.link == layout::Link::Wlan
    }

    /// Whether the link type is 802.11 as the keywords `type`, `subtype` and `dir` know it.
    fn is_typed_wlan(&self) -> bool {
        self.is_wlan() && self.layout.link_type != LinkType(link::PPI)
    }

    /// The place of the link header.
    fn header(&mut self) -> Offset {
        self.uses_header = true;
        self.layout.header
    }

    /// The place behind the link header.
    fn payload(&mut self) -> Offset {
        self.uses_payload = true;
        self.layout.payload
    }

    /// The place of the network header.
    fn network(&mut self) -> Offset {
        self.uses_payload = true;
        self.layout.network()
    }

    fn byte(&mut self, offset: u32, op: crate::ast::ByteOp, wanted: u32) -> Condition {
        use crate::ast::ByteOp;
        let header = self.header();
        let byte = self.load(header.plus(offset), 1);
        match op {
            ByteOp::Eq => self.conditions.equals(byte, wanted),
            ByteOp::Gt => self.conditions.test_constant(TestOp::Gt, byte, wanted),
            ByteOp::Lt => {
                let at_least = self.conditions.test_constant(TestOp::Ge, byte, wanted);
                self.not(at_least)
            }
            // libpcap does not look at the byte for these: it takes it for 0.
            ByteOp::And => self.conditions.test_constant(TestOp::Gt, byte, 0xff),
            ByteOp::Or => {
                let more = self.conditions.test_constant(TestOp::Gt, byte, 0xff);
                if wanted == 0 { more } else { self.not(more) }
            }
        }
    }

    fn ip_version(&mut self, proto: Proto) -> Outcome {
        self.link_proto(if proto == Proto::Ip6 { link::ether::IPV6 } else { link::ether::IP })
    }
}
