//! The interfaces of a capture, and all that it could be of.

use std::collections::BTreeMap;

use rtnetlink::packet_route::link::LinkFlags;

use super::links::Link;
use crate::{
    devices::{ANY, Connection, Device, State, find},
    source::SourceError,
};

impl From<&Link> for Device {
    fn from(link: &Link) -> Self {
        let has = |flag| link.flags.contains(flag);
        let connection = match (link.is_loopback(), has(LinkFlags::LowerUp)) {
            (true, _) => Connection::None,
            (false, true) => Connection::Connected,
            (false, false) => Connection::Disconnected,
        };
        Self {
            name: link.name.clone(),
            addresses: link.addresses.clone(),
            state: State {
                up: link.is_up(),
                running: has(LinkFlags::Running),
                loopback: link.is_loopback(),
                wireless: false,
                connection,
            },
            ..Self::default()
        }
    }
}

/// The interfaces and "any", in tcpdump's order.
pub fn devices(links: &[Link]) -> Vec<Device> {
    let mut devices: Vec<Device> = links.iter().map(Device::from).chain([Device::any()]).collect();
    devices.sort_by_key(Device::rank);
    devices
}

/// What was chosen to be captured.
#[derive(Clone, Debug)]
pub enum Chosen {
    /// Interfaces.
    Interfaces(Scope),
    /// What is no network interface, by libpcap's name for it.
    Other(String),
}

/// The interfaces of a capture.
#[derive(Clone, Debug)]
pub enum Scope {
    /// One interface.
    One(Link),
    /// Several, by index.
    Some(Vec<Link>),
    /// All there are, by index, and those that come.
    All(Vec<Link>),
}

impl Chosen {
    /// What these words name; the first device when none is named. `all` lists what there is beside
    /// interfaces too, and in which order, and is asked where names do not say it all.
    ///
    /// # Errors
    /// When a word names none, or more than one, or what cannot be captured together.
    pub fn of(
        links: &[Link],
        wanted: &[String],
        all: impl FnOnce() -> Vec<Device>,
    ) -> Result<Self, SourceError> {
        let mut devices = devices(links);
        let is_name = |name: &String| devices.iter().any(|device| device.name == *name);
        if !wanted.iter().all(is_name) {
            devices = all();
        }
        let first = devices.first().map(|device| device.name.clone());
        let wanted = if wanted.is_empty() { first.as_slice() } else { wanted };
        let mut chosen: BTreeMap<u32, Link> = BTreeMap::new();
        for word in wanted {
            let name = name(&devices, word)?;
            if name == ANY {
                return Ok(Self::Interfaces(Scope::All(links.to_vec())));
            }
            match links.iter().find(|link| link.name == name) {
                Some(link) => drop(chosen.insert(link.ifindex, link.clone())),
                None if wanted.len() == 1 => return Ok(Self::Other(name)),
                None => return Err(SourceError::OneAtATime(wanted.join(","))),
            }
        }
        let mut chosen: Vec<Link> = chosen.into_values().collect();
        let scope = if chosen.len() == 1 { Scope::One(chosen.remove(0)) } else { Scope::Some(chosen) };
        Ok(Self::Interfaces(scope))
    }

    /// What stands for it in messages.
    pub fn name(&self) -> String {
        match self {
            Self::Interfaces(scope) => scope.name(),
            Self::Other(name) => name.clone(),
        }
    }
}

impl Scope {
    /// Its interfaces.
    pub fn links(&self) -> &[Link] {
        match self {
            Self::One(link) => std::slice::from_ref(link),
            Self::Some(links) | Self::All(links) => links,
        }
    }

    /// What stands for it in messages.
    pub fn name(&self) -> String {
        match self {
            Self::One(link) => link.name.clone(),
            Self::Some(links) => links.iter().map(|link| link.name.as_str()).collect::<Vec<_>>().join(","),
            Self::All(_) => ANY.to_owned(),
        }
    }

    /// What is said of it beside its name; empty where nobody says.
    pub fn description(&self) -> String {
        match self {
            Self::One(link) => link.alias.clone(),
            Self::Some(_) => None,
            Self::All(_) => Device::any().description,
        }
        .unwrap_or_default()
    }
}

/// The name of the device that a word names. A part of one that is no interface may be named behind a
/// colon: `nflog:5`.
fn name(devices: &[Device], word: &str) -> Result<String, SourceError> {
    match (find(devices, word), word.split_once(':')) {
        (Ok(device), _) => Ok(device.name.clone()),
        (Err(_), Some((name, _))) if devices.iter().any(|it| it.name == name && it.description.is_some()) => {
            Ok(word.to_owned())
        }
        (Err(error), _) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(ifindex: u32, name: &str, flags: LinkFlags) -> Link {
        Link { ifindex, name: name.into(), arphrd: 1, flags, ..Link::default() }
    }

    #[test]
    fn what_runs_comes_first_and_loopback_behind_any() {
        let running = LinkFlags::Up | LinkFlags::Running | LinkFlags::LowerUp;
        let links = [
            link(1, "lo", running | LinkFlags::Loopback),
            link(2, "eth1", running),
            link(3, "tun7", LinkFlags::Up),
            link(4, "eth0", running),
            link(5, "veth", LinkFlags::empty()),
        ];
        let listed = devices(&links);
        let lines: Vec<String> = listed.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "eth1 [Up, Running, Connected]",
                "eth0 [Up, Running, Connected]",
                "any (Pseudo-device that captures on all interfaces) [Up, Running]",
                "lo [Up, Running, Loopback]",
                "tun7 [Up, Disconnected]",
                "veth [none, Disconnected]",
            ]
        );
    }

    #[test]
    fn a_name_goes_before_a_number() {
        let running = LinkFlags::Up | LinkFlags::Running | LinkFlags::LowerUp;
        let links = [link(4, "eth1", running), link(5, "tun2", running), link(9, "3", running)];
        let name = |wanted: &[&str]| {
            let wanted: Vec<String> = wanted.iter().map(|&name| name.to_owned()).collect();
            let log = Device { name: "nflog".into(), description: Some("a log".into()), ..Device::default() };
            let all = || devices(&links).into_iter().chain([log]).collect();
            Chosen::of(&links, &wanted, all).map(|chosen| chosen.name())
        };
        assert_eq!(name(&["3"]).unwrap(), "3");
        assert_eq!(name(&["1"]).unwrap(), "eth1");
        assert_eq!(name(&["2"]).unwrap(), "tun2");
        assert_eq!(name(&[]).unwrap(), "eth1");
        assert_eq!(name(&["3", "1", "eth1"]).unwrap(), "eth1,3");
        assert_eq!(name(&["3", "any"]).unwrap(), "any");
        assert_eq!(name(&["5"]).unwrap(), "nflog");
        assert_eq!(name(&["nflog:7"]).unwrap(), "nflog:7");
        for wrong in ["0", "9", "eth9", "eth1:7", "nflog"] {
            assert!(name(&["eth1", wrong]).is_err(), "{wrong}");
        }
    }
}
