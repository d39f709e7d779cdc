//! The engines that this kernel has.

use super::{
    command::{run, tcxdump},
    require,
};

/// Names for `--engine`, each with how `--probe` begins its line.
const ENGINES: [(&str, &str); 5] = [
    ("tcx", "tcx "),
    ("clsact", "clsact "),
    ("xdp", "XDP program "),
    ("af-packet", "AF_PACKET "),
    ("libpcap", "libpcap "),
];

/// The engines among these that work here.
pub fn among(wanted: &[&'static str]) -> Vec<&'static str> {
    let found = run(tcxdump().arg("--probe")).stdout;
    let works = |line: &str| found.lines().any(|it| it.starts_with(line) && it.ends_with("works"));
    let is_here = |(name, line): &(&'static str, &'static str)| {
        require::has(name, if works(line) { Ok(()) } else { Err(format!("this kernel has no {name}")) })
    };
    let known = ENGINES.into_iter().filter(|(name, _)| wanted.contains(name));
    known.filter(is_here).map(|(name, _)| name).collect()
}

/// Those that work here of our own, which capture several interfaces and follow them.
pub fn ours() -> Vec<&'static str> {
    among(&["tcx", "clsact", "xdp", "af-packet"])
}

/// All engines that work here.
pub fn all() -> Vec<&'static str> {
    among(&ENGINES.map(|(name, _)| name))
}
