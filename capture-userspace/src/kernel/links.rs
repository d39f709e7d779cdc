//! The interfaces of this network namespace, asked from the kernel by netlink.

use std::net::IpAddr;

use futures_util::TryStreamExt;
use rtnetlink::{
    Handle,
    packet_route::{
        address::AddressAttribute,
        link::{LinkAttribute, LinkFlags, LinkMessage, LinkXdp},
    },
};

use super::xdp;
use crate::ipv4_network::Ipv4Network;

/// An interface as the kernel lists it.
#[derive(Clone, Debug, Default)]
pub struct Link {
    /// The kernel's number.
    pub ifindex: u32,
    /// Name, such as `eth0`.
    pub name: String,
    /// What its administrator calls it (`ip link set alias`).
    pub alias: Option<String>,
    /// `ARPHRD_` number of `linux/if_arp.h`.
    pub arphrd: u16,
    /// `IFF_` flags.
    pub flags: LinkFlags,
    /// Its own link-layer address.
    pub mac: Vec<u8>,
    /// The XDP program that is attached to it: its number, and its name where this process may know it.
    pub xdp: Option<String>,
    /// Its addresses, in the kernel's order.
    pub addresses: Vec<IpAddr>,
    /// The network of its first IPv4 address.
    pub network: Option<Ipv4Network>,
}

impl Link {
    /// Whether it was switched on.
    pub fn is_up(&self) -> bool {
        self.flags.contains(LinkFlags::Up)
    }

    /// Whether this is the loopback interface.
    pub fn is_loopback(&self) -> bool {
        self.flags.contains(LinkFlags::Loopback)
    }
}

/// A connection to the kernel's interface tables; needs a tokio runtime around it.
#[derive(Clone)]
pub struct Netlink {
    pub(super) handle: Handle,
}

impl Netlink {
    /// Opens the connection.
    ///
    /// # Errors
    /// When the kernel refuses the socket.
    pub fn open() -> std::io::Result<Self> {
        let (connection, handle, _) = rtnetlink::new_connection()?;
        tokio::spawn(connection);
        Ok(Self { handle })
    }

    /// The connection itself, for what is not asked here.
    pub const fn handle(&self) -> &Handle {
        &self.handle
    }

    /// All interfaces, by index.
    ///
    /// # Errors
    /// When the kernel does not answer as it should.
    pub async fn links(&self) -> Result<Vec<Link>, rtnetlink::Error> {
        let messages: Vec<_> = self.handle.link().get().execute().try_collect().await?;
        let mut links: Vec<Link> = messages.iter().filter_map(link).collect();
        let addresses: Vec<_> = self.handle.address().get().execute().try_collect().await?;
        for message in addresses {
            let owner = links.iter_mut().find(|link| link.ifindex == message.header.index);
            let (Some(link), Some(address)) = (owner, address(&message.attributes)) else { continue };
            link.addresses.push(address);
            if let IpAddr::V4(address) = address {
                let network = Ipv4Network::new(address, message.header.prefix_len);
                link.network.get_or_insert(network);
            }
        }
        links.sort_by_key(|link| link.ifindex);
        Ok(links)
    }
}

pub(super) fn link(message: &LinkMessage) -> Option<Link> {
    let mut link = Link {
        ifindex: message.header.index,
        arphrd: message.header.link_layer_type.into(),
        flags: message.header.flags,
        ..Link::default()
    };
    for attribute in &message.attributes {
        match attribute {
            LinkAttribute::IfName(name) => link.name.clone_from(name),
            LinkAttribute::IfAlias(alias) => link.alias = Some(alias.clone()),
            LinkAttribute::Address(mac) => link.mac.clone_from(mac),
            LinkAttribute::Xdp(facts) => {
                let id = facts.iter().find_map(|fact| match fact {
                    LinkXdp::ProgId(id) => Some(*id),
                    _ => None,
                });
                link.xdp = id.map(xdp::name);
            }
            _ => {}
        }
    }
    (!link.name.is_empty()).then_some(link)
}

/// The interface's own address: point-to-point links give the peer's as `Address`.
fn address(attributes: &[AddressAttribute]) -> Option<IpAddr> {
    let local = attributes.iter().find_map(|attribute| match attribute {
        AddressAttribute::Local(address) => Some(*address),
        _ => None,
    });
    local.or_else(|| {
        attributes.iter().find_map(|attribute| match attribute {
            AddressAttribute::Address(address) => Some(*address),
            _ => None,
        })
    })
}
