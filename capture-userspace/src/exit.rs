//! Exit codes: tcpdump's.

use std::process::ExitCode;

/// The end of input, of what was wanted, or at the user's wish.
pub const SUCCESS: ExitCode = ExitCode::SUCCESS;

/// A usage error, a bad filter, no permission, no such device, a failed read or write.
pub fn failure() -> ExitCode {
    ExitCode::from(1)
}
