//! What OpenBSD's packet filter logs with a packet: `struct pfloghdr`.

use capture_common::LinkType;

use super::{Lowering, Outcome};
use crate::{ast::Value, value::Offset};

/// Offsets in the header.
pub(super) const RULE: u32 = 36;
pub(super) const SUBRULE: u32 = 40;
const ACTION: u32 = 2;
const REASON: u32 = 3;
const INTERFACE: u32 = 4;
const RULE_SET: u32 = 20;

/// Longest names of interfaces and rule sets.
const NAME_LEN: usize = 15;

const REASONS: &[&str] = &[
    "match",
    "bad-offset",
    "fragment",
    "short",
    "normalize",
    "memory",
    "bad-timestamp",
    "congestion",
    "ip-option",
    "proto-cksum",
    "state-mismatch",
    "state-insert",
    "state-limit",
    "src-limit",
    "synproxy",
];

const ACTIONS: &[(&str, u32)] = &[
    ("pass", 0),
    ("accept", 0),
    ("block", 1),
    ("drop", 1),
    ("scrub", 2),
    ("noscrub", 3),
    ("nat", 4),
    ("nonat", 5),
    ("binat", 6),
    ("nobinat", 7),
    ("rdr", 8),
    ("nordr", 9),
    ("synproxy-drop", 10),
];

impl Lowering<'_> {
    fn pf(&self, keyword: &str) -> Result<(), crate::FilterError> {
        if self.layout.link_type == LinkType::PFLOG {
            return Ok(());
        }
        Err(self.error(format!("{keyword} supported only on PF linktype")))
    }

    fn pf_name(&mut self, keyword: &str, at: u32, name: &str) -> Outcome {
        self.pf(keyword)?;
        if name.len() > NAME_LEN {
            return Err(self.error(format!("{keyword} names can only be {NAME_LEN} characters")));
        }
        Ok(self.bytes(Offset::at(at), name.as_bytes()))
    }

    pub(super) fn pf_interface(&mut self, name: &str) -> Outcome {
        self.pf_name("ifname", INTERFACE, name)
    }

    pub(super) fn pf_rule_set(&mut self, name: &str) -> Outcome {
        self.pf_name("ruleset", RULE_SET, name)
    }

    pub(super) fn pf_number(&mut self, number: u32, keyword: &str, at: u32) -> Outcome {
        self.pf(keyword)?;
        Ok(self.equals(Offset::at(at), 4, number))
    }

    pub(super) fn pf_reason(&mut self, reason: &Value) -> Outcome {
        self.pf("reason")?;
        let number = match reason {
            Value::Number(number) => *number,
            Value::Name(name) => match (0..).zip(REASONS).find(|(_, known)| *known == name) {
                Some((number, _)) => number,
                None => return Err(self.unknown("PF reason", name, REASONS.iter().copied())),
            },
        };
        Ok(self.equals(Offset::at(REASON), 1, number))
    }

    pub(super) fn pf_action(&mut self, action: &str) -> Outcome {
        self.pf("action")?;
        match ACTIONS.iter().find(|(known, _)| *known == action) {
            Some((_, number)) => Ok(self.equals(Offset::at(ACTION), 1, *number)),
            None => Err(self.unknown("PF action", action, ACTIONS.iter().map(|(name, _)| *name))),
        }
    }
}
