//! What `-D` lists and `-i NUMBER` counts: interfaces in the order in which tcpdump offers them.

use std::fmt;

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

/// Finds what `wanted` names: a device's name, its number as `-D` prints it, or the first device when
/// nothing is named. A name goes before a number, as an interface may be called "2".
pub fn choose(devices: &[Device], wanted: Option<&str>) -> Option<Device> {
    let place = match wanted {
        None => Some(0),
        Some(wanted) => devices
            .iter()
            .position(|device| device.name() == wanted)
            .or_else(|| wanted.parse::<usize>().ok()?.checked_sub(1)),
    };
    devices.get(place?).cloned()
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
        Link { ifindex, name: name.into(), arphrd: 1, flags, addresses: Vec::new() }
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
        let devices =
            devices(vec![link(9, "3", running), link(4, "eth1", running), link(5, "tun2", running)]);
        let name = |wanted| choose(&devices, wanted).map(|device| device.name().to_owned());
        assert_eq!(name(Some("3")).as_deref(), Some("3"));
        assert_eq!(name(Some("1")).as_deref(), Some("eth1"));
        assert_eq!(name(Some("2")).as_deref(), Some("tun2"));
        assert_eq!(name(None).as_deref(), Some("eth1"));
        assert_eq!((name(Some("0")), name(Some("9")), name(Some("eth9"))), (None, None, None));
    }
}
