//! What `-D` lists and `-i NUMBER` counts: interfaces in the order in which tcpdump offers them.

use std::{collections::BTreeMap, fmt};

use rtnetlink::packet_route::link::LinkFlags;

use super::links::Link;

/// The name that stands for all interfaces.
pub const ANY: &str = "any";

/// Something that can be captured.
#[derive(Clone, Debug)]
pub enum Device {
    /// An interface.
    Link(Link),
    /// All interfaces.
    Any,
}

/// All devices: first what is up and running, then what is not, loopback behind the rest of its
/// kind; among equals by the number in their names, then by index.
pub fn devices(links: Vec<Link>) -> Vec<Device> {
    let mut devices: Vec<Device> = links.into_iter().map(Device::Link).collect();
    devices.push(Device::Any);
    devices.sort_by_key(Device::rank);
    devices
}

/// Finds what `wanted` names: a device's name, or its number as `-D` prints it. A name goes before a
/// number, as an interface may be called "2".
fn find<'a>(devices: &'a [Device], wanted: &str) -> Option<&'a Device> {
    let named = || devices.iter().position(|device| device.name() == wanted);
    let place = named().or_else(|| wanted.parse::<usize>().ok()?.checked_sub(1));
    devices.get(place?)
}

/// The interfaces of a capture.
#[derive(Clone, Debug)]
pub enum Scope {
    /// One.
    One(Link),
    /// Several, by index.
    Some(Vec<Link>),
    /// All there are, by index, and those that come.
    All(Vec<Link>),
}

impl Scope {
    /// The interfaces that these devices name, out of all that there are; the first device when none is
    /// named.
    ///
    /// # Errors
    /// The name that is no device's.
    pub fn choose(links: &[Link], wanted: &[String]) -> Result<Self, String> {
        let devices = devices(links.to_vec());
        let mut chosen: BTreeMap<u32, Link> = BTreeMap::new();
        let first = devices.first().map(|device| device.name().to_owned());
        let wanted = if wanted.is_empty() { first.as_slice() } else { wanted };
        for name in wanted {
            match find(&devices, name).ok_or_else(|| name.clone())? {
                Device::Any => return Ok(Self::All(links.to_vec())),
                Device::Link(link) => drop(chosen.insert(link.ifindex, link.clone())),
            }
        }
        let mut chosen: Vec<Link> = chosen.into_values().collect();
        Ok(if chosen.len() == 1 { Self::One(chosen.remove(0)) } else { Self::Some(chosen) })
    }

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
}

impl Device {
    /// The name to capture it by.
    pub fn name(&self) -> &str {
        match self {
            Self::Link(link) => &link.name,
            Self::Any => ANY,
        }
    }

    fn rank(&self) -> (bool, bool, bool, bool, bool, u64) {
        match self {
            Self::Any => (false, false, false, false, true, 0),
            Self::Link(link) => {
                let lacks = |flag| !link.flags.contains(flag);
                let disconnected = !link.is_loopback() && lacks(LinkFlags::LowerUp);
                let number = instance(&link.name);
                (
                    lacks(LinkFlags::Running),
                    lacks(LinkFlags::Up),
                    disconnected,
                    link.is_loopback(),
                    false,
                    number,
                )
            }
        }
    }
}

/// The number at the end of a name, 0 where there is none.
fn instance(name: &str) -> u64 {
    let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    name[name.len() - digits..].parse().unwrap_or(0)
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => write!(f, "{ANY} (Pseudo-device that captures on all interfaces) [Up, Running]"),
            Self::Link(link) => write!(f, "{} [{}]", link.name, states(link).join(", ")),
        }
    }
}

fn states(link: &Link) -> Vec<&'static str> {
    let mut states = Vec::new();
    for (flag, word) in
        [(LinkFlags::Up, "Up"), (LinkFlags::Running, "Running"), (LinkFlags::Loopback, "Loopback")]
    {
        if link.flags.contains(flag) {
            states.push(word);
        }
    }
    if states.is_empty() {
        states.push("none");
    }
    if !link.is_loopback() {
        let connected = link.flags.contains(LinkFlags::LowerUp);
        states.push(if connected { "Connected" } else { "Disconnected" });
    }
    states
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
        let listed = devices(vec![
            link(1, "lo", running | LinkFlags::Loopback),
            link(2, "eth1", running),
            link(3, "tun7", LinkFlags::Up),
            link(4, "eth0", running),
            link(5, "veth", LinkFlags::empty()),
        ]);
        let lines: Vec<String> = listed.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "eth0 [Up, Running, Connected]",
                "eth1 [Up, Running, Connected]",
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
            Scope::choose(&links, &wanted).map(|scope| scope.name())
        };
        assert_eq!(name(&["3"]).unwrap(), "3");
        assert_eq!(name(&["1"]).unwrap(), "eth1");
        assert_eq!(name(&["2"]).unwrap(), "tun2");
        assert_eq!(name(&[]).unwrap(), "eth1");
        assert_eq!(name(&["3", "1", "eth1"]).unwrap(), "eth1,3");
        assert_eq!(name(&["3", "any"]).unwrap(), "any");
        for wrong in ["0", "9", "eth9"] {
            assert_eq!(name(&["eth1", wrong]).unwrap_err(), wrong);
        }
    }
}
