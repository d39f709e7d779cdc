//! The system's databases of names, for filter expressions and for printing.

use std::{
    cell::OnceCell,
    collections::HashMap,
    env, fs,
    net::{IpAddr, ToSocketAddrs},
    path::{Path, PathBuf},
};

use capture_filter::Names;

/// A protocol that has ports, by its number in IP.
pub type IpProtocol = u8;

/// `/etc/services` and its siblings, each read when it is first asked.
#[derive(Debug, Default)]
pub struct Databases {
    services: OnceCell<Vec<Service>>,
    protocols: OnceCell<HashMap<String, IpProtocol>>,
}

/// A line of `/etc/services` (services(5)), once for each of its names.
#[derive(Debug)]
pub struct Service {
    /// The name or an alias.
    pub name: String,
    /// Whether this is the first name, which is printed.
    pub official: bool,
    /// The port.
    pub port: u16,
    /// `tcp`, `udp`, `sctp` or `dccp` as a number.
    pub protocol: IpProtocol,
}

impl Databases {
    /// All services.
    pub fn services(&self) -> &[Service] {
        self.services.get_or_init(|| lines("services").iter().flat_map(|line| service(line)).collect())
    }

    /// The number of a protocol (protocols(5)).
    pub fn protocol_number(&self, name: &str) -> Option<IpProtocol> {
        let read = || lines("protocols").iter().flat_map(|line| protocol(line)).collect();
        self.protocols.get_or_init(read).get(name).copied()
    }
}

impl Names for Databases {
    fn services(&self, name: &str) -> Vec<(u16, u8)> {
        let named = self.services().iter().filter(|service| service.name == name);
        named.map(|service| (service.port, service.protocol)).collect()
    }

    fn protocol(&self, name: &str) -> Option<u32> {
        self.protocol_number(name).map(u32::from)
    }

    fn hosts(&self, name: &str) -> Vec<IpAddr> {
        let Ok(found) = (name, 0).to_socket_addrs() else { return Vec::new() };
        let mut addresses: Vec<IpAddr> = Vec::new();
        for address in found.map(|address| address.ip()) {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        addresses
    }

    fn network(&self, name: &str) -> Option<u32> {
        lines("networks").iter().find_map(|line| network(line, name))
    }

    fn ether(&self, name: &str) -> Option<[u8; 6]> {
        lines("ethers").iter().find_map(|line| ether(line, name))
    }
}

/// Where the system keeps a database, by its name below `/etc`.
fn file(name: &str) -> PathBuf {
    if cfg!(windows) {
        let windows = env::var_os("SystemRoot").unwrap_or_else(|| "C:\\Windows".into());
        let name = if name == "protocols" { "protocol" } else { name };
        Path::new(&windows).join("System32\\drivers\\etc").join(name)
    } else {
        Path::new("/etc").join(name)
    }
}

/// The lines of a database without comments; none where there is no such file.
pub fn lines(name: &str) -> Vec<String> {
    let text = fs::read(file(name)).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    text.lines().map(|line| line.split('#').next().unwrap_or_default().to_owned()).collect()
}

fn service(line: &str) -> Vec<Service> {
    let mut words = line.split_whitespace();
    let (Some(first), Some(port)) = (words.next(), words.next()) else { return Vec::new() };
    let Some((port, protocol)) = port.split_once('/') else { return Vec::new() };
    let protocol = match protocol {
        "tcp" => 6,
        "udp" => 17,
        "dccp" => 33,
        "sctp" => 132,
        _ => return Vec::new(),
    };
    let Ok(port) = port.parse() else { return Vec::new() };
    let name = |name: &str, official| Service { name: name.to_owned(), official, port, protocol };
    std::iter::once(name(first, true)).chain(words.map(|alias| name(alias, false))).collect()
}

fn protocol(line: &str) -> Vec<(String, IpProtocol)> {
    let mut words = line.split_whitespace();
    let (Some(first), Some(number)) = (words.next(), words.next()) else { return Vec::new() };
    let Ok(number) = number.parse() else { return Vec::new() };
    std::iter::once(first).chain(words).map(|name| (name.to_owned(), number)).collect()
}

/// The number in a line of `/etc/networks` (networks(5)) that has this name.
fn network(line: &str, name: &str) -> Option<u32> {
    let mut words = line.split_whitespace();
    let (first, number) = (words.next()?, words.next()?);
    if first != name && !words.any(|alias| alias == name) {
        return None;
    }
    number.split('.').try_fold(0u32, |sum, part| Some(sum << 8 | u32::from(part.parse::<u8>().ok()?)))
}

/// The address in a line of `/etc/ethers` (ethers(5)) that has this name.
fn ether(line: &str, name: &str) -> Option<[u8; 6]> {
    let mut words = line.split_whitespace();
    let address = words.next()?;
    if words.next()? != name {
        return None;
    }
    let octets: Vec<u8> = address.split(':').map_while(|part| u8::from_str_radix(part, 16).ok()).collect();
    octets.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_has_one_official_name_and_aliases() {
        let found = service("domain\t53/udp nameserver");
        assert_eq!(found.len(), 2);
        assert!(found[0].official && found[0].name == "domain");
        assert!(!found[1].official && found[1].name == "nameserver");
        assert_eq!((found[1].port, found[1].protocol), (53, 17));
        assert!(service("x 1/ddp").is_empty());
        assert!(service("garbage").is_empty());
    }

    #[test]
    fn networks_and_ethers_are_found_by_their_names() {
        assert_eq!(network("loopback 127.0.0.0 lo", "lo"), Some(0x7f00_0000));
        assert_eq!(network("corp 10.1", "corp"), Some(0x0a01));
        assert_eq!(network("corp 10.1", "other"), None);
        assert_eq!(ether("2:0:0:0:0:a gate", "gate"), Some([2, 0, 0, 0, 0, 10]));
        assert_eq!(ether("2:0:0 gate", "gate"), None);
    }

    #[test]
    fn a_protocol_has_a_number_under_each_name() {
        assert_eq!(protocol("tcp 6 TCP"), [("tcp".to_owned(), 6), ("TCP".to_owned(), 6)]);
    }
}
