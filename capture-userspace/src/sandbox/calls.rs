//! System calls.
//!
//! Those that are not listed fail as on a kernel that does not have them, which libraries are prepared for;
//! what was captured is not lost with the process.

use std::collections::{BTreeMap, BTreeSet};

use libc::{c_long, c_ulong};
use seccompiler::{
    BackendError, BpfProgram, Error, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule, apply_filter,
};

use super::Needs;
use crate::source::Upkeep;

/// Calls of every run: memory, threads, time, waiting, and what is open already.
const ALWAYS: [c_long; 67] = [
    libc::SYS_brk,
    libc::SYS_capget,
    libc::SYS_clock_getres,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_close,
    libc::SYS_dup,
    libc::SYS_epoll_create1,
    libc::SYS_epoll_ctl,
    libc::SYS_epoll_pwait,
    libc::SYS_eventfd2,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_faccessat2,
    libc::SYS_fchown,
    libc::SYS_fcntl,
    libc::SYS_fdatasync,
    libc::SYS_fstat,
    libc::SYS_fsync,
    libc::SYS_ftruncate,
    libc::SYS_futex,
    libc::SYS_getcpu,
    libc::SYS_getegid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getpid,
    libc::SYS_getrandom,
    libc::SYS_getsockopt,
    libc::SYS_gettid,
    libc::SYS_gettimeofday,
    libc::SYS_getuid,
    libc::SYS_ioctl,
    libc::SYS_lseek,
    libc::SYS_madvise,
    libc::SYS_membarrier,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_nanosleep,
    libc::SYS_newfstatat,
    libc::SYS_openat,
    libc::SYS_ppoll,
    libc::SYS_pread64,
    libc::SYS_prctl,
    libc::SYS_pwrite64,
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_recvfrom,
    libc::SYS_recvmsg,
    libc::SYS_restart_syscall,
    libc::SYS_rseq,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_yield,
    libc::SYS_sendmsg,
    libc::SYS_sendto,
    libc::SYS_set_robust_list,
    libc::SYS_setsockopt,
    libc::SYS_sigaltstack,
    libc::SYS_statx,
    libc::SYS_uname,
    libc::SYS_unlinkat,
    libc::SYS_wait4,
    libc::SYS_waitid,
    libc::SYS_write,
    libc::SYS_writev,
];

/// What older entry points of the same calls are called where there are any.
#[cfg(target_arch = "x86_64")]
const OLDER: [c_long; 6] = [
    libc::SYS_access,
    libc::SYS_epoll_wait,
    libc::SYS_open,
    libc::SYS_poll,
    libc::SYS_readlink,
    libc::SYS_time,
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER: [c_long; 0] = [];

/// Talking to name servers, and what the system's library does on its way there.
const RESOLVING: [c_long; 11] = [
    libc::SYS_bind,
    libc::SYS_connect,
    libc::SYS_faccessat,
    libc::SYS_getcwd,
    libc::SYS_getdents64,
    libc::SYS_getpeername,
    libc::SYS_getsockname,
    libc::SYS_readlinkat,
    libc::SYS_recvmmsg,
    libc::SYS_sendmmsg,
    libc::SYS_sysinfo,
];

/// Keeps the calls that are needed.
pub fn give_up(needs: &Needs<'_>) -> Result<(), super::SandboxError> {
    let program = program(needs).map_err(Error::from)?;
    Ok(apply_filter(&program)?)
}

fn program(needs: &Needs<'_>) -> Result<BpfProgram, BackendError> {
    let refused = SeccompAction::Errno(libc::ENOSYS.cast_unsigned());
    let arch = std::env::consts::ARCH.try_into()?;
    SeccompFilter::new(allowed(needs)?, refused, SeccompAction::Allow, arch)?.try_into()
}

fn allowed(needs: &Needs<'_>) -> Result<BTreeMap<c_long, Vec<SeccompRule>>, BackendError> {
    let mut allowed: BTreeMap<_, _> = ALWAYS.iter().chain(&OLDER).map(|call| (*call, Vec::new())).collect();
    // A thread, not a process. What clone3(2) starts cannot be told; without it, libraries take clone(2).
    allowed.insert(libc::SYS_clone, vec![has_bits(0, libc::CLONE_THREAD as u64)?]);
    // Threads of this process alone get signals.
    allowed.insert(libc::SYS_tgkill, vec![is_number(0, std::process::id())?]);
    let mut families = BTreeSet::new();
    if needs.resolves {
        allowed.extend(RESOLVING.iter().map(|call| (*call, Vec::new())));
        families.extend([libc::AF_INET, libc::AF_INET6, libc::AF_NETLINK, libc::AF_UNIX]);
        // Libraries are loaded that know how.
        allowed.extend([libc::SYS_mmap, libc::SYS_mprotect].map(|call| (call, Vec::new())));
    } else {
        for call in [libc::SYS_mmap, libc::SYS_mprotect] {
            allowed.insert(call, vec![lacks_bits(2, libc::PROT_EXEC as u64)?]);
        }
    }
    if needs.upkeep == Upkeep::Attaches {
        allowed.insert(libc::SYS_bpf, Vec::new());
        // An interface's number is asked for through a socket of any kind.
        families.insert(libc::AF_UNIX);
    }
    if needs.upkeep != Upkeep::None {
        allowed.extend([libc::SYS_bind, libc::SYS_getsockname].map(|call| (call, Vec::new())));
        families.insert(libc::AF_NETLINK);
    }
    if needs.notifies {
        allowed.insert(libc::SYS_connect, Vec::new());
        families.insert(libc::AF_UNIX);
    }
    if !families.is_empty() {
        // socket(2) for these kinds of addresses.
        let rules: Result<_, _> = families.into_iter().map(|family| is_number(0, family as u32)).collect();
        allowed.insert(libc::SYS_socket, rules?);
    }
    Ok(allowed)
}

/// All of these bits are set in an argument.
fn has_bits(argument: u8, bits: c_ulong) -> Result<SeccompRule, BackendError> {
    rule(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::MaskedEq(bits), bits)
}

/// None of these bits is.
fn lacks_bits(argument: u8, bits: c_ulong) -> Result<SeccompRule, BackendError> {
    rule(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::MaskedEq(bits), 0)
}

/// An argument of 32 bits is this.
fn is_number(argument: u8, number: u32) -> Result<SeccompRule, BackendError> {
    rule(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, number.into())
}

fn rule(
    argument: u8,
    len: SeccompCmpArgLen,
    operator: SeccompCmpOp,
    value: u64,
) -> Result<SeccompRule, BackendError> {
    SeccompRule::new(vec![SeccompCondition::new(argument, len, operator, value)?])
}
