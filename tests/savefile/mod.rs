//! Reading and writing savefiles: sound ones, damaged ones, compressed ones, lists of them, and pipes.

mod list;
mod read;
mod rotation;
mod write;
