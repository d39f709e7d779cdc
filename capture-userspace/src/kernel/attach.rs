//! Attaches the programs: to tcx where the kernel has it, to clsact where it refuses tcx, to XDP when
//! that is asked for.

use std::io;

use aya::programs::{
    LinkOrder, ProgramError, SchedClassifier, TcAttachType,
    links::FdLink,
    tc::{SchedClassifierLink, TcAttachOptions, TcError},
};
use capture_common::abi::Hook;
use thiserror::Error;

use super::{
    clsact,
    descriptors::have_room_for,
    links::{Link, Netlink},
    object::{Object, ObjectError},
    xdp,
};
use crate::source::{LinkLayer, options::Engine};

/// Why a program could not be attached.
#[derive(Debug, Error)]
pub enum AttachError {
    /// The program was not loaded in the first place.
    #[error(transparent)]
    Object(#[from] ObjectError),
    /// The kernel refused the attachment.
    #[error("{iface}: cannot attach to {hook}: {cause}")]
    Refused {
        /// The interface's name.
        iface: String,
        /// Which hook.
        hook: &'static str,
        /// aya's words for it.
        #[source]
        cause: Box<ProgramError>,
    },
    /// The hook takes one program only, and has one.
    #[error("{iface}: XDP is taken by {owner}; --engine tcx captures beside it")]
    Taken {
        /// The interface's name.
        iface: String,
        /// Whose it is.
        owner: String,
    },
    /// Each attachment is a descriptor.
    #[error("{hooks} hooks are more than this process may have descriptors (ulimit -n); clsact takes none")]
    Descriptors {
        /// How many hooks there are.
        hooks: usize,
    },
    /// The clsact qdisc could not be prepared.
    #[error("{iface}: cannot prepare the clsact qdisc: {cause}")]
    Clsact {
        /// The interface's name.
        iface: String,
        /// What netlink said.
        #[source]
        cause: rtnetlink::Error,
    },
}

impl AttachError {
    /// What the kernel said.
    pub fn os_error(&self) -> Option<i32> {
        match self {
            Self::Object(error) => error.os_error(),
            Self::Refused { cause, .. } => os_error(cause),
            Self::Clsact { cause: rtnetlink::Error::NetlinkError(error), .. } => error.to_io().raw_os_error(),
            Self::Clsact { .. } | Self::Taken { .. } | Self::Descriptors { .. } => None,
        }
    }
}

/// What the kernel said.
pub(super) fn os_error(error: &ProgramError) -> Option<i32> {
    match error {
        ProgramError::SyscallError(error) => error.io_error.raw_os_error(),
        ProgramError::TcError(TcError::IoError(error)) => error.raw_os_error(),
        _ => None,
    }
}

/// Hooks to which a capture attaches at tcx. Each makes the kernel wait until all CPUs have passed by
/// (`tcx_entry_sync` of `include/net/tcx.h`), 10 to 20 ms, and again at the end; clsact does not wait.
const MOST_AT_TCX: usize = 128;

/// What is attached; a tcx link ends with it, the rest in [`Attachments::detach`].
pub struct Attachments {
    engine: Engine,
    /// Each with its interface's index.
    links: Vec<(u32, Attached)>,
    /// Interfaces that got their clsact qdisc from us.
    qdiscs: Vec<u32>,
    /// Whether what killed processes left behind has been looked for.
    is_swept: bool,
}

/// Something that is taken off again when it is dropped.
#[expect(dead_code, reason = "only held")]
enum Attached {
    Classifier(SchedClassifierLink),
    Xdp(FdLink),
}

impl Attachments {
    /// Attaches nothing yet, and soon to so many hooks.
    ///
    /// # Errors
    /// When they take more descriptors than this process may have.
    pub fn new(engine: Engine, hooks: usize) -> Result<Self, AttachError> {
        let engine = match engine {
            Engine::Auto if hooks > MOST_AT_TCX || !have_room_for(hooks) => Engine::Clsact,
            Engine::Tcx | Engine::Xdp if !have_room_for(hooks) => {
                return Err(AttachError::Descriptors { hooks });
            }
            engine => engine,
        };
        Ok(Self { engine, links: Vec::new(), qdiscs: Vec::new(), is_swept: false })
    }

