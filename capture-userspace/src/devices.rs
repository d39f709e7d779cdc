//! What `-D` lists and `-i` chooses from.

use std::{fmt, net::IpAddr};

use crate::source::SourceError;

/// The name that stands for all interfaces.
pub const ANY: &str = "any";

/// Something that can be captured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// The name to capture it by.
    pub name: String,
    /// What its user calls it, where that is another name: `Ethernet 2`.
    pub alias: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// How it is.
    pub state: State,
}

/// What is said of a device between brackets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Switched on.
    pub up: bool,
    /// Able to send and receive.
    pub running: bool,
    /// Hands back what is sent.
    pub loopback: bool,
    /// Wi-Fi, Bluetooth and the like.
    pub wireless: bool,
    /// What is at the other end.
    pub connection: Connection,
}

/// Whether a device is connected to a network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    /// It does not tell.
    Unknown,
    /// It is.
    Connected,
    /// It is not.
    Disconnected,
    /// It never is.
    #[default]
    None,
}

impl Device {
    /// The device that stands for all interfaces.
    pub fn any() -> Self {
        Self {
            name: ANY.into(),
            description: Some("Pseudo-device that captures on all interfaces".into()),
            state: State { up: true, running: true, ..State::default() },
            ..Self::default()
        }
    }

    /// By what tcpdump orders devices: first what is up and running, then what is not, loopback behind the
    /// rest of its kind.
    pub fn rank(&self) -> impl Ord + use<> {
        let State { up, running, loopback, wireless, connection } = self.state;
        let is_unplugged = !wireless && connection == Connection::Disconnected;
        (!running, !up, is_unplugged, loopback, self.name == ANY)
    }

    /// A line with its addresses, by which to choose one of many.
    pub fn with_addresses(&self) -> String {
        let addresses: Vec<String> = self.addresses.iter().map(ToString::to_string).collect();
        format!("{self} {}", addresses.join(", ")).trim_end().to_owned()
    }

    /// Whether this is all of one of its names, or one of its addresses.
    fn is_called(&self, wanted: &str) -> bool {
        let same = |text: &String| text.eq_ignore_ascii_case(wanted);
        self.texts().any(same) || wanted.parse().is_ok_and(|address| self.addresses.contains(&address))
    }

    /// Whether this is a part of one of its names, and no number.
    fn mentions(&self, wanted: &str) -> bool {
        let is_number = wanted.bytes().all(|byte| byte.is_ascii_digit());
        let wanted = wanted.to_ascii_lowercase();
        !is_number && self.texts().any(|text| text.to_ascii_lowercase().contains(&wanted))
    }

    fn texts(&self) -> impl Iterator<Item = &String> {
        self.alias.iter().chain(&self.description)
    }
}

impl fmt::Display for Device {
    /// tcpdump's line, without the number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match (&self.alias, &self.description) {
            (Some(alias), Some(words)) => write!(f, " ({alias}: {words})")?,
            (Some(words), None) | (None, Some(words)) => write!(f, " ({words})")?,
            (None, None) => {}
        }
        write!(f, " [{}]", self.state.words().join(", "))
    }
}

impl State {
    fn words(self) -> Vec<&'static str> {
        let flags = [(self.up, "Up"), (self.running, "Running"), (self.loopback, "Loopback")];
        let mut words: Vec<_> = flags.into_iter().filter_map(|(is_so, word)| is_so.then_some(word)).collect();
        if self.wireless {
            words.push("Wireless");
        } else if words.is_empty() {
            words.push("none");
        }
        words.extend(match (self.connection, self.wireless) {
            (Connection::None, _) | (Connection::Unknown, true) => None,
            (Connection::Unknown, false) => Some("Connection status unknown"),
            (Connection::Connected, false) => Some("Connected"),
            (Connection::Disconnected, false) => Some("Disconnected"),
            (Connection::Connected, true) => Some("Associated"),
            (Connection::Disconnected, true) => Some("Not associated"),
        });
        words
    }
}

