//! The same for a build without eBPF: libpcap, where it is installed.

use crate::{
    cli::Args,
    devices::Device,
    source::{
        SourceError,
        libpcap::{self, LibpcapSource},
        options::LiveOptions,
    },
};

/// Nothing has to be done.
///
/// # Errors
/// Never.
pub fn prepare(_: &Args) -> Result<(), SourceError> {
    Ok(())
}

/// Opens a live source.
///
/// # Errors
/// When there is no such device, or it cannot be captured.
pub async fn open(options: &LiveOptions) -> Result<LibpcapSource, SourceError> {
    LibpcapSource::open(&libpcap::choose(&options.ifaces)?, options)
}

/// `-J`: the clocks that can stamp a device's packets.
///
/// # Errors
/// When there is no such device.
pub async fn time_stamp_types(options: &LiveOptions) -> Result<String, SourceError> {
    libpcap::time_stamp_types(&libpcap::choose(&options.ifaces)?)
}

/// `-L`: what a device can be captured as.
///
/// # Errors
/// When there is no such device, or it cannot be opened.
pub async fn link_types(options: &LiveOptions) -> Result<String, SourceError> {
    libpcap::link_types(&libpcap::choose(&options.ifaces)?, options)
}

/// `-D`: what can be captured.
///
/// # Errors
/// When libpcap is not installed, or lists nothing.
pub async fn devices() -> Result<Vec<Device>, SourceError> {
    libpcap::devices()
}

/// `--probe`: a line for everything that a capture could use.
///
/// # Errors
/// Never.
pub async fn probe() -> Result<Vec<String>, SourceError> {
    Ok(vec![libpcap::probe()])
}