    /// Whether something has to be taken off by a request: all others are links, which end by themselves.
    pub fn has_filters(&self) -> bool {
        self.engine == Engine::Clsact
    }

    /// Attaches to one hook of an interface.
    ///
    /// # Errors
    /// When the verifier refuses the program, or the kernel the attachment.
    pub async fn attach(
        &mut self,
        object: &mut Object,
        netlink: &Netlink,
        link: &Link,
        layer: LinkLayer,
        hook: Hook,
    ) -> Result<(), AttachError> {
        if hook == Hook::Xdp {
            let attached = xdp::attach(object.xdp()?, link)?;
            self.links.push((link.ifindex, Attached::Xdp(attached)));
            return Ok(());
        }
        let program = object.classifier(layer, hook)?;
        if self.engine != Engine::Clsact {
            let first = TcAttachOptions::TcxOrder(LinkOrder::first());
            match attach(program, link, hook, first) {
                Ok(attached) => {
                    self.links.push((link.ifindex, Attached::Classifier(attached)));
                    return Ok(());
                }
                Err(cause) if self.engine != Engine::Tcx && lacks_tcx(&cause) => {
                    self.engine = Engine::Clsact;
                }
                Err(cause) => return Err(refused(link, hook, cause)),
            }
        }
        self.prepare_clsact(netlink, link).await?;
        let options = clsact::options(self.qdiscs.contains(&link.ifindex));
        let attached = attach(program, link, hook, TcAttachOptions::Netlink(options))
            .map_err(|cause| refused(link, hook, cause))?;
        self.links.push((link.ifindex, Attached::Classifier(attached)));
        Ok(())
    }

    async fn prepare_clsact(&mut self, netlink: &Netlink, link: &Link) -> Result<(), AttachError> {
        let failed = |cause| AttachError::Clsact { iface: link.name.clone(), cause };
        if !self.is_swept {
            // Wherever a process of ours was killed, not only where this one captures.
            for other in netlink.links().await.map_err(failed)? {
                netlink.remove_leftovers(other.ifindex).await.map_err(failed)?;
            }
            self.is_swept = true;
        }
        if netlink.add_clsact(link.ifindex).await.map_err(failed)? {
            self.qdiscs.push(link.ifindex);
        }
        Ok(())
    }

    /// An interface has gone, and with it what was attached there.
    pub fn forget(&mut self, ifindex: u32) {
        self.links.retain(|(owner, _)| *owner != ifindex);
        self.qdiscs.retain(|owner| *owner != ifindex);
    }

    /// Takes everything off again. Failures mean that the interface is gone already.
    pub async fn detach(&mut self, netlink: &Netlink) {
        self.links.clear();
        for ifindex in self.qdiscs.drain(..) {
            let _ = netlink.remove_clsact(ifindex).await;
        }
    }
}

fn attach(
    program: &mut SchedClassifier,
    link: &Link,
    hook: Hook,
    options: TcAttachOptions,
) -> Result<SchedClassifierLink, ProgramError> {
    let kind = match hook {
        Hook::Egress => TcAttachType::Egress,
        Hook::Ingress | Hook::Xdp => TcAttachType::Ingress,
    };
    let id = program.attach_with_options(&link.name, kind, options)?;
    program.take_link(id)
}

/// A kernel that does not know tcx calls its link type invalid.
fn lacks_tcx(cause: &ProgramError) -> bool {
    os_error(cause) == Some(libc::EINVAL)
}

fn refused(link: &Link, hook: Hook, cause: ProgramError) -> AttachError {
    let hook = match hook {
        Hook::Ingress => "ingress",
        Hook::Egress => "egress",
        Hook::Xdp => "XDP",
    };
    AttachError::Refused { iface: link.name.clone(), hook, cause: Box::new(cause) }
}

/// The kernel's answer to an interface that is not there (any more).
pub fn is_gone(error: &AttachError) -> bool {
    let gone = |number| {
        io::Error::from_raw_os_error(number).kind() == io::ErrorKind::NotFound || number == libc::ENODEV
    };
    error.os_error().is_some_and(gone)
}
