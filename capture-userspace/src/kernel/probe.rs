//! `--probe`: what this host offers a capture, found by trying and not by comparing versions.
//!
//! Nothing is attached but to loopback, and only for a moment: an XDP program can make a network card
//! start anew.

use std::path::Path;

use aya::programs::{SchedClassifier, TcAttachType};
use capture_common::{LinkType, abi::Hook};
use capture_filter::ebpf::{Target, View, translate};

use super::{
    Object,
    attach::Attachments,
    dimensions,
    links::{Link, Netlink},
    permission::capabilities,
};
use crate::{
    filter::Filter,
    source::{LinkLayer, libpcap, options::Engine, sampling::Sampling},
    sys::packet_socket::{Options, PacketSocket},
};

/// A snaplen and a buffer that cost next to nothing.
const SNAPLEN: u32 = 64;
const BUFFER: u64 = 128 * 1024;

/// Finds out, and answers with a line for each finding.
pub async fn probe(netlink: &Netlink, links: &[Link]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut tell = |what: &str, found: String| lines.push(format!("{what:<20} {found}"));
    for (name, purpose, is_there) in capabilities() {
        tell(&name, format!("{}, {purpose}", if is_there { "there" } else { "missing" }));
    }
    let btf = Path::new("/sys/kernel/btf/vmlinux").exists();
    tell("BTF of the kernel", if btf { "there" } else { "missing (not needed)" }.into());
    let loopback = links.iter().find(|link| link.is_loopback());
    match load() {
        Ok(mut object) => {
            tell("rings", "the kernel makes them".into());
            tell("capture programs", verdict(verify(&mut object)));
            for (what, engine) in [("tcx", Engine::Tcx), ("clsact", Engine::Clsact)] {
                tell(what, verdict(try_hook(&mut object, netlink, loopback, engine).await));
            }
            tell("XDP program", verdict(object.xdp().map(drop).map_err(|error| error.to_string())));
        }
        Err(error) => tell("rings", error),
    }
    let options = Options {
        cooked: false,
        snaplen: SNAPLEN,
        buffer: BUFFER,
        latency: Default::default(),
        adapter_time: false,
    };
    let socket = PacketSocket::open(options).map(drop);
    tell("AF_PACKET", verdict(socket.map_err(|error| error.to_string())));
    lines.push(libpcap::probe());
    lines.extend(links.iter().map(|link| format!("{:<20} {}", link.name, neighbours(link))));
    lines
}

fn load() -> Result<Object, String> {
    let everything = Filter::new(String::new(), true)
        .compile_live(LinkType::ETHERNET, SNAPLEN)
        .map_err(|error| error.to_string())?;
    let body = |layer, hook, target| match translate(&everything, target, &View::Frame) {
        Ok(body) => Ok((layer, hook, body.in_front().bytes())),
        Err(error) => Err(error.to_string()),
    };
    let bodies = [
        body(LinkLayer::Ethernet, Hook::Ingress, Target::SkbIngress)?,
        body(LinkLayer::Ethernet, Hook::Egress, Target::SkbEgress)?,
        body(LinkLayer::Ethernet, Hook::Xdp, Target::Xdp)?,
    ];
    let dimensions = dimensions(Some(BUFFER), SNAPLEN, 1).map_err(|error| error.to_string())?;
    let sampling = Sampling::default().settings();
    Object::load(dimensions, SNAPLEN, &sampling, &bodies).map_err(|error| error.to_string())
}

fn verify(object: &mut Object) -> Result<(), String> {
    for hook in [Hook::Ingress, Hook::Egress] {
        object.classifier(LinkLayer::Ethernet, hook).map_err(|error| error.to_string())?;
    }
    Ok(())
}

async fn try_hook(
    object: &mut Object,
    netlink: &Netlink,
    loopback: Option<&Link>,
    engine: Engine,
) -> Result<(), String> {
    let link = loopback.ok_or("there is no loopback interface to try it on")?;
    let mut attachments = Attachments::new(engine, 1).map_err(|error| error.to_string())?;
    let attached = attachments.attach(object, netlink, link, LinkLayer::Ethernet, Hook::Ingress).await;
    attachments.detach(netlink).await;
    attached.map_err(|error| error.to_string())
}

fn verdict(result: Result<(), String>) -> String {
    result.map_or_else(|error| format!("no: {error}"), |()| "works".into())
}

/// The programs that see an interface's packets too, and what that means for a capture.
fn neighbours(link: &Link) -> String {
    let mut found = Vec::new();
    if let Some(program) = &link.xdp {
        found.push(format!("XDP: {program}; what it drops only --engine xdp could see"));
    }
    for (hook, kind) in [("ingress", TcAttachType::Ingress), ("egress", TcAttachType::Egress)] {
        let programs = SchedClassifier::query_tcx(&link.name, kind).map(|(_, programs)| programs);
        for program in programs.unwrap_or_default() {
            let name = program.name_as_str().unwrap_or_default();
            found.push(format!("tcx {hook}: program {} ({name}); a capture goes before it", program.id()));
        }
    }
    if found.is_empty() { "no other programs".into() } else { found.join("; ") }
}
