//! `cargo xtask chaos` and `cargo xtask soak`: tests that take as long as they are told to.

use anyhow::Result;
use clap::Args;

use crate::{process, setup};

/// What happens to captures.
#[derive(Args)]
pub struct Chaos {
    /// So many events
    #[arg(long, default_value_t = 1000)]
    events: u64,
    /// The seed that a run has told, to repeat it
    #[arg(long)]
    seed: Option<u64>,
}

/// How long a capture runs.
#[derive(Args)]
pub struct Soak {
    /// At 100,000 packets a second
    #[arg(long, default_value_t = 60)]
    minutes: u64,
}

/// Lets anything happen to captures, and checks each time what became of them.
pub fn chaos(options: &Chaos) -> Result<()> {
    let seed = options.seed.map(|seed| ("TCXDUMP_SEED", seed));
    run("faults::chaos", [("TCXDUMP_EVENTS", options.events)].into_iter().chain(seed))
}

/// Watches what a long capture grows in.
pub fn soak(options: &Soak) -> Result<()> {
    run("faults::soak", [("TCXDUMP_MINUTES", options.minutes)])
}

/// Runs an ignored test, as it is shipped: optimised.
fn run(test: &str, settings: impl IntoIterator<Item = (&'static str, u64)>) -> Result<()> {
    setup::run()?;
    let mut cargo = process::cargo();
    cargo.current_dir(process::workspace()?);
    cargo.args(["test", "--release", "-p", "capture-userspace", "--test", "tcxdump", test]);
    cargo.args(["--", "--ignored", "--nocapture"]);
    cargo.envs(settings.into_iter().map(|(name, value)| (name, value.to_string())));
    process::succeed(&mut cargo)
}