/// Finds what `wanted` names: a device's name, else its number as `-D` prints it (an interface may be called
/// "2"), else its description or one of its addresses, else a part of its description.
///
/// # Errors
/// When there is none, or more than one that fits equally well.
pub fn find<'a>(devices: &'a [Device], wanted: &str) -> Result<&'a Device, SourceError> {
    let by_number = || devices.get(wanted.parse::<usize>().ok()?.checked_sub(1)?);
    let exactly = devices.iter().find(|device| device.name == wanted).or_else(by_number);
    if let Some(device) = exactly {
        return Ok(device);
    }
    for fits in [Device::is_called, Device::mentions] {
        let fitting: Vec<_> = (1..).zip(devices).filter(|(_, device)| fits(device, wanted)).collect();
        match fitting[..] {
            [] => {}
            [(_, device)] => return Ok(device),
            _ => {
                let candidates = fitting.iter().map(|(number, device)| format!("{number}.{device}"));
                let candidates = candidates.collect::<Vec<_>>().join(", ");
                return Err(SourceError::Ambiguous { wanted: wanted.to_owned(), candidates });
            }
        }
    }
    Err(SourceError::no_such_device(wanted.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(name: &str, alias: &str, description: &str, address: &str) -> Device {
        Device {
            name: name.into(),
            alias: (!alias.is_empty()).then(|| alias.into()),
            description: (!description.is_empty()).then(|| description.into()),
            addresses: vec![address.parse().unwrap()],
            state: State { up: true, running: true, connection: Connection::Connected, ..State::default() },
        }
    }

    fn devices() -> Vec<Device> {
        vec![
            device("npf-1", "Ethernet", "Intel(R) I211", "192.168.1.5"),
            device("npf-2", "Wi-Fi", "Intel(R) AX200", "192.168.1.6"),
            device("3", "", "Loopback", "::1"),
            device("eth0", "", "", "192.168.1.6"),
        ]
    }

    #[test]
    fn a_device_is_found_by_all_that_names_it() {
        let devices = devices();
        for (wanted, name) in [
            ("npf-2", "npf-2"),
            ("1", "npf-1"),
            ("3", "3"),
            ("ethernet", "npf-1"),
            ("Intel(R) I211", "npf-1"),
            ("ax200", "npf-2"),
            ("192.168.1.5", "npf-1"),
            ("0:0:0:0:0:0:0:1", "3"),
        ] {
            assert_eq!(find(&devices, wanted).unwrap().name, name, "{wanted}");
        }
    }

    #[test]
    fn what_fits_more_than_one_is_refused_and_so_is_what_fits_none() {
        let devices = devices();
        for (wanted, candidates) in [("intel", [1, 2]), ("192.168.1.6", [2, 4])] {
            let error = find(&devices, wanted).unwrap_err().to_string();
            let named = |number: usize| error.contains(&format!("{number}.{}", devices[number - 1].name));
            assert!(candidates.into_iter().all(named), "{error}");
        }
        for wanted in ["", "0", "5", "tun", "192.168.1.7"] {
            assert!(find(&devices, wanted).is_err(), "{wanted:?}");
        }
    }

    #[test]
    fn a_line_is_tcpdumps() {
        let lines: Vec<String> = devices().iter().map(ToString::to_string).collect();
        assert_eq!(lines[0], "npf-1 (Ethernet: Intel(R) I211) [Up, Running, Connected]");
        assert_eq!(lines[3], "eth0 [Up, Running, Connected]");
        assert_eq!(devices()[3].with_addresses(), "eth0 [Up, Running, Connected] 192.168.1.6");
        let radio = State { wireless: true, connection: Connection::Unknown, ..State::default() };
        assert_eq!(radio.words(), ["Wireless"]);
        assert_eq!(State { connection: Connection::Connected, ..radio }.words(), ["Wireless", "Associated"]);
        assert_eq!(State::default().words(), ["none"]);
        assert_eq!(
            Device::any().to_string(),
            "any (Pseudo-device that captures on all interfaces) [Up, Running]"
        );
    }
}
