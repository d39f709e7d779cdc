//! `--compress`: each block of whole records becomes a frame of its own, so that a file can be read
//! wherever its writing ended.

use std::io::{self, Write};

use super::super::SinkError;
use crate::cli::save::Compression;

/// Bytes that are packed together. More pack better, and less is lost when the power fails.
const BLOCK: usize = 1024 * 1024;

/// What a capture has time for.
const ZSTD_LEVEL: i32 = 1;

/// Skippable frames (RFC 8878, section 3.1.2), and the number by which a seek table ends
/// (zstd_seekable_compression_format.md).
const SKIPPABLE_FRAME: u32 = 0x184d_2a5e;
const SEEK_TABLE_END: u32 = 0x8f92_eab1;

/// Packs blocks.
pub struct Packer {
    kind: Kind,
    packed: Vec<u8>,
}

enum Kind {
    Gzip,
    Lz4,
    Zstd {
        compressor: zstd::bulk::Compressor<'static>,
        /// Of each frame, its length and that of what is in it.
        frames: Vec<(u32, u32)>,
    },
}

impl Packer {
    /// # Errors
    /// When there is no memory for it.
    pub fn new(compression: Compression) -> Result<Self, SinkError> {
        let kind = match compression {
            Compression::Gzip => Kind::Gzip,
            Compression::Lz4 => Kind::Lz4,
            Compression::Zstd => {
                let compressor = zstd::bulk::Compressor::new(ZSTD_LEVEL);
                let compressor = compressor.map_err(|cause| SinkError::io("zstd", cause))?;
                Kind::Zstd { compressor, frames: Vec::new() }
            }
        };
        Ok(Self { kind, packed: Vec::new() })
    }

    /// How many bytes to pack together.
    pub const fn block_len(&self) -> usize {
        BLOCK
    }

    /// Packs a block.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn pack(&mut self, block: &[u8]) -> io::Result<&[u8]> {
        let Self { kind, packed } = self;
        packed.clear();
        match kind {
            Kind::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(packed, flate2::Compression::fast());
                encoder.write_all(block)?;
                encoder.finish()?;
            }
            Kind::Lz4 => {
                let mut encoder = lz4_flex::frame::FrameEncoder::new(packed);
                encoder.write_all(block)?;
                encoder.finish().map_err(io::Error::other)?;
            }
            Kind::Zstd { compressor, frames } => {
                packed.reserve(zstd::zstd_safe::compress_bound(block.len()));
                compressor.compress_to_buffer(block, packed)?;
                frames.push((packed.len() as u32, block.len() as u32));
            }
        }
        Ok(&self.packed)
    }

    /// What the file ends with; the next block begins another file.
    pub fn end(&mut self) -> Vec<u8> {
        match &mut self.kind {
            Kind::Gzip | Kind::Lz4 => Vec::new(),
            Kind::Zstd { frames, .. } => seek_table(&std::mem::take(frames)),
        }
    }
}

/// A skippable frame that says where each frame begins: for each one its length and that of what is in
/// it, then their number, a byte of flags and a magic number, all little-endian.
fn seek_table(frames: &[(u32, u32)]) -> Vec<u8> {
    let len = frames.len() as u32;
    let mut words = vec![SKIPPABLE_FRAME, len * 8 + 9];
    words.extend(frames.iter().flat_map(|(packed, unpacked)| [*packed, *unpacked]));
    words.push(len);
    let mut table: Vec<u8> = words.into_iter().flat_map(u32::to_le_bytes).collect();
    // No checksums.
    table.push(0);
    table.extend(SEEK_TABLE_END.to_le_bytes());
    table
}
