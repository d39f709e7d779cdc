//! Tokens to an [`Ast`]: operator precedence with a stack of its own, so that no text is too deep.
//!
//! From loosest to tightest: `and` and `or` (equal, to the left), `not`, comparisons, `|`, `&` and
//! `^`, shifts, `+ -`, `* / %`, unary minus. An id without a qualifier, behind `and` or `or`, repeats
//! the last one.

use crate::{
    FilterError,
    ast::{
        Arith, ArithId, ArithOp, Ast, Id, Kind as IdKind, Node, NodeId, Primitive, Proto, Qualifier, Relation,
    },
    lex::{self, Kind, Token},
    words::{self, Word},
};

mod primitive;

/// Values may not be nested deeper than this, as they are compiled recursively.
const MAX_ARITH_DEPTH: u32 = 400;

/// Parses an expression.
pub(crate) fn parse(text: &str) -> Result<Ast, FilterError> {
    let mut parser = Parser {
        text,
        tokens: lex::tokens(text),
        at: 0,
        ast: Ast::default(),
        depths: Vec::new(),
        operators: Vec::new(),
        groups: Vec::new(),
        operands: Vec::new(),
        qualifier: None,
    };
    if !matches!(parser.peek(), Kind::End) {
        let root = parser.expression()?;
        parser.ast.root = Some(root);
    }
    Ok(parser.ast)
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    ast: Ast,
    /// How deep each of `ast.ariths` is nested.
    depths: Vec<u32>,
    operators: Vec<Operator>,
    /// Positions of the open parentheses and brackets in `operators`.
    groups: Vec<usize>,
    operands: Vec<Operand>,
    /// What stood before the last id, for those that follow without.
    qualifier: Option<Qualifier>,
}

/// What a parenthesis may hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    /// Nothing has been seen yet that decides it.
    Open,
    /// Ids only.
    Ids,
    /// Conditions or a value.
    Terms,
}

#[derive(Clone, Copy)]
enum Operator {
    Group { group: Group, ids_may_begin: bool, at: usize },
    Index { proto: Proto, at: usize },
    And,
    Or,
    Not,
    Relation(Relation, usize),
    Binary(ArithOp, usize),
    Negate(usize),
}

impl Operator {
    /// 0 for what only its closing counterpart ends.
    fn precedence(self) -> u8 {
        match self {
            Self::Group { .. } | Self::Index { .. } => 0,
            Self::And | Self::Or => 1,
            Self::Not => 2,
            Self::Relation(..) => 3,
            Self::Binary(op, _) => match op {
                ArithOp::Or => 4,
                ArithOp::And | ArithOp::Xor => 5,
                ArithOp::Shl | ArithOp::Shr => 6,
                ArithOp::Add | ArithOp::Sub => 7,
                ArithOp::Mul | ArithOp::Div | ArithOp::Mod => 8,
            },
            Self::Negate(_) => 9,
        }
    }
}

#[derive(Clone, Copy)]
enum Operand {
    Condition(NodeId),
    /// A value that is more than a number.
    Value(ArithId),
    /// A number: a value, or where one may stand, an id.
    Number {
        value: u32,
        arith: ArithId,
        may_be_id: bool,
        at: usize,
    },
}

