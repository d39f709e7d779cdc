//! shim
#![forbid(unsafe_code)]
#![allow(missing_docs)]
use capture_common::LinkType;
pub struct CompileOptions {
    pub link_type: LinkType,
    pub snaplen: u32,
    pub optimise: bool,
}
pub trait Names {}
pub struct Program;
#[derive(Debug)]
pub struct FilterError;
impl std::fmt::Display for FilterError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "filter")
    }
}
impl std::error::Error for FilterError {}
impl FilterError {
    pub fn render(&self, _: &str) -> String {
        String::new()
    }
}
pub fn compile(_: &str, _: &CompileOptions, _: &dyn Names) -> Result<Program, FilterError> {
    Ok(Program)
}
pub struct Insn {
    pub code: u16,
    pub jt: u8,
    pub jf: u8,
    pub k: u32,
}
impl Program {
    pub fn instructions(&self) -> &[Insn] {
        &[Insn { code: 6, jt: 0, jf: 0, k: 262144 }]
    }
    pub fn run(&self, _: &[u8], _: u32) -> u32 {
        1
    }
}
pub mod ebpf {
    pub fn translate(_: &super::Program) -> Result<Vec<u8>, super::FilterError> {
        Ok([0xb7u8, 0, 0, 0, 1, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0].to_vec())
    }
}
