//! How much memory a ring may take where a control group bounds it: the kernel charges maps and rings to the
//! group, and ends processes of a group that has no more.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::diag;

/// Where control groups are found (cgroups(7)): version 1 has a hierarchy for memory alone.
const VERSION_1: &str = "/sys/fs/cgroup/memory";
const VERSION_2: &str = "/sys/fs/cgroup";

/// The names of a group's files: the most that it may have, what it has, and of that what is kept of files,
/// which the kernel gives up when it must.
struct Files {
    limit: &'static str,
    usage: &'static str,
    cached: &'static str,
}

const FILES_1: Files =
    Files { limit: "memory.limit_in_bytes", usage: "memory.usage_in_bytes", cached: "total_cache " };
const FILES_2: Files = Files { limit: "memory.max", usage: "memory.current", cached: "file " };

/// A size in bytes, or as much of it as this process's control groups leave room for, which is told.
pub fn affordable(wanted: u64) -> u64 {
    let groups = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    // The programs, their verification and the rest of the process need some, too.
    match room(&groups).map(|room| room / 4) {
        Some(most) if most < wanted => {
            diag::warning(format_args!(
                "the buffer has {} KiB, not {}: the memory of this process's control group is limited",
                most / 1024,
                wanted / 1024
            ));
            most
        }
        _ => wanted,
    }
}

/// Bytes that may still be taken; `None` where nothing bounds them. `groups` is `/proc/self/cgroup`: lines of
/// a hierarchy's number, its controllers, and the group's path.
fn room(groups: &str) -> Option<u64> {
    let of_line = |line: &str| {
        let (_, rest) = line.split_once(':')?;
        let (controllers, path) = rest.split_once(':')?;
        let path = path.trim_start_matches('/');
        match controllers {
            "" => room_of(Path::new(VERSION_2), path, &FILES_2),
            "memory" => room_of(Path::new(VERSION_1), path, &FILES_1),
            _ => None,
        }
    };
    groups.lines().filter_map(of_line).min()
}

/// The least of what a group and those around it leave.
fn room_of(hierarchy: &Path, path: &str, files: &Files) -> Option<u64> {
    let group: PathBuf = hierarchy.join(path);
    let around = group.ancestors().take_while(|group| group.starts_with(hierarchy));
    around.filter_map(|group| room_in(group, files)).min()
}

fn room_in(group: &Path, files: &Files) -> Option<u64> {
    let number = |name| fs::read_to_string(group.join(name)).ok()?.trim().parse::<u64>().ok();
    let (limit, usage) = (number(files.limit)?, number(files.usage)?);
    let stat = fs::read_to_string(group.join("memory.stat")).unwrap_or_default();
    let cached = stat.lines().find_map(|line| line.strip_prefix(files.cached)?.parse::<u64>().ok());
    Some(limit.saturating_sub(usage.saturating_sub(cached.unwrap_or(0))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_of_the_groups_around_counts() {
        let hierarchy = std::env::temp_dir().join(format!("tcxdump-cgroup-{}", std::process::id()));
        let inner = hierarchy.join("outer/inner");
        fs::create_dir_all(&inner).unwrap();
        let write = |group: &Path, name: &str, text: &str| fs::write(group.join(name), text).unwrap();
        write(&inner, "memory.max", "max\n");
        write(&inner, "memory.current", "7\n");
        let outer = hierarchy.join("outer");
        write(&outer, "memory.max", "1000\n");
        write(&outer, "memory.current", "700\n");
        assert_eq!(room_of(&hierarchy, "outer/inner", &FILES_2), Some(300));
        write(&outer, "memory.stat", "anon 600\nfile 100\nfile_mapped 50\n");
        assert_eq!(room_of(&hierarchy, "outer/inner", &FILES_2), Some(400));
        write(&inner, "memory.max", "107\n");
        assert_eq!(room_of(&hierarchy, "outer/inner", &FILES_2), Some(100));
        assert_eq!(room_of(&hierarchy, "elsewhere", &FILES_2), None);
        fs::remove_dir_all(&hierarchy).unwrap();
    }

    #[test]
    fn what_is_no_list_of_groups_bounds_nothing() {
        for text in ["", "no colons\n", "0:\n", "3:cpu:/x\n"] {
            assert_eq!(room(text), None, "{text}");
        }
    }
}
