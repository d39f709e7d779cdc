//! shim
#[derive(Default)]
pub struct Resolver;
impl capture_dissect::Names for Resolver {}
