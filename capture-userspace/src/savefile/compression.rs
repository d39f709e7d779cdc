//! Compressed files: gzip (RFC 1952), Zstandard (RFC 8878), LZ4 frames and xz, told by how they begin.

use std::io::{self, BufRead, BufReader, Read};

use liblzma::stream::{CONCATENATED, Stream as XzStream};
use lz4_flex::frame::FrameDecoder;

/// Bytes by which a format is told.
pub const MAGIC_LEN: u64 = 6;

/// Most memory for unpacking xz: its highest preset needs 65 MiB, a hostile file asks for 4 GiB.
const XZ_MEMORY_BYTES: u64 = 128 * 1024 * 1024;

/// A format of compressed files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// `.gz`
    Gzip,
    /// `.zst`
    Zstd,
    /// `.lz4`
    Lz4,
    /// `.xz`
    Xz,
}

impl Compression {
    /// The format of what begins with these bytes, if it is one.
    pub fn of(start: &[u8]) -> Option<Self> {
        match start {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            [0x04, 0x22, 0x4d, 0x18, ..] => Some(Self::Lz4),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            _ => None,
        }
    }

    /// What is packed in an input, of one part or several.
    ///
    /// # Errors
    /// When the unpacker cannot be set up.
    pub fn unpack(self, input: Box<dyn Read>) -> io::Result<Box<dyn Read>> {
        Ok(match self {
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(input))),
            // Refuses windows above 128 MiB.
            Self::Zstd => Box::new(zstd::Decoder::new(input)?),
            Self::Lz4 => Box::new(Lz4Frames(FrameDecoder::new(BufReader::new(input)))),
            Self::Xz => {
                let stream = XzStream::new_stream_decoder(XZ_MEMORY_BYTES, CONCATENATED)?;
                Box::new(liblzma::read::XzDecoder::new_stream(input, stream))
            }
        })
    }
}

/// LZ4 frames one after the other: the decoder says at the end of each that nothing follows.
struct Lz4Frames(FrameDecoder<BufReader<Box<dyn Read>>>);

impl Read for Lz4Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let len = self.0.read(buffer)?;
            if len > 0 || self.0.get_mut().fill_buf()?.is_empty() {
                return Ok(len);
            }
        }
    }
}