impl Parser<'_> {
    fn expression(&mut self) -> Result<NodeId, FilterError> {
        // Whether an id without a qualifier may stand here: behind `and` and `or`.
        let mut may_be_id = false;
        // Whether only an id may stand here: behind a qualifier.
        let mut must_be_id = false;
        loop {
            match self.operand(may_be_id, must_be_id)? {
                Expect::Operand { id } => {
                    must_be_id |= id;
                    continue;
                }
                Expect::Operator => {}
            }
            loop {
                match self.operator()? {
                    After::Done(root) => return Ok(root),
                    After::Closed => {}
                    After::Operand { ids } => {
                        may_be_id = ids;
                        must_be_id = false;
                        break;
                    }
                }
            }
        }
    }

    /// Reads what begins an operand, or one whole.
    fn operand(&mut self, may_be_id: bool, must_be_id: bool) -> Result<Expect, FilterError> {
        let token = self.token();
        let in_ids = must_be_id || self.group() == Group::Ids;
        let may_be_id = may_be_id || self.ids_may_begin();
        match token.kind {
            Kind::Open => {
                self.advance();
                let group = if in_ids { Group::Ids } else { Group::Open };
                self.open(Operator::Group { group, ids_may_begin: may_be_id, at: token.start });
                Ok(Expect::Operand { id: false })
            }
            Kind::Word(Word::Not) => {
                self.refuse_within_value()?;
                self.advance();
                self.operators.push(Operator::Not);
                Ok(Expect::Operand { id: false })
            }
            Kind::Number(value) if !in_ids => {
                self.advance();
                let arith = self.arith(Arith::Number(value), token.start)?;
                self.operands.push(Operand::Number { value, arith, may_be_id, at: token.start });
                Ok(Expect::Operator)
            }
            Kind::Number(_)
            | Kind::Name
            | Kind::Dotted(..)
            | Kind::Ip6(_)
            | Kind::Ether(_)
            | Kind::Arcnet(_) => {
                if !(in_ids || may_be_id) || self.is_within_value() {
                    return Err(self.unexpected("a keyword"));
                }
                let id = self.id()?;
                let condition = self.condition_of_id(id, token.start)?;
                self.operands.push(Operand::Condition(condition));
                Ok(Expect::Operator)
            }
            _ if in_ids => Err(self.unexpected(self.wanted_id())),
            Kind::Arith(ArithOp::Sub) => {
                self.advance();
                self.operators.push(Operator::Negate(token.start));
                Ok(Expect::Operand { id: false })
            }
            Kind::Word(Word::Len) => {
                self.advance();
                let arith = self.arith(Arith::Len, token.start)?;
                self.operands.push(Operand::Value(arith));
                Ok(Expect::Operator)
            }
            Kind::Word(Word::Proto(proto)) if self.kind_after(1) == &Kind::OpenBracket => {
                if !is_accessible(proto) {
                    let words = format!("the bytes of '{}' cannot be accessed", proto.name());
                    return Err(FilterError::new(token.start, words));
                }
                self.advance();
                self.advance();
                self.open(Operator::Index { proto, at: token.start });
                Ok(Expect::Operand { id: false })
            }
            Kind::Word(word) => {
                self.refuse_within_value()?;
                self.becomes(Group::Terms);
                if self.begins_qualifier(word) {
                    self.qualifier = Some(self.head()?);
                    return Ok(Expect::Operand { id: true });
                }
                let primitive = self.primitive()?;
                self.qualifier = None;
                let condition = self.node(Node::Primitive(primitive, token.start));
                self.operands.push(Operand::Condition(condition));
                Ok(Expect::Operator)
            }
            _ => Err(self.unexpected("a primitive")),
        }
    }

    /// Reads what may follow an operand.
    fn operator(&mut self) -> Result<After, FilterError> {
        let token = self.token();
        match token.kind {
            Kind::Word(word @ (Word::And | Word::Or)) => {
                self.reduce(1)?;
                self.condition()?;
                self.refuse_within_value()?;
                self.advance();
                self.operators.push(if word == Word::And { Operator::And } else { Operator::Or });
                Ok(After::Operand { ids: true })
            }
            Kind::Relation(relation) => {
                self.reduce(3)?;
                self.value()?;
                self.refuse_within_value()?;
                self.advance();
                self.operators.push(Operator::Relation(relation, token.start));
                Ok(After::Operand { ids: false })
            }
            Kind::Arith(op) => {
                let operator = Operator::Binary(op, token.start);
                self.reduce(operator.precedence())?;
                self.value()?;
                self.advance();
                self.operators.push(operator);
                Ok(After::Operand { ids: false })
            }
            Kind::Close => self.close(),
            Kind::Colon | Kind::CloseBracket => self.close_index(),
            Kind::End => {
                self.reduce(1)?;
                match self.operators.last() {
                    Some(Operator::Group { at, .. }) => {
                        Err(FilterError::new(*at, "this parenthesis is not closed: expected ')' at the end"))
                    }
                    Some(Operator::Index { at, .. }) => {
                        Err(FilterError::new(*at, "this access is not closed: expected ']' at the end"))
                    }
                    _ => self.condition().map(After::Done),
                }
            }
            _ => Err(self.unexpected("'and', 'or' or the end")),
        }
    }

    fn close(&mut self) -> Result<After, FilterError> {
        self.reduce(1)?;
        let Some(Operator::Group { group, ids_may_begin, .. }) = self.operators.last().copied() else {
            return Err(self.unexpected("'and', 'or' or the end"));
        };
        self.advance();
        self.shut();
        match (self.operands.last_mut(), group) {
            (Some(Operand::Number { may_be_id, .. }), _) => *may_be_id = ids_may_begin,
            (_, Group::Ids) => self.becomes(Group::Ids),
            _ => self.becomes(Group::Terms),
        }
        Ok(After::Closed)
    }

    /// `]`, or `: size ]`.
    fn close_index(&mut self) -> Result<After, FilterError> {
        self.reduce(1)?;
        let Some(Operator::Index { proto, at }) = self.operators.last().copied() else {
            return Err(self.unexpected("'and', 'or' or the end"));
        };
        let index = self.value()?;
        let mut size = 1;
        if self.peek() == &Kind::Colon {
            self.advance();
            let place = self.token().start;
            size = match self.peek() {
                Kind::Number(size @ (1 | 2 | 4)) => *size as u8,
                Kind::Number(_) => return Err(FilterError::new(place, "data size must be 1, 2, or 4")),
                _ => return Err(self.unexpected("a size of 1, 2 or 4 bytes")),
            };
            self.advance();
            if self.peek() != &Kind::CloseBracket {
                return Err(self.unexpected("']'"));
            }
        }
        self.advance();
        self.shut();
        self.operands.pop();
        let arith = self.arith(Arith::Load { proto, index, size }, at)?;
        self.operands.push(Operand::Value(arith));
        Ok(After::Closed)
    }

    /// Applies the operators on the stack that bind at least as tightly as `precedence`.
    fn reduce(&mut self, precedence: u8) -> Result<(), FilterError> {
        while let Some(operator) = self.operators.last().copied()
            && operator.precedence() >= precedence
        {
            let operand = match operator {
                Operator::Group { .. } | Operator::Index { .. } => return Ok(()),
                Operator::Negate(at) => {
                    let value = self.value()?;
                    Operand::Value(self.arith(Arith::Negate(value), at)?)
                }
                Operator::Binary(op, at) => {
                    let right = self.value()?;
                    self.operands.pop();
                    let left = self.value()?;
                    Operand::Value(self.arith(Arith::Binary(op, left, right), at)?)
                }
                Operator::Relation(relation, at) => {
                    let right = self.value()?;
                    self.operands.pop();
                    let left = self.value()?;
                    self.qualifier = None;
                    self.becomes(Group::Terms);
                    let primitive = Primitive::Relation(relation, left, right);
                    Operand::Condition(self.node(Node::Primitive(primitive, at)))
                }
                Operator::Not => {
                    let condition = self.condition()?;
                    Operand::Condition(self.node(Node::Not(condition)))
                }
                Operator::And | Operator::Or => {
                    let right = self.condition()?;
                    self.operands.pop();
                    let left = self.condition()?;
                    let is_and = matches!(operator, Operator::And);
                    let node = if is_and { Node::And(left, right) } else { Node::Or(left, right) };
                    Operand::Condition(self.node(node))
                }
            };
            self.operators.pop();
            self.operands.pop();
            self.operands.push(operand);
        }
        Ok(())
    }

    /// The last operand as a condition; a number becomes one where it may be an id.
    fn condition(&mut self) -> Result<NodeId, FilterError> {
        match self.operands.last().copied() {
            Some(Operand::Condition(condition)) => Ok(condition),
            Some(Operand::Number { value, may_be_id: true, at, .. }) => {
                let condition = self.condition_of_id(Id::Number(value), at)?;
                self.operands.pop();
                self.operands.push(Operand::Condition(condition));
                Ok(condition)
            }
            _ => Err(self.unexpected("a comparison: '=', '!=', '<', '>', '<=' or '>='")),
        }
    }

    /// The last operand as a value.
    fn value(&self) -> Result<ArithId, FilterError> {
        match self.operands.last() {
            Some(Operand::Value(arith) | Operand::Number { arith, .. }) => Ok(*arith),
            _ => Err(self.unexpected("'and', 'or' or the end")),
        }
    }

    /// An id with the qualifier that counts here.
    fn condition_of_id(&mut self, id: Id, at: usize) -> Result<NodeId, FilterError> {
        let Some(qualifier) = self.qualifier else {
            let what = "there is no qualifier before this that it could repeat";
            return Err(FilterError::new(at, format!("{what}: expected a keyword such as 'host' or 'port'")));
        };
        self.becomes(Group::Ids);
        Ok(self.node(Node::Primitive(Primitive::Id(qualifier, id), at)))
    }

    /// Opens a parenthesis or bracket.
    fn open(&mut self, operator: Operator) {
        self.groups.push(self.operators.len());
        self.operators.push(operator);
    }

    /// Closes the innermost one, behind which no operator is left.
    fn shut(&mut self) {
        self.operators.pop();
        self.groups.pop();
    }

    /// Settles what the innermost parenthesis holds, if that is still open.
    fn becomes(&mut self, is: Group) {
        let innermost = self.groups.last().and_then(|at| self.operators.get_mut(*at));
        if let Some(Operator::Group { group: group @ Group::Open, .. }) = innermost {
            *group = is;
        }
    }

    fn innermost(&self) -> Option<&Operator> {
        self.groups.last().and_then(|at| self.operators.get(*at))
    }

    fn group(&self) -> Group {
        match self.innermost() {
            Some(Operator::Group { group, .. }) => *group,
            _ => Group::Terms,
        }
    }

    /// Whether this is the beginning of a parenthesis that stands where an id may.
    fn ids_may_begin(&self) -> bool {
        match self.innermost() {
            Some(Operator::Group { ids_may_begin, group: Group::Open, .. }) => *ids_may_begin,
            _ => false,
        }
    }

    /// Whether what comes next is part of a value.
    fn is_within_value(&self) -> bool {
        matches!(
            self.operators.last(),
            Some(
                Operator::Index { .. } | Operator::Relation(..) | Operator::Binary(..) | Operator::Negate(_)
            )
        )
    }

    fn refuse_within_value(&self) -> Result<(), FilterError> {
        if self.is_within_value() { Err(self.unexpected("a value")) } else { Ok(()) }
    }

    fn node(&mut self, node: Node) -> NodeId {
        self.ast.nodes.push(node);
        NodeId(self.ast.nodes.len() - 1)
    }

    fn arith(&mut self, arith: Arith, at: usize) -> Result<ArithId, FilterError> {
        let depth = |id: ArithId| self.depths.get(id.0).copied().unwrap_or_default();
        let depth = match arith {
            Arith::Number(_) | Arith::Len => 0,
            Arith::Load { index, .. } => 1 + depth(index),
            Arith::Negate(value) => 1 + depth(value),
            Arith::Binary(_, left, right) => 1 + depth(left).max(depth(right)),
        };
        if depth > MAX_ARITH_DEPTH {
            let words = format!("values are nested more than {MAX_ARITH_DEPTH} deep");
            return Err(FilterError::new(at, words));
        }
        self.ast.ariths.push((arith, at));
        self.depths.push(depth);
        Ok(ArithId(self.ast.ariths.len() - 1))
    }

    fn token(&self) -> Token {
        let end = Token { kind: Kind::End, start: self.text.len(), end: self.text.len() };
        self.tokens.get(self.at).or(self.tokens.last()).cloned().unwrap_or(end)
    }

    fn peek(&self) -> &Kind {
        self.kind_after(0)
    }

    fn kind_after(&self, tokens: usize) -> &Kind {
        self.tokens.get(self.at + tokens).map_or(&Kind::End, |token| &token.kind)
    }

    fn advance(&mut self) {
        self.at += 1;
    }

    /// A token's text, a name's without its backslash.
    fn spelling(&self, token: &Token) -> &str {
        let spelling = self.text.get(token.start..token.end).unwrap_or_default();
        spelling.strip_prefix('\\').unwrap_or(spelling)
    }

    /// The error of finding the next token where something else was expected.
    fn unexpected(&self, expected: &str) -> FilterError {
        let token = self.token();
        match &token.kind {
            Kind::Bad(why) => FilterError::new(token.start, why.clone()),
            Kind::End => FilterError::new(token.start, format!("expected {expected}, found the end")),
            _ => {
                let found = self.spelling(&token);
                let hint = match (&token.kind, words::near_miss(found)) {
                    (Kind::Name, Some(word)) => format!("; did you mean '{word}'?"),
                    _ => String::new(),
                };
                FilterError::new(token.start, format!("expected {expected}, found '{found}'{hint}"))
            }
        }
    }

    /// What kind of id the last qualifier asks for.
    fn wanted_id(&self) -> &'static str {
        match self.qualifier.map(|qualifier| qualifier.kind) {
            Some(IdKind::Net) => "a network",
            Some(IdKind::Port) => "a port",
            Some(IdKind::PortRange) => "a range of ports, such as 80-90",
            Some(IdKind::Proto | IdKind::ProtoChain) => {
                "a protocol; a keyword needs a backslash, as in \\tcp"
            }
            _ => "an address or a name",
        }
    }
}

