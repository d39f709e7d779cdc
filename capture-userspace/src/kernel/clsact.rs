//! The clsact qdisc, for kernels without tcx: unlike a tcx link, what is attached there outlives its
//! process, so everything of ours carries its owner's number and can be found again.

use std::path::Path;

use aya::programs::tc::{NlOptions, TcHandle};
use futures_util::{StreamExt, TryStreamExt};
use rtnetlink::{
    packet_core::{NLM_F_ACK, NLM_F_CREATE, NLM_F_EXCL, NLM_F_REQUEST, NetlinkMessage, NetlinkPayload},
    packet_route::{
        RouteNetlinkMessage,
        tc::{TcAttribute, TcFilterBpfOption, TcMessage, TcOption},
    },
};

use super::links::Netlink;

/// Names of our programs start with this.
const OUR_NAMES: &str = "tcxdump_";

/// Set in a filter's handle when the qdisc is ours too. Process numbers end at 2^22.
const OUR_QDISC: u32 = 1 << 30;

/// `TC_H_CLSACT`: the parent of the qdisc.
const CLSACT: u32 = 0xffff_fff1;

/// How our filter is to be attached: before all others, with a handle that names the owner.
pub fn options(qdisc_is_ours: bool) -> NlOptions {
    let owner = std::process::id() | if qdisc_is_ours { OUR_QDISC } else { 0 };
    NlOptions { priority: 1, handle: TcHandle::from(owner), classid: None }
}

impl Netlink {
    /// Makes sure that an interface has the qdisc; says whether it was missing.
    ///
    /// # Errors
    /// Without rights, or when the kernel has no clsact.
    pub async fn add_clsact(&self, ifindex: u32) -> Result<bool, rtnetlink::Error> {
        let mut message = TcMessage::with_index(ifindex as i32);
        message.header.parent = CLSACT.into();
        message.header.handle = 0xffff_0000.into();
        message.attributes.push(TcAttribute::Kind("clsact".into()));
        let request = RouteNetlinkMessage::NewQueueDiscipline(message);
        match self.request(request, NLM_F_CREATE | NLM_F_EXCL).await {
            Ok(()) => Ok(true),
            Err(rtnetlink::Error::NetlinkError(error))
                if error.to_io().raw_os_error() == Some(libc::EEXIST) =>
            {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Removes what processes of ours that no longer live have left on an interface.
    ///
    /// # Errors
    /// When the kernel refuses to list or to remove a filter.
    pub async fn remove_leftovers(&self, ifindex: u32) -> Result<(), rtnetlink::Error> {
        let mut qdisc_was_ours = false;
        for filter in self.filters(ifindex).await? {
            let handle = u32::from(filter.header.handle);
            if is_ours(&filter) && !is_alive(handle & !OUR_QDISC) {
                qdisc_was_ours |= handle & OUR_QDISC != 0;
                let mut message = TcMessage::with_index(ifindex as i32);
                message.header = filter.header;
                message.attributes.push(TcAttribute::Kind("bpf".into()));
                self.request(RouteNetlinkMessage::DelTrafficFilter(message), 0).await?;
            }
        }
        if qdisc_was_ours {
            self.remove_clsact(ifindex).await?;
        }
        Ok(())
    }

    /// Removes the qdisc, unless something is still attached to it.
    ///
    /// # Errors
    /// When the kernel refuses to list the filters or to remove the qdisc.
    pub async fn remove_clsact(&self, ifindex: u32) -> Result<(), rtnetlink::Error> {
        if !self.filters(ifindex).await?.is_empty() {
            return Ok(());
        }
        let mut message = TcMessage::with_index(ifindex as i32);
        message.header.parent = CLSACT.into();
        message.header.handle = 0xffff_0000.into();
        self.request(RouteNetlinkMessage::DelQueueDiscipline(message), 0).await
    }

    /// The filters of both directions; none where there is no clsact.
    async fn filters(&self, ifindex: u32) -> Result<Vec<TcMessage>, rtnetlink::Error> {
        let mut tc = self.handle.traffic_filter(ifindex as i32);
        let mut filters = Vec::new();
        for request in [tc.get().ingress(), tc.get().egress()] {
            match request.execute().try_collect::<Vec<_>>().await {
                // The kernel names each priority once more, without a filter.
                Ok(found) => filters.extend(found.into_iter().filter(|f| u32::from(f.header.handle) != 0)),
                Err(rtnetlink::Error::NetlinkError(error))
                    if matches!(error.to_io().raw_os_error(), Some(libc::EINVAL | libc::ENOENT)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filters)
    }

    /// Sends a request and waits for the kernel's yes or no.
    async fn request(&self, message: RouteNetlinkMessage, flags: u16) -> Result<(), rtnetlink::Error> {
        let mut request = NetlinkMessage::from(message);
        request.header.flags = NLM_F_REQUEST | NLM_F_ACK | flags;
        let mut answers = self.handle.clone().request(request)?;
        while let Some(answer) = answers.next().await {
            if let NetlinkPayload::Error(error) = answer.payload
                && error.code.is_some()
            {
                return Err(rtnetlink::Error::NetlinkError(error));
            }
        }
        Ok(())
    }
}

fn is_ours(filter: &TcMessage) -> bool {
    filter.attributes.iter().any(|attribute| {
        match attribute {
        TcAttribute::Options(options) => options.iter().any(|option| {
            matches!(option, TcOption::Bpf(TcFilterBpfOption::ProgName(name)) if name.starts_with(OUR_NAMES))
        }),
        _ => false,
    }
    })
}

fn is_alive(process: u32) -> bool {
    Path::new(&format!("/proc/{process}")).exists()
}
