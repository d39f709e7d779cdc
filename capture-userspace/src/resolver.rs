//! Names for addresses and numbers, as they are printed without `-n`.
//!
//! Services, hosts and Ethernet addresses have names in files; those are read when they are
//! first asked for. Other hosts are looked up by a thread of their own, each once: a live capture shows
//! numbers until a name has come, a savefile waits for it a little.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::Duration,
};

use crate::{
    interface_names::{InterfaceNames, KnownNames},
    ipv4_network::Ipv4Network,
    names::{self, Databases},
};

/// How long a name of a savefile's host is waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// After so many names that did not come in time, none is waited for.
const MAX_LATE: u8 = 3;

/// Hosts that are remembered; a capture with more of them shows numbers for the rest.
const MAX_HOSTS: usize = 1 << 16;

/// The machine's names.
pub struct Resolver {
    interfaces: KnownNames,
    tables: Option<Tables>,
    hosts: HashMap<IpAddr, Option<String>>,
    lookup: Option<Lookup>,
    /// Where hosts have names, if not everywhere.
    network: Option<Ipv4Network>,
    waits: bool,
    late: u8,
}

/// What the files say.
struct Tables {
    ports: HashMap<(u8, u16), String>,
    ethers: HashMap<[u8; 6], String>,
}

/// The thread that asks for names.
struct Lookup {
    questions: Sender<IpAddr>,
    answers: Receiver<(IpAddr, Option<String>)>,
}

impl Resolver {
    /// Knows these interfaces; those of a savefile have been another machine's. `waits` for names of
    /// hosts: a savefile does not run away.
    pub fn new(interfaces: InterfaceNames, waits: bool) -> Self {
        let interfaces = KnownNames::of(interfaces);
        Self { interfaces, tables: None, hosts: HashMap::new(), lookup: None, network: None, waits, late: 0 }
    }

    /// Knows names of hosts with IPv4 addresses of this network only (`-f`); of all without one.
    pub fn within(mut self, network: Option<Ipv4Network>) -> Self {
        self.network = network;
        self
    }

    fn tables(&mut self) -> &Tables {
        self.tables.get_or_insert_with(Tables::read)
    }

    /// Asks for a host's name, and takes what answers have come.
    fn ask(&mut self, address: IpAddr) {
        let lookup = self.lookup.get_or_insert_with(|| {
            self.hosts = hosts();
            Lookup::start()
        });
        if !self.hosts.contains_key(&address) && self.hosts.len() < MAX_HOSTS {
            self.hosts.insert(address, None);
            // Without the thread there are no names.
            let _ = lookup.questions.send(address);
            while self.waits && self.late < MAX_LATE {
                match lookup.answers.recv_timeout(PATIENCE) {
                    Ok((host, name)) => {
                        self.hosts.insert(host, name);
                        if host == address {
                            break;
                        }
                    }
                    Err(RecvTimeoutError::Timeout) => {
                        self.late += 1;
                        break;
                    }
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            }
        }
        self.hosts.extend(lookup.answers.try_iter());
    }
}

impl Tables {
    fn read() -> Self {
        let databases = Databases::default();
        let official = databases.services().iter().filter(|it| it.official);
        // The first line of a port gives its name.
        let ports = official.rev().map(|it| ((it.protocol, it.port), it.name.clone())).collect();
        let ethers = words("ethers").into_iter().filter_map(|line| {
            let octets: Vec<u8> =
                line.first()?.split(':').map_while(|part| u8::from_str_radix(part, 16).ok()).collect();
            Some((octets.try_into().ok()?, line.get(1)?.clone()))
        });
        Self { ports, ethers: ethers.collect() }
    }
}

impl Lookup {
    fn start() -> Self {
        let (questions, asked) = channel::<IpAddr>();
        let (said, answers) = channel();
        thread::spawn(move || {
            for address in asked {
                // A host without a name answers with its number.
                let name = dns_lookup::lookup_addr(&address).ok().filter(|name| *name != address.to_string());
                if said.send((address, name)).is_err() {
                    break;
                }
            }
        });
        Self { questions, answers }
    }
}

/// The names in `/etc/hosts` (hosts(5)); the first line of an address counts.
fn hosts() -> HashMap<IpAddr, Option<String>> {
    let lines = words("hosts").into_iter().rev();
    lines.filter_map(|line| Some((line.first()?.parse().ok()?, Some(line.get(1)?.clone())))).collect()
}

/// The words of a database's lines, without comments; none where there is no such file.
fn words(name: &str) -> Vec<Vec<String>> {
    let lines = names::lines(name).into_iter();
    lines.map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

impl capture_dissect::Names for Resolver {
    fn host(&mut self, address: IpAddr) -> Option<&str> {
        if let (Some(network), IpAddr::V4(address)) = (self.network, address)
            && !network.contains(address)
        {
            return None;
        }
        self.ask(address);
        self.hosts.get(&address)?.as_deref()
    }

    fn tcp_port(&mut self, port: u16) -> Option<&str> {
        self.tables().ports.get(&(6, port)).map(String::as_str)
    }

    fn udp_port(&mut self, port: u16) -> Option<&str> {
        self.tables().ports.get(&(17, port)).map(String::as_str)
    }

    fn mac(&mut self, address: [u8; 6]) -> Option<&str> {
        self.tables().ethers.get(&address).map(String::as_str)
    }

    fn interface(&mut self, ifindex: u32) -> Option<&str> {
        self.interfaces.name(ifindex)
    }
}

#[cfg(test)]
mod tests {
    use capture_dissect::Names;

    use super::*;

    #[test]
    fn files_have_names_for_ports() {
        let mut resolver = Resolver::new(InterfaceNames::default(), false);
        if resolver.tables().ports.is_empty() {
            return;
        }
        assert_eq!(resolver.tcp_port(22), Some("ssh"));
        assert_eq!(resolver.udp_port(1), None);
    }

    #[test]
    fn a_foreign_host_is_not_asked_for() {
        let network = Ipv4Network::new([192, 0, 2, 1].into(), 24);
        let mut resolver = Resolver::new(InterfaceNames::default(), false).within(Some(network));
        assert_eq!(resolver.host("198.51.100.1".parse().unwrap()), None);
        assert!(resolver.hosts.is_empty() && resolver.lookup.is_none());
    }

    #[test]
    fn a_host_without_a_name_is_asked_for_once_and_not_waited_for() {
        let mut resolver = Resolver::new(InterfaceNames::default(), false);
        let address = "192.0.2.1".parse().unwrap();
        assert_eq!(resolver.host(address), None);
        assert!(resolver.hosts.contains_key(&address));
    }
}
