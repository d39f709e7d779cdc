//! The XDP hook: in the driver where it can, else in front of the network stack (`generic`).

use aya::programs::{Xdp, XdpMode, links::FdLink, loaded_programs};

use super::{
    attach::{AttachError, os_error},
    links::Link,
};
use crate::diag;

/// Attaches the program to an interface, as a link that vanishes with this process.
///
/// # Errors
/// When another program has the hook, and when neither the driver nor the kernel in its place has it.
pub fn attach(program: &mut Xdp, link: &Link) -> Result<FdLink, AttachError> {
    let refused =
        |cause| AttachError::Refused { iface: link.name.clone(), hook: "XDP", cause: Box::new(cause) };
    let id = match program.attach_to_if_index(link.ifindex, XdpMode::Driver) {
        Err(cause) if os_error(&cause) == Some(libc::EOPNOTSUPP) => {
            diag::message(format_args!("{}: the driver has no XDP: using the generic hook", link.name));
            program.attach_to_if_index(link.ifindex, XdpMode::Skb)
        }
        result => result,
    };
    let id = id.map_err(|cause| match os_error(&cause) {
        Some(libc::EBUSY | libc::EEXIST) => {
            let owner = link.xdp.clone().unwrap_or_else(|| "another program".into());
            AttachError::Taken { iface: link.name.clone(), owner }
        }
        _ => refused(cause),
    })?;
    // What aya attaches by netlink where the kernel knows no links would outlive this process: dropped,
    // it is detached again.
    FdLink::try_from(program.take_link(id).map_err(refused)?).map_err(|_| AttachError::Taken {
        iface: link.name.clone(),
        owner: "a kernel without XDP links".into(),
    })
}

/// A loaded program's number and name.
pub fn name(id: u32) -> String {
    let program = loaded_programs().flatten().find(|program| program.id() == id);
    match program.as_ref().and_then(|program| program.name_as_str()) {
        Some(name) => format!("program {id} ({name})"),
        None => format!("program {id}"),
    }
}
