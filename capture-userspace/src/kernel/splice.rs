//! Puts the compiled filter into the eBPF object before aya loads it.
//!
//! aya has no way to load raw instructions, so each program has a section of its own in the object, and this
//! file alone puts the filter in front of it: a function that was called would cost 7 ns more, where kernels
//! guard returns against speculation. It also fixes what aya cannot: the size of a ring's element.

use object::{
    build::{
        ByteString, Bytes,
        elf::{Builder, Section, SectionData},
    },
    elf,
};
use thiserror::Error;

/// The section that holds the map definitions: seven 32-bit words each, the third is the value size.
const MAPS_SECTION: &[u8] = b"maps";
const VALUE_SIZE_OFFSET: usize = 8;

/// Why the object could not be rewritten. Each means that the embedded object is not the one that
/// this loader was built with.
#[derive(Debug, Error)]
pub enum SpliceError {
    /// The object is not an ELF file, or the result could not be written.
    #[error("the eBPF object cannot be rewritten: {0}")]
    Elf(#[from] object::build::Error),
    /// A section or symbol that must be there is not.
    #[error("the eBPF object has no {0}")]
    Missing(String),
}

/// An eBPF object that is being prepared for loading.
pub struct Splicer<'a> {
    elf: Builder<'a>,
}

impl<'a> Splicer<'a> {
    /// Reads an object.
    ///
    /// # Errors
    /// When it is not a 64-bit ELF object.
    pub fn new(object: &'a [u8]) -> Result<Self, SpliceError> {
        let mut elf = Builder::read64(object)?;
        for section in &mut elf.sections {
            // Offsets are assigned anew: programs grow.
            section.sh_offset = 0;
        }
        Ok(Self { elf })
    }

    /// Puts a filter in front of a program, which is alone in its section.
    ///
    /// `body` holds eBPF instructions of 8 bytes each in the machine's byte order, which run on into what
    /// stands behind them.
    ///
    /// # Errors
    /// When there is no such program.
    pub fn prepend(&mut self, program: &str, body: &[u8]) -> Result<(), SpliceError> {
        let missing = || SpliceError::Missing(format!("program {program}"));
        let len = body.len() as u64;
        let symbol = self.elf.symbols.iter_mut().find(|symbol| symbol.name.as_slice() == program.as_bytes());
        let symbol = symbol.ok_or_else(missing)?;
        symbol.st_size += len;
        let home = symbol.section.filter(|_| symbol.st_value == 0).ok_or_else(missing)?;
        match &mut self.elf.sections.get_mut(home).data {
            SectionData::Data(code) => *code = Bytes::from([body, code].concat()),
            _ => return Err(missing()),
        }
        for section in &mut self.elf.sections {
            if section.sh_info_section == Some(home)
                && let SectionData::Relocation(relocations) = &mut section.data
            {
                relocations.iter_mut().for_each(|relocation| relocation.r_offset += len);
            }
        }
        Ok(())
    }

    /// Sets the size in bytes of a map's values.
    ///
    /// # Errors
    /// When there is no such map.
    pub fn set_value_size(&mut self, map: &str, bytes: u32) -> Result<(), SpliceError> {
        let missing = || SpliceError::Missing(format!("map {map}"));
        let symbol = self
            .elf
            .symbols
            .iter()
            .find(|symbol| symbol.name.as_slice() == map.as_bytes())
            .ok_or_else(missing)?;
        let at = symbol.st_value as usize + VALUE_SIZE_OFFSET;
        let section = self.elf.sections.iter_mut().find(|s| s.name.as_slice() == MAPS_SECTION);
        match section.map(|section| &mut section.data) {
            Some(SectionData::Data(data)) => {
                let word = data.to_mut().get_mut(at..at + 4).ok_or_else(missing)?;
                word.copy_from_slice(&bytes.to_ne_bytes());
                Ok(())
            }
            _ => Err(missing()),
        }
    }

    /// The object as it is to be loaded.
    ///
    /// # Errors
    /// When the ELF file cannot be written.
    pub fn finish(mut self) -> Result<Vec<u8>, SpliceError> {
        // LLVM keeps the names of sections and symbols in one table, the writer wants two.
        let names: &mut Section<'_> = self.elf.sections.add();
        names.name = ByteString::from(".shstrtab");
        names.sh_type = elf::SHT_STRTAB;
        names.sh_addralign = 1;
        names.data = SectionData::SectionString;
        let mut object = Vec::new();
        self.elf.write(&mut object)?;
        Ok(object)
    }
}