/// What [`Parser::operand`] leads to.
enum Expect {
    /// Only a beginning was read; whether an id must follow.
    Operand {
        id: bool,
    },
    Operator,
}

/// What [`Parser::operator`] leads to.
enum After {
    Done(NodeId),
    /// A parenthesis or bracket was closed: another operator may follow.
    Closed,
    /// An operand must follow; whether it may be an id.
    Operand {
        ids: bool,
    },
}

/// Whether `proto[...]` is part of the language.
fn is_accessible(proto: Proto) -> bool {
    use Proto::{
        Arp, Atalk, Carp, Decnet, Icmp, Icmp6, Igmp, Igrp, Ip, Ip6, Lat, Link, MopDl, MopRc, Pim, Radio,
        Rarp, Sca, Sctp, Tcp, Udp, Vrrp,
    };
    matches!(
        proto,
        Link | Ip
            | Ip6
            | Arp
            | Rarp
            | Tcp
            | Udp
            | Sctp
            | Icmp
            | Icmp6
            | Igmp
            | Igrp
            | Pim
            | Vrrp
            | Carp
            | Atalk
            | Decnet
            | Lat
            | Sca
            | MopRc
            | MopDl
            | Radio
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> String {
        let ast = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        ast.root.map_or(String::new(), |root| show(&ast, root))
    }

    fn show(ast: &Ast, id: NodeId) -> String {
        match &ast.nodes[id.0] {
            Node::Primitive(Primitive::Id(_, id), _) => match id {
                Id::Name(name) => name.clone(),
                Id::Number(number) => number.to_string(),
                other => format!("{other:?}"),
            },
            Node::Primitive(Primitive::Abbreviation(proto), _) => proto.name().into(),
            Node::Primitive(Primitive::Relation(_, left, right), _) => {
                format!("[{} ? {}]", value(ast, *left), value(ast, *right))
            }
            Node::Primitive(other, _) => format!("{other:?}"),
            Node::Not(a) => format!("!{}", show(ast, *a)),
            Node::And(a, b) => format!("({} & {})", show(ast, *a), show(ast, *b)),
            Node::Or(a, b) => format!("({} | {})", show(ast, *a), show(ast, *b)),
        }
    }

    fn value(ast: &Ast, id: ArithId) -> String {
        match ast.ariths[id.0].0 {
            Arith::Number(number) => number.to_string(),
            Arith::Len => "len".into(),
            Arith::Load { proto, index, size } => format!("{}[{}:{size}]", proto.name(), value(ast, index)),
            Arith::Negate(a) => format!("-{}", value(ast, a)),
            Arith::Binary(op, a, b) => format!("{op:?}({}, {})", value(ast, a), value(ast, b)),
        }
    }

    #[test]
    fn and_and_or_bind_equally_and_not_binds_tighter() {
        assert_eq!(shape("tcp or udp and not icmp or arp"), "(((tcp | udp) & !icmp) | arp)");
        assert_eq!(shape("tcp or (udp and icmp)"), "(tcp | (udp & icmp))");
        assert_eq!(shape("not ip[0] = 64"), "![ip[0:1] ? 64]");
    }

    #[test]
    fn ids_repeat_the_last_qualifier() {
        assert_eq!(shape("port 80 or 443 or (22 and not 23)"), "((80 | 443) | (22 & !23))");
        assert_eq!(shape("port (80 or 81) and tcp"), "((80 | 81) & tcp)");
        assert_eq!(shape("port not 22"), "!22");
        for refused in ["tcp or 80", "80", "port 80 or (22 or tcp)", "port (22 or tcp)", "(80 or 81)", "foo"]
        {
            assert!(parse(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn values_bind_as_in_c_but_looser_than_they_compare() {
        assert_eq!(shape("ip[0] & 15 + 2 * 3 = 5 | 1"), "[And(ip[0:1], Add(15, Mul(2, 3))) ? Or(5, 1)]");
        assert_eq!(shape("(ip[0]) = (5) and port 5 or 6 > len"), "(([ip[0:1] ? 5] & 5) | [6 ? len])");
        assert_eq!(shape("-ip[ip[0]:4] - -1 = 2"), "[Sub(-ip[ip[0:1]:4], -1) ? 2]");
        for refused in
            ["ip[0] = 3 = 4", "ip[0]", "len + tcp = 3", "ip[0:3] = 1", "ip[] = 1", "ip[0 = 1", "esp[0] = 1"]
        {
            assert!(parse(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn an_error_says_where_and_suggests() {
        let error = parse("tcp prot 80").unwrap_err();
        assert_eq!(error.position(), Some(4));
        assert_eq!(error.to_string(), "expected 'and', 'or' or the end, found 'prot'; did you mean 'port'?");
        assert_eq!(parse("(tcp").unwrap_err().position(), Some(0));
        assert_eq!(parse("tcp)").unwrap_err().position(), Some(3));
    }

    #[test]
    fn no_text_is_too_deep() {
        let deep = format!("{}tcp{}", "(".repeat(300_000), ")".repeat(300_000));
        assert!(parse(&deep).is_ok());
        assert!(parse(&"not ".repeat(200_000)).is_err());
        assert!(parse(&format!("{}tcp", "!".repeat(200_000))).is_ok());
        assert!(parse(&format!("{}1 = 1", "-".repeat(100_000))).is_err());
    }
}
