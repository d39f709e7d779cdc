//! Savefiles that end anywhere, and savefiles with anything in them.

use std::{
    fs,
    io::Cursor,
    time::{Duration, Instant},
};

use capture_dissect::{Dissector, NoNames, Options};
use tcxdump::savefile::{Reader, SavefileError};

use crate::{
    print::golden_captures,
    support::{
        captures::Folder,
        command::{run, tcxdump},
        random::{Random, given},
    },
};

/// No file may take longer to read and to print.
const LONGEST: Duration = Duration::from_secs(1);

/// The largest file that is tried with every length, which takes the square of its own.
const LARGEST_CUT_ANYWHERE: usize = 2 * 1024;

/// Most memory that all of this may take, in KiB.
const MOST_MEMORY: u64 = 256 * 1024;

struct Utc;

impl capture_dissect::Zone for Utc {
    fn utc_offset(&self, _: i64) -> i32 {
        0
    }
}

/// Captures of the project's own, as pcap and as pcapng.
fn files() -> Vec<Vec<u8>> {
    let folder = Folder::new("formats");
    let as_pcapng = |path: &std::path::PathBuf| {
        let said = run(tcxdump().arg("-r").arg(path).args(["--pcapng", "-w", &folder.word("x")]));
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        fs::read(folder.file("x")).unwrap()
    };
    golden_captures().iter().flat_map(|path| [fs::read(path).unwrap(), as_pcapng(path)]).collect()
}

/// Reads and prints what is whole: how many packets, and why not more.
fn print(file: &[u8]) -> (usize, Result<(), SavefileError>) {
    let started = Instant::now();
    let options = Options { verbose: 3, numeric: true, link_header: true, ..Options::default() };
    let mut dissector = Dissector::new(options, Box::new(Utc), Box::new(NoNames));
    let (mut count, mut text) = (0, Vec::new());
    let mut read = || -> Result<(), SavefileError> {
        let mut reader = Reader::new(Box::new(Cursor::new(file.to_vec())), true)?;
        while let Some((record, interface)) = reader.read()? {
            dissector.print(&record, interface.link_type, &mut text);
            count += 1;
        }
        Ok(())
    };
    let end = read();
    assert!(text.iter().all(|byte| matches!(byte, b'\n' | b'\t' | b' '..=b'~')));
    assert!(started.elapsed() < LONGEST, "{:?} for {} bytes", started.elapsed(), file.len());
    (count, end)
}

/// Damage is told with its place.
fn check_end(end: &Result<(), SavefileError>, len: usize) {
    let offset = match end {
        Err(SavefileError::Damaged { offset, .. }) => *offset,
        Err(SavefileError::Truncated(truncated)) => truncated.offset,
        _ => return,
    };
    assert!(offset <= len as u64, "{end:?} in {len} bytes");
}

fn check_memory() {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let most: u64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(most < MOST_MEMORY, "{most} KiB were used");
}

#[test]
fn of_a_file_that_ends_anywhere_what_is_whole_is_printed() {
    let files: Vec<_> = files().into_iter().filter(|file| file.len() <= LARGEST_CUT_ANYWHERE).collect();
    assert!(files.len() >= 50, "{} files", files.len());
    for file in &files {
        let (all, end) = print(file);
        assert!(end.is_ok(), "{end:?}");
        let mut before = 0;
        for len in 0..file.len() {
            let (count, end) = print(&file[..len]);
            check_end(&end, len);
            assert!(count >= before && count <= all, "{count} packets in {len} bytes");
            before = count;
        }
    }
    check_memory();
}

#[test]
fn a_file_with_anything_in_it_is_read_to_where_it_makes_no_sense() {
    let (files, mut random) = (files(), Random::seeded());
    for _ in 0..given("TCXDUMP_MUTANTS", 20_000) {
        let mut file = random.pick(&files).clone();
        for _ in 0..=random.below(8) {
            let at = random.below(file.len());
            file[at] = random.next() as u8;
        }
        if random.chance(20) {
            file.truncate(random.below(file.len()));
        }
        check_end(&print(&file).1, file.len());
    }
    check_memory();
}
