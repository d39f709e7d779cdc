//! News of interfaces: the kernel's own messages to whoever listens (`rtnetlink(7)`).

use futures_util::StreamExt;
use rtnetlink::{
    MulticastGroup, new_multicast_connection,
    packet_core::{NetlinkMessage, NetlinkPayload},
    packet_route::{AddressFamily, RouteNetlinkMessage, link::LinkMessage},
};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::links::{Link, link};

/// What has happened to an interface.
#[derive(Clone, Debug)]
pub enum LinkEvent {
    /// It is new, or something about it is.
    Changed(Link),
    /// It is no longer in this network namespace.
    Gone(u32),
}

/// News of the interfaces of this network namespace, from when it is opened.
pub struct LinkEvents(UnboundedReceiver<LinkEvent>);

impl LinkEvents {
    /// Begins to listen; needs a tokio runtime around it.
    ///
    /// # Errors
    /// When the kernel refuses the socket.
    pub fn open() -> std::io::Result<Self> {
        let (connection, _, mut messages) = new_multicast_connection(&[MulticastGroup::Link])?;
        tokio::spawn(connection);
        let (sender, events) = unbounded_channel();
        tokio::spawn(async move {
            while let Some((message, _)) = messages.next().await {
                if event(message).is_some_and(|event| sender.send(event).is_err()) {
                    break;
                }
            }
        });
        Ok(Self(events))
    }

    /// Waits for the next event; for ever once the kernel has closed the connection.
    pub async fn next(&mut self) -> LinkEvent {
        match self.0.recv().await {
            Some(event) => event,
            None => std::future::pending().await,
        }
    }

    /// The next event, if one is there already.
    pub fn ready(&mut self) -> Option<LinkEvent> {
        self.0.try_recv().ok()
    }
}

/// What a message of the kernel tells of an interface.
pub fn event(message: NetlinkMessage<RouteNetlinkMessage>) -> Option<LinkEvent> {
    // A bridge tells of its ports by the same messages.
    let own = |message: &LinkMessage| message.header.interface_family == AddressFamily::Unspec;
    match message.payload {
        NetlinkPayload::InnerMessage(RouteNetlinkMessage::NewLink(message)) if own(&message) => {
            link(&message).map(LinkEvent::Changed)
        }
        NetlinkPayload::InnerMessage(RouteNetlinkMessage::DelLink(message)) if own(&message) => {
            Some(LinkEvent::Gone(message.header.index))
        }
        _ => None,
    }
}
